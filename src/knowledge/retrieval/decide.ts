import type { SearchOutcome } from './outcome'

/**
 * A wrong answer costs more trust than a question handed on. At this bar at most one question in twenty was answered wrongly
 * on any public set, whose articles have one wording or a few (docs/quality.md).
 */
export const ANSWER_FROM = 0.6
/**
 * The model was fitted to articles that many wordings stand in, and with those it may be believed sooner: at this bar one in
 * twenty-three golden questions that it had not seen was answered wrongly. With fewer wordings it thinks too well of itself.
 */
export const ANSWER_WELL_WORDED_FROM = 0.53
const WELL_WORDED = 5
/** Below this the first hit is a guess, and owners should not be asked to choose among guesses. */
export const OFFER_FROM = 0.25

export function answersFrom(wordings: number): number {
  return wordings >= WELL_WORDED ? ANSWER_WELL_WORDED_FROM : ANSWER_FROM
}

/** `wordings`: how many ways of asking the first hit's article holds; `isQuestion`: whether anything was asked at all. */
export function decide(
  scores: readonly number[],
  wordings: number,
  isQuestion: 'asks' | 'rambles' | 'says nothing' = 'asks',
): SearchOutcome['decision'] {
  const first = scores[0] ?? 0
  if (isQuestion === 'says nothing' || first < OFFER_FROM) return 'refuse'
  return first >= answersFrom(wordings) && isQuestion === 'asks' ? 'answer' : 'choices'
}
