import type { SearchOutcome } from './outcome'

/**
 * A wrong answer costs more trust than a question handed on. At this bar at most one question in twenty was answered wrongly
 * on any public set, and of questions to our own articles that nothing was fitted to or mended by (docs/quality.md).
 */
export const ANSWER_FROM = 0.6
/** Below this the first hit is a guess, and owners should not be asked to choose among guesses. */
const OFFER_FROM = 0.25
/** How many are offered to choose from. */
export const OFFERED = 3
/** Three that are hardly likely each are worth offering together: the chance that one of them was meant is their sum. */
const OFFER_TOGETHER_FROM = 0.35

/** `scores`: of the best hits, at least as many as are offered; `isQuestion`: whether anything was asked at all. */
export function decide(
  scores: readonly number[],
  isQuestion: 'asks' | 'rambles' | 'says nothing' = 'asks',
): SearchOutcome['decision'] {
  const first = scores[0] ?? 0
  const together = scores.slice(0, OFFERED).reduce((sum, score) => sum + score, 0)
  if (isQuestion === 'says nothing' || (first < OFFER_FROM && together < OFFER_TOGETHER_FROM)) return 'refuse'
  return first >= ANSWER_FROM && isQuestion === 'asks' ? 'answer' : 'choices'
}
