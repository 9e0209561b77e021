import type { Candidate, IndexReader } from './accumulate'
import { rarity } from './accumulate'
import { decide, probability } from './calibration'
import { commonSubsequence } from './common-subsequence'
import { weighCharacters } from './filler-words'
import { kindAgreement } from './question-kind'
import type { SearchOutcome } from './outcome'
import type { Query } from './read-query'
import type { SearchOptions } from './search-index'
import { characterTerm } from './terms'
import { explain } from './explain'

/** What is known of one hit before it is judged. All 0–1 except `kind` (-1, 0, 1). */
export interface Features {
  cover: number
  likeness: number
  kind: number
  /** Its lead over the best other hit. */
  lead: number
}

const LIKENESS_SHARE = 1
const KIND_SHARE = 0.06
const LONGEST_COMPARED = 120

export function rank(query: Query, candidates: Candidate[], reader: IndexReader, options: SearchOptions): SearchOutcome {
  const weightOf = characterWeights(query, reader)
  const text = query.text.slice(0, LONGEST_COMPARED)
  const own = mass(text, weightOf)
  const scored = candidates.map(({ entry, cover }) => {
    let likeness = 0
    for (const ask of entry.asks) {
      const other = ask.slice(0, LONGEST_COMPARED)
      const shared = commonSubsequence(text, other, weightOf)
      if (shared > 0) likeness = Math.max(likeness, (2 * shared) / (own + mass(other, weightOf)))
    }
    const kind = kindAgreement(query.kinds, entry.kinds)
    const local = entry.article.community != null ? 0.02 : 0
    return { entry, cover, likeness, kind, score: cover + LIKENESS_SHARE * likeness + KIND_SHARE * kind + local }
  })
  scored.sort((a, b) => b.score - a.score)
  const hits = scored.slice(0, options.limit ?? 5).map((hit, place) => {
    const rival = scored[place === 0 ? 1 : 0]?.score ?? 0
    const features = { cover: hit.cover, likeness: hit.likeness, kind: hit.kind, lead: hit.score - rival }
    const { id, key, question, answer, version } = hit.entry.article
    return { id, key, question, answer, version, score: probability(features), why: explain(query, hit.entry) }
  })
  return { decision: decide(hits), hits }
}

/** How much one character says: its rarity here, less for words that carry no subject. */
function characterWeights(query: Query, reader: IndexReader): (code: number) => number {
  const known = new Map<number, number>()
  const share = (text: string, weights: Float32Array, at: number) =>
    rarity(reader.postings.get(characterTerm(text.charCodeAt(at)))?.documents ?? 0, reader.size) * (weights[at] ?? 1)
  for (let at = 0; at < query.text.length; at++) {
    const code = query.text.charCodeAt(at)
    known.set(code, Math.max(known.get(code) ?? 0, share(query.text, query.weights, at)))
  }
  return (code) => {
    if (code === 0x20) return 0
    let weight = known.get(code)
    if (weight === undefined) {
      const character = String.fromCharCode(code)
      known.set(code, (weight = share(character, weighCharacters(character), 0)))
    }
    return weight
  }
}

function mass(text: string, weightOf: (code: number) => number): number {
  let sum = 0
  for (let at = 0; at < text.length; at++) sum += weightOf(text.charCodeAt(at))
  return sum
}
