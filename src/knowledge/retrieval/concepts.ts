import type { Thesaurus } from '../thesaurus'
import { normalizeText } from './normalize-text'

export interface Concept {
  /** The group's number in the thesaurus. */
  group: number
  start: number
  end: number
}

/** Finds the thesaurus words in a text, longest first, without overlaps. */
export type ConceptFinder = (normalized: string) => Concept[]

export function createConceptFinder(thesaurus: Thesaurus): ConceptFinder {
  const groupOf = new Map<string, number>()
  thesaurus.groups.forEach((words, group) =>
    words.forEach((word) => groupOf.set(normalizeText(word).replaceAll(' ', ''), group)),
  )
  // Most positions start no word: the sizes that a first character can begin are known beforehand.
  const sizesByStart = new Map<string, number[]>()
  for (const word of groupOf.keys()) {
    const sizes = sizesByStart.get(word[0] ?? '') ?? []
    if (!sizes.includes(word.length)) sizes.push(word.length)
    sizesByStart.set(
      word[0] ?? '',
      sizes.sort((a, b) => b - a),
    )
  }
  return (text) => {
    const found: Concept[] = []
    for (let start = 0; start < text.length; start++) {
      for (const size of sizesByStart.get(text[start] ?? '') ?? []) {
        const group = groupOf.get(text.slice(start, start + size))
        if (group === undefined || start + size > text.length) continue
        found.push({ group, start, end: start + size })
        start += size - 1
        break
      }
    }
    return found
  }
}
