import type { Db } from '../../../platform/database/db'
import { conflict, invalid } from '../../../platform/errors'
import { weaknessesOf } from '../../contract/password-rule'
import { audit } from './audit'
import { hashPassword, isPassword } from './password'
import type { Principal } from './principal'
import { endSessionsOf, openSession } from './sessions'
import { countTry, forgetTries } from './sign-in'

export type Changed = { kind: 'changed'; sessionId: string; csrf: string } | { kind: 'locked'; until: Date }

/** A new password for whoever asks; the old one is asked for and guessed at as slowly as at the door. All sessions end but a new one. */
export async function changeOwnPassword(
  db: Pick<Db, 'query' | 'tx'>,
  principal: Principal,
  given: { old: string; new: string; at: Date },
): Promise<Changed> {
  const { accountId, account } = principal
  if (accountId === null || !principal.hasPassword)
    throw conflict('no_password', 'This account has no password of its own.')
  const until = await countTry(db, account, given.at)
  if (until !== null) return { kind: 'locked', until }
  const rows = await db.query<{ password_hash: string }>(
    'own-password',
    'select password_hash from console_account where id = $1',
    [accountId],
  )
  const known = rows[0]?.password_hash
  if (known === undefined || !(await isPassword(given.old, known)))
    throw invalid('wrong_old_password', 'The old password is wrong.')
  await forgetTries(db, account)
  const weaknesses = weaknessesOf(given.new, account)
  if (weaknesses.length > 0) throw invalid('weak_password', 'The new password would be guessed.', { weaknesses })
  if (given.new.normalize('NFKC') === given.old.normalize('NFKC'))
    throw invalid('same_password', 'The new password is the old one.')
  const hash = await hashPassword(given.new)
  return db.tx(async (tx) => {
    const changed = await tx.query(
      'change-own-password',
      `update console_account set password_hash = $3, must_change = false
        where id = $1 and password_hash = $2 and disabled_at is null returning id`,
      [accountId, known, hash],
    )
    if (changed.length === 0) throw conflict('password_changed', 'The password was changed by somebody else meanwhile.')
    await endSessionsOf(tx, accountId)
    await audit(tx, { principal, act: 'account.own-password', target: accountId, at: given.at })
    return { kind: 'changed', ...(await openSession(tx, accountId, given.at)) }
  })
}
