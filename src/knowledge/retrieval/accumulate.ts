import type { BestSlots } from './best-slots'
import { createBestSlots } from './best-slots'
import type { Entry } from './entry'
import type { PostingList } from './postings'
import { HIGHEST_IMPACT, impactIn } from './postings'
import type { Query } from './read-query'
import type { SearchOptions } from './search-index'
import { rarity } from './rarity'
import type { TermKey } from './terms'

/** What a search may look at. */
export interface IndexReader {
  postings: ReadonlyMap<TermKey, PostingList>
  entries: readonly (Entry | undefined)[]
  size: number
}

export interface Candidate {
  entry: Entry
  /** The share of the question's weight that the article holds, 0–1. */
  cover: number
}

/** The candidates that are looked at closely. */
const CANDIDATES = 24
/** Postings read before a search stops adding common terms; these then count for the candidates only. */
const POSTING_BUDGET = 60_000
/** More terms than this say no more about a question; the rarest are kept. */
const MOST_TERMS = 160

interface WeightedList {
  list: PostingList | undefined
  weight: number
}

/** The articles that share the most of the question's weight, best first. */
export function accumulate(query: Query, reader: IndexReader, options: SearchOptions): Candidate[] {
  const lists: WeightedList[] = []
  for (const [key, share] of query.terms) {
    const list = reader.postings.get(key)
    lists.push({ list, weight: share * rarity(list?.documents ?? 0, reader.size) })
  }
  lists.sort((a, b) => b.weight - a.weight)
  const read = lists.slice(0, MOST_TERMS)
  const whole = read.reduce((sum, { weight }) => sum + weight, 0)
  if (whole === 0) return []

  const scores = scratch(reader.entries.length)
  let budget = POSTING_BUDGET
  let used = 0
  for (; used < read.length; used++) {
    const { list, weight } = read[used] as WeightedList
    if (!list) continue
    if ((budget -= list.length) < 0 && used > 0) break
    const { slots, impacts, length } = list
    for (let at = 0; at < length; at++) {
      const slot = slots[at] as number
      scores[slot] = (scores[slot] as number) + weight * (impacts[at] as number)
    }
  }

  // Common terms are read for the few that lead without them.
  const rest = read.slice(used)
  const best = takeBest(scores, reader, options, rest.length === 0 ? CANDIDATES : CANDIDATES * 2)
  const candidates: Candidate[] = []
  for (let place = 0; place < best.count; place++) {
    const slot = best.slotAt(place)
    let score = best.scoreAt(place)
    for (const { list, weight } of rest) if (list) score += weight * impactIn(list, slot)
    candidates.push({ entry: reader.entries[slot] as Entry, cover: score / (HIGHEST_IMPACT * whole) })
  }
  return candidates.sort((a, b) => b.cover - a.cover).slice(0, CANDIDATES)
}

function takeBest(scores: Float32Array, reader: IndexReader, options: SearchOptions, room: number): BestSlots {
  const best = createBestSlots(room)
  let bar = 0
  for (let slot = 0; slot < reader.entries.length; slot++) {
    const score = scores[slot] as number
    if (score <= bar) continue
    const entry = reader.entries[slot]
    if (!entry || !isVisible(entry, options)) continue
    best.add(slot, score)
    bar = best.bar()
  }
  return best
}

function isVisible({ article, fromMs, toMs }: Entry, { community, at, unfilled, ownOnly }: SearchOptions): boolean {
  if (ownOnly && article.community == null) return false
  if (article.community != null && article.community !== community) return false
  if (at.getTime() < fromMs || at.getTime() > toMs) return false
  return unfilled === true || (article.answerable?.(community ?? null) ?? true)
}

/** One array for all searches, cleared instead of made anew. */
function scratch(size: number): Float32Array {
  if (shared.length < size) shared = new Float32Array(Math.max(1024, size * 2))
  shared.fill(0, 0, size)
  return shared
}
let shared = new Float32Array(1024)
