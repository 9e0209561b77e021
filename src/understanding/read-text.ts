import type { Lexicon } from './lexicon'
import type { Normalised } from './words/normalise'
import type { TaggedText } from './words/tagged-text'

/** One text, normalised and tagged once, for all rules to read. */
export interface ReadText {
  normalised: Normalised
  tagged: TaggedText
}

export function readText(text: string, lexicon: Lexicon): ReadText {
  const normalised = lexicon.normalise(text)
  return { normalised, tagged: lexicon.tag(normalised.text) }
}
