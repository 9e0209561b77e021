import type { ConceptFinder } from './concepts'
import { weighCharacters } from './filler-words'
import { normalizeText } from './normalize-text'
import { questionKinds } from './question-kind'
import type { SpelledTerms, TermKey } from './terms'
import { eachTerm, groupTerm } from './terms'

/** A question as the index reads it. */
export interface Query {
  text: string
  /** How much of the subject each character carries, 0–1. */
  weights: Float32Array
  terms: Map<TermKey, number>
  kinds: number
}

/** A pasted contract is no question: beyond this only the beginning is read, so that time stays bounded. */
const MOST_CHARACTERS = 5000

export function readQuery(original: string, findConcepts: ConceptFinder, spelled: SpelledTerms): Query {
  const text = normalizeText(original.slice(0, MOST_CHARACTERS))
  const weights = weighCharacters(text)
  const terms = new Map<TermKey, number>()
  eachTerm(text, spelled, (key, start, end) => {
    let weight = 1
    for (let at = start; at < end; at++) weight = Math.min(weight, weights[at] ?? 1)
    if (weight > (terms.get(key) ?? 0)) terms.set(key, weight)
  })
  for (const { group } of findConcepts(text)) terms.set(groupTerm(group), 1)
  return { text, weights, terms, kinds: questionKinds(text) }
}
