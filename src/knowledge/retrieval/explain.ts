import type { Field } from './article'
import type { Entry } from './entry'
import type { Query } from './read-query'

/** The owner's words that stand in the article, field by field, longest first. */
export type Explainer = (entry: Entry) => { field: Field; terms: string[] }[]

const MOST_RUNS = 6
const LONGEST_READ = 120
const BUCKETS = 512

export function createExplainer(query: Query): Explainer {
  const asked = query.text.slice(0, LONGEST_READ)
  const placesOfPair = new Map<number, number[]>()
  // Most characters of an article are not in the question: one look in a small table spares the look for the pair.
  const begins = new Uint8Array(BUCKETS)
  for (let at = 0; at + 1 < asked.length; at++) {
    if (asked[at] === ' ' || asked[at + 1] === ' ') continue
    begins[asked.charCodeAt(at) % BUCKETS] = 1
    const places = placesOfPair.get(pairAt(asked, at))
    if (places) places.push(at)
    else placesOfPair.set(pairAt(asked, at), [at])
  }

  /** One walk over the text: where a pair of the question stands, the run is followed as far as both go on alike. */
  function addRuns(text: string, runs: Set<string>): void {
    for (let at = 0; at + 1 < text.length; at++) {
      if (begins[text.charCodeAt(at) % BUCKETS] === 0) continue
      let longest = 0
      let from = 0
      for (const place of placesOfPair.get(pairAt(text, at)) ?? []) {
        let size = 2
        while (size < asked.length - place && asked[place + size] === text[at + size] && text[at + size] !== ' ') size++
        if (size > longest) [longest, from] = [size, place]
      }
      if (longest === 0) continue
      if (query.textWeights.subarray(from, from + longest).includes(1)) runs.add(asked.slice(from, from + longest))
      at += longest - 2
    }
  }

  return (entry) => {
    const why: ReturnType<Explainer> = []
    const add = (field: Field, texts: readonly string[]) => {
      const runs = new Set<string>()
      for (const text of texts) addRuns(text, runs)
      if (runs.size === 0) return
      why.push({ field, terms: [...runs].sort((a, b) => b.length - a.length).slice(0, MOST_RUNS) })
    }
    const hasQuestion = entry.hasQuestion ? 1 : 0
    add('question', entry.asks.slice(0, hasQuestion))
    add('similar', entry.asks.slice(hasQuestion))
    add('answer', [entry.answer])
    add('topic', [entry.topic])
    return why
  }
}

function pairAt(text: string, at: number): number {
  return (text.charCodeAt(at) << 16) | text.charCodeAt(at + 1)
}
