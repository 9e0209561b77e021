import type { EmergencyGuard, Lexicon } from '../lexicon'
import type { ReadText } from '../read-text'
import type { Pattern } from '../words/pattern'
import type { Hit } from '../words/tagged-text'
import { findPattern } from '../words/tagged-text'

/** What stands around a danger word: everything that may hold its alarm, found once for the whole text. */
export interface Surroundings {
  text: string
  sentenceAt: Uint16Array
  guards: ReadonlyMap<EmergencyGuard, readonly Hit[]>
  cries: readonly Hit[]
  strongNow: readonly Hit[]
  weakNow: readonly Hit[]
}

export function surroundingsOf(read: ReadText, lexicon: Lexicon): Surroundings {
  const all = (patterns: readonly Pattern[]): Hit[] => patterns.flatMap((pattern) => findPattern(pattern, read.tagged))
  const { guards, now } = lexicon.emergency
  const lookingBack = all(now.notNow)
  const real = (hits: Hit[]): Hit[] => hits.filter((hit) => !lookingBack.some((each) => overlap(each, hit)))
  return {
    text: read.tagged.text,
    sentenceAt: read.tagged.sentenceAt,
    guards: new Map(
      [...guards].map(([name, patterns]) => [name, all(patterns).filter((hit) => isMeant(hit, read.tagged.text))]),
    ),
    cries: all(now.cry),
    strongNow: real([...all(now.cry), ...all(now.strong)]),
    weakNow: real(all(now.weak)),
  }
}

/**
 * The 怕 of a face is a feeling, no condition; 不知道有没有人 asks about people, not about a rule; the 后 of 然后 and the 别 of
 * 特别 say neither after nor don't.
 */
function isMeant(hit: Hit, text: string): boolean {
  if (text[hit.start - 1] === '[' || INSIDE_WORDS.has(text.slice(hit.start - 1, hit.start + 1))) return false
  return !/不知道[^,.。!?;]{0,6}$/.test(text.slice(Math.max(0, hit.start - 9), hit.start))
}

const INSIDE_WORDS = new Set(['然后', '随后', '背后', '特别', '区别', '级别', '个别', '性别', '差别', '类别', '分别'])

export const overlap = (a: Hit, b: Hit): boolean => a.start < b.end && b.start < a.end
