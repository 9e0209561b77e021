import { hidePersonal } from '../../platform/model/hide-personal'
import type { Embedder } from '../../platform/model/language-model'
import type { SearchOutcome } from '../retrieval/outcome'
import type { SearchIndex, SearchOptions } from '../retrieval/search-index'
import { fuse } from './fuse'
import type { VectorIndex } from './vector-index'

export type Fusion = (question: string, options: SearchOptions, found: SearchOutcome) => Promise<SearchOutcome>

/** An owner waits no longer than this for nearness of meaning. */
const WITHIN_MS = 400
const DEPTH = 20
const SHOWN = 5
/** One turn searches more than once with the same words. */
const REMEMBERED = 200

/** Joins the search by words with the search by meaning; when the endpoint is slow or away, the first is the answer. */
export function createFusion(deps: {
  embedder: Embedder
  vectors: VectorIndex
  index: SearchIndex
  /** Names that stand in a question; hidden with the rest. */
  namesIn?: (question: string) => readonly string[]
  withinMs?: number
}): Fusion {
  const recent = new Map<string, Float32Array>()

  async function vectorOf(question: string): Promise<Float32Array | null> {
    // What an owner writes leaves masked, as before any model (design D14).
    const { text } = hidePersonal(question, deps.namesIn?.(question))
    const known = recent.get(text)
    if (known) return known
    const vector = (await deps.embedder.embed([text], { withinMs: deps.withinMs ?? WITHIN_MS }))?.[0]
    if (!vector) return null
    recent.set(text, vector)
    if (recent.size > REMEMBERED) recent.delete(recent.keys().next().value as string)
    return vector
  }

  return async (question, options, found) => {
    // What the words answer needs no second search, and nobody waits for one.
    if (found.decision === 'answer' || question.trim() === '' || deps.vectors.size === 0) return found
    const vector = await vectorOf(question)
    if (vector === null) return found
    const deeper = deps.index.search(question, { ...options, limit: DEPTH }).hits
    const near = deps.vectors.search(vector, { community: options.community, at: options.at, limit: DEPTH })
    return fuse(found, deeper, near, options.limit ?? SHOWN)
  }
}
