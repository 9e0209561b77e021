import type { SearchOutcome } from './retrieval/outcome'
import type { SearchIndex, SearchOptions } from './retrieval/search-index'

/** The answer with a community's own values; null while one of them is missing. */
export type FillAnswer = (answer: string, communityId: string | null) => string | null

/** The search of the chat by words alone: the one that the golden questions are put to before a change goes live (C11). */
export function searchArticles(
  index: SearchIndex,
  query: string,
  wanted: SearchOptions,
  fillAnswer: FillAnswer,
): SearchOutcome {
  return settleOutcome(index, query, wanted, index.search(query, wanted), fillAnswer)
}

/** What an owner is told of what was found: values filled in, and no stand-in for an article that only lacks one. */
export function settleOutcome(
  index: SearchIndex,
  query: string,
  wanted: SearchOptions,
  found: SearchOutcome,
  fillAnswer: FillAnswer,
): SearchOutcome {
  // Where only a value is missing, something merely similar must not be offered instead, and editors must hear of it.
  const lacksValue =
    found.decision !== 'answer' && index.search(query, { ...wanted, unfilled: true }).decision === 'answer'
  return {
    ...found,
    ...(lacksValue ? { decision: 'refuse' as const, lacksValue } : {}),
    hits: found.hits.map((hit) => ({ ...hit, answer: fillAnswer(hit.answer, wanted.community ?? null) ?? hit.answer })),
  }
}
