import type { DialogDefinition } from '../../dialogs/definition'
import { matterOf } from './matter'

/** 「麻烦给我回个电话」 asks for the guided talk and says nothing of what it is about: then that is still to be asked. */
export function startsOnly({ starts = [] }: DialogDefinition): (clause: string) => boolean {
  const words = starts
    .flatMap((line) => line.replace(/^=/, '').split(/[\s|]+/))
    .filter(Boolean)
    .sort((a, b) => b.length - a.length)
  return (clause) => {
    const rest = words.reduce((left, word) => left.replaceAll(word, ''), clause)
    return rest !== clause && matterOf(rest.replace(SOMEBODY, '')) === null
  }
}

/** Who is to do it, and how soon. */
const SOMEBODY =
  /你们?|您|他们?|让|叫|找|派|请|人|同事|工作人员|尽快|马上|赶紧|赶快|现在|有空|方便|的时候|时|再|就|行|下/g
