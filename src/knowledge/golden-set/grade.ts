import type { SearchOutcome } from '../retrieval/outcome'
import type { GoldenQuestion } from './golden-question'

/**
 * `right`: answered by the expected article, or rightly by none. `offered`: it is among the choices, one tap away. `lacking`: it
 * answers, but without the words that must stand in it. `missed`: the owner gets no answer. `wrong`: another one.
 */
export const VERDICTS = ['right', 'offered', 'lacking', 'missed', 'wrong'] as const
export type Verdict = (typeof VERDICTS)[number]

export interface Graded {
  verdict: Verdict
  /** What the bot would answer with, or offer first; null when it would say neither. */
  first: { id: string; key: string; question: string; answer: string } | null
  /** Articles by which it answers or which it offers. */
  shown: string[]
  /** A value of the community is missing. */
  lacksValue: boolean
}

/** As many choices as the chat offers (skills/faq). */
export const CHOICES = 3

/** Pure: what an outcome is worth for a question. `keys`: those that count as the expected one. */
export function grade(question: GoldenQuestion, outcome: SearchOutcome, keys: ReadonlySet<string>): Graded {
  const hits =
    outcome.decision === 'answer'
      ? outcome.hits.slice(0, 1)
      : outcome.decision === 'choices'
        ? outcome.hits.slice(0, CHOICES)
        : []
  const first = hits[0]
  return {
    verdict: verdictOf(question, outcome, keys),
    first: first ? { id: first.id, key: first.key, question: first.question, answer: first.answer } : null,
    shown: hits.map(({ key }) => key),
    lacksValue: outcome.lacksValue ?? false,
  }
}

function verdictOf(question: GoldenQuestion, { decision, hits }: SearchOutcome, keys: ReadonlySet<string>): Verdict {
  const first = hits[0]
  if (question.expectedKey === null) return decision === 'answer' ? 'wrong' : 'right'
  if (decision === 'answer' && first) {
    if (!keys.has(first.key)) return 'wrong'
    return first.answer.includes(question.answerHas) ? 'right' : 'lacking'
  }
  return decision === 'choices' && hits.slice(0, CHOICES).some(({ key }) => keys.has(key)) ? 'offered' : 'missed'
}

export type Tally = Record<Verdict, number>

export function tally(graded: readonly Graded[]): Tally {
  const counts: Tally = { right: 0, offered: 0, lacking: 0, missed: 0, wrong: 0 }
  for (const { verdict } of graded) counts[verdict]++
  return counts
}
