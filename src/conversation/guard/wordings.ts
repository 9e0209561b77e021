import type { Dialogs } from '../../dialogs/read-dialogs'

/** Too short, it would excuse any sentence it happens to stand in. */
const SHORTEST = 2

const read = new WeakMap<Dialogs, string[]>()

/** Everything the dialog files say, cut at the places for values; read once for each version of the files. */
export function wordingsOf(dialogs: Dialogs): readonly string[] {
  let texts = read.get(dialogs)
  if (!texts) {
    const all = new Set<string>()
    collect([...dialogs.words.values(), ...dialogs.dialogs.values()], all)
    read.set(dialogs, (texts = [...all]))
  }
  return texts
}

function collect(value: unknown, into: Set<string>): void {
  if (typeof value === 'string')
    for (const part of value.split(/\{\w+\??\}|\n/)) if (part.trim().length >= SHORTEST) into.add(part.trim())
  if (typeof value === 'object' && value !== null) for (const part of Object.values(value)) collect(part, into)
}
