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
    guards: new Map([...guards].map(([name, patterns]) => [name, all(patterns)])),
    strongNow: real(all(now.strong)),
    weakNow: real(all(now.weak)),
  }
}

export const overlap = (a: Hit, b: Hit): boolean => a.start < b.end && b.start < a.end
