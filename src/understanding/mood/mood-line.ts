import type { SentimentLabel, Understanding } from '../understanding'

/** The mood of a talk as it stands: a level that rises at once and falls slowly, and whether it is over the line. */
export interface MoodLine {
  /** 0 calm to 1 furious. */
  level: number
  /** Over the line since it rose above `RISE`, until it has fallen below `FALL`. */
  upset: boolean
  /** Owner turns in a row that carried a complaint of some kind. */
  upsetTurns: number
  /** The words that raised it last, for the handoff card. */
  trigger: string | null
}

export const CALM: MoodLine = { level: 0, upset: false, upsetTurns: 0, trigger: null }

const WEIGHT: Record<SentimentLabel, number> = { angry: 1, negative: 0.55, neutral: 0, positive: -0.4 }

/** Two lines, not one: a talk that has just been over the upper one is not calm because of a single 好的 (design D7). */
const RISE = 0.6
const FALL = 0.3
const KEPT = 0.65

/** The line after one more turn of the owner. Repeats, broken promises and threats count on top of the words' own mood. */
export function advanceMood(line: MoodLine, turn: Pick<Understanding, 'sentiment' | 'signals' | 'handoff'>): MoodLine {
  const { sentiment, signals } = turn
  const extra = signals.filter(
    (signal) => signal === 'repeat' || signal === 'broken_promise' || signal === 'false_completion',
  ).length
  const now =
    WEIGHT[sentiment.label] + (WEIGHT[sentiment.label] > 0 ? 0.12 * extra : 0) + (signals.includes('threat') ? 0.2 : 0)
  const level = clamp(Math.max(now, line.level * KEPT + Math.max(0, now) * (1 - KEPT) + Math.min(0, now)))
  const upset = line.upset ? level >= FALL : level >= RISE
  const worse = now >= WEIGHT.negative
  return {
    level,
    upset,
    upsetTurns: worse ? line.upsetTurns + 1 : sentiment.label === 'positive' ? 0 : line.upsetTurns,
    trigger: worse ? (turn.handoff.evidence[0] ?? line.trigger) : line.trigger,
  }
}

const clamp = (value: number): number => Math.round(Math.max(0, Math.min(1, value)) * 1000) / 1000
