import type { Thesaurus } from '../thesaurus'
import { normalizeText } from './normalize-text'

/** A thesaurus word found in a text. */
export interface Concept {
  /** The group's place in the thesaurus. */
  group: number
  start: number
  end: number
}

export interface Concepts {
  /** The thesaurus words of a normalised text, longest first, without overlaps. */
  find(text: string): Concept[]
  /** The text with every thesaurus word in its standard form, so that 管理费 and 物业费 compare as the same characters. */
  toStandard(text: string, found: readonly Concept[]): string
}

export function createConcepts({ groups }: Thesaurus): Concepts {
  const groupOf = new Map<string, number>()
  groups.forEach((words, group) => words.forEach((word) => groupOf.set(toWord(word), group)))
  const standard = groups.map((words) => toWord(words[0] ?? ''))
  // Most characters begin no word: which lengths one can begin is known beforehand.
  const sizesByStart = new Map<string, number[]>()
  for (const word of groupOf.keys()) {
    const start = word.slice(0, 1)
    const sizes = new Set(sizesByStart.get(start)).add(word.length)
    sizesByStart.set(
      start,
      [...sizes].sort((a, b) => b - a),
    )
  }

  return {
    find(text) {
      const found: Concept[] = []
      for (let start = 0; start < text.length; start++) {
        for (const size of sizesByStart.get(text[start] ?? '') ?? []) {
          const group = start + size <= text.length ? groupOf.get(text.slice(start, start + size)) : undefined
          if (group === undefined) continue
          found.push({ group, start, end: start + size })
          start += size - 1
          break
        }
      }
      return found
    },
    toStandard(text, found) {
      let out = ''
      let done = 0
      for (const { group, start, end } of found) {
        out += text.slice(done, start) + (standard[group] ?? '')
        done = end
      }
      return out + text.slice(done)
    },
  }
}

function toWord(word: string): string {
  return normalizeText(word).replaceAll(' ', '')
}
