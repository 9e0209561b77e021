import type { Candidate } from './accumulate'
import type { CharacterWeights } from './character-weights'
import { compare } from './compare'
import { decide, OFFERED } from './decide'
import type { Entry } from './entry'
import { createExplainer } from './explain'
import { judge, order, readClues } from './judge'
import { MODEL } from './model-weights'
import type { SearchOutcome } from './outcome'
import type { Query } from './read-query'

const SHOWN = 5
/** 啊, 嗯, 那个: not one word that carries a subject or asks. */
const LEAST_WEIGHT = 0.5
/** Nobody asks one thing in so many words; what a pasted contract is like is offered, not answered with. */
const LONGEST_QUESTION = 300

function contentOf({ text, textWeights }: Query): 'asks' | 'rambles' | 'says nothing' {
  if (!textWeights.some((weight, at) => weight >= LEAST_WEIGHT && text[at] !== ' ')) return 'says nothing'
  return text.length > LONGEST_QUESTION ? 'rambles' : 'asks'
}

/** Looks closely at the candidates and judges the best. */
export function rank(
  query: Query,
  candidates: readonly Candidate[],
  characters: CharacterWeights,
  limit = SHOWN,
  ownOf: (entry: Entry) => Entry | undefined = () => undefined,
): SearchOutcome {
  const { compared, mass } = compare(query, candidates, characters)
  const explain = createExplainer(query)
  const ordered = order(compared, MODEL.ranking)
  // What is decided must not hang on how many hits somebody wants to see.
  const scores = ordered
    .slice(0, Math.max(limit, OFFERED))
    .map((_, place) => judge(readClues(ordered, place, mass), MODEL.judgement))
  const listed = new Set<Entry>()
  ordered.slice(0, scores.length).forEach(({ entry }, place) => {
    const own = place < OFFERED ? ownOf(entry) : undefined
    listed.add(own && !listed.has(own) ? own : entry)
  })
  const hits = [...listed].slice(0, limit).map((entry, place) => {
    const { id, key, question, answer, version } = entry.article
    return { id, key, question, answer, version, score: scores[place] as number, why: explain(entry) }
  })
  return { decision: decide(scores, contentOf(query)), hits }
}
