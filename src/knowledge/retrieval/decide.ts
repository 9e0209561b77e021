import type { SearchOutcome } from './outcome'

/**
 * A wrong answer costs more trust than a question handed on. At this bar one answer in fifty was wrong on golden questions
 * the model had not seen, and at most one question in twenty was answered wrongly on any public set (docs/quality.md).
 */
export const ANSWER_FROM = 0.6
/** Below this the first hit is a guess, and owners should not be asked to choose among guesses. */
export const OFFER_FROM = 0.25

export function decide(scores: readonly number[]): SearchOutcome['decision'] {
  const first = scores[0] ?? 0
  if (first >= ANSWER_FROM) return 'answer'
  return first >= OFFER_FROM ? 'choices' : 'refuse'
}
