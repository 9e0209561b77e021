import type { SearchHit, SearchOutcome } from '../retrieval/outcome'
import type { Near } from './vector-index'

/** The usual constant of reciprocal rank fusion (Cormack et al., SIGIR 2009): how little a first place counts for more than a second. */
const K = 60
/** Both searches must have it this far in front to agree on it. */
const AGREE_WORDS = 5
const AGREE_MEANING = 3

/**
 * Joins two rankings by rank alone: a cosine of one model says nothing beside that of another, nor beside our probability.
 *
 * The decision stays that of the calibrated search (design D8). What it would answer is answered as it is; nearness of meaning alone
 * answers nobody. It orders the choices, brings in what has no word in common with the question, and where the words say too little,
 * an article on which both searches agree is offered instead of refused.
 */
export function fuse(
  words: SearchOutcome,
  deeper: readonly SearchHit[],
  near: readonly Near[],
  limit: number,
): SearchOutcome {
  if (words.decision === 'answer' || near.length === 0) return words
  const ranks = new Map<string, { hit: SearchHit; score: number }>()
  deeper.forEach((hit, at) => ranks.set(hit.id, { hit, score: 1 / (K + at + 1) }))
  near.forEach(({ article }, at) => {
    const known = ranks.get(article.id)
    const score = 1 / (K + at + 1)
    ranks.set(article.id, known ? { ...known, score: known.score + score } : { hit: toHit(article), score })
  })
  const hits = [...ranks.values()].sort((a, b) => b.score - a.score).map(({ hit }) => hit)
  const first = hits[0]
  const agreed =
    first !== undefined &&
    deeper.slice(0, AGREE_WORDS).some(({ id }) => id === first.id) &&
    near.slice(0, AGREE_MEANING).some(({ article }) => article.id === first.id)
  return {
    ...words,
    decision: words.decision === 'choices' || agreed ? 'choices' : 'refuse',
    hits: hits.slice(0, limit),
  }
}

/** Found by meaning alone: our words say nothing about how sure it is. */
function toHit({ id, key, question, answer, version }: Near['article']): SearchHit {
  return { id, key, question, answer, version, score: 0, why: [] }
}
