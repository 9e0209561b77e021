import { handIn } from '../../../knowledge/workflow/hand-in'
import type { Principal } from '../access/principal'
import type { ConsoleDeps } from '../console-deps'

type ImportAct = Parameters<ConsoleDeps['articles']['importRows']>[1]

/** Who brings a file in, for the rule that another person publishes it, and for the one who reads what they brought. */
export function broughtBy(
  { via, account, name }: Principal,
  file: string,
  { submit }: { submit?: 'true' | 'false' | undefined },
  at: Date,
): Omit<ImportAct, 'publish'> {
  const note = `导入 ${file}`.slice(0, 500)
  // A program is nobody's colleague: what it leaves as a draft may be published by anyone.
  if (via === 'token') return { by: name, note }
  const written: ImportAct['written'] = (tx, ids) => handIn(tx, ids, { actor: { account, name }, note, at })
  return { by: name, account, note, ...(submit === 'true' ? { written } : {}) }
}
