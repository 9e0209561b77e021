import type { GoldenQuestion } from './golden-question'
import type { Graded, Verdict } from './grade'

export interface Change {
  question: GoldenQuestion
  before: Graded
  after: Graded
}

export interface Comparison {
  /** Through the change itself. */
  worse: Change[]
  better: Change[]
  /** Questions about other articles that tipped over because every article counts a little for all: they block nothing. */
  aside: Change[]
  refused: boolean
}

const WORTH: Record<Verdict, number> = { right: 3, offered: 2, lacking: 1, missed: 1, wrong: 0 }
/** An owner who was told right is told wrong: no gain elsewhere makes up for it. */
const NEVER: readonly Verdict[] = ['wrong', 'lacking']

/**
 * Pure: is the set worse off with a change of the articles `touched` (keys)? Only questions that expect one of them, or that are
 * or were answered by one, count: any edit shifts the weight of words, and in 647 questions one or two near the bar tip over
 * by an edit that has nothing to do with them (measured: in every third harmless edit).
 */
export function compareRuns(
  questions: readonly GoldenQuestion[],
  before: readonly Graded[],
  after: readonly Graded[],
  touched: ReadonlySet<string>,
): Comparison {
  const comparison: Comparison = { worse: [], better: [], aside: [], refused: false }
  let gain = 0
  questions.forEach((question, index) => {
    const change = { question, before: before[index]!, after: after[index]! }
    const difference = WORTH[change.after.verdict] - WORTH[change.before.verdict]
    if (change.after.verdict === change.before.verdict) return
    if (!concerns(change, touched)) return void comparison.aside.push(change)
    gain += difference
    comparison[difference < 0 ? 'worse' : 'better'].push(change)
    if (change.before.verdict === 'right' && NEVER.includes(change.after.verdict)) comparison.refused = true
  })
  comparison.refused ||= gain < 0
  return comparison
}

function concerns({ question, before, after }: Change, touched: ReadonlySet<string>): boolean {
  return [question.expectedKey, ...before.shown, ...after.shown].some((key) => key !== null && touched.has(key))
}
