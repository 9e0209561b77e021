import type { Lexicon, WeighedPattern } from '../lexicon'
import type { ReadText } from '../read-text'
import type { SentimentLabel } from '../understanding'
import { findPattern } from '../words/tagged-text'

export interface MoodPoints {
  positive: number
  negative: number
  angry: number
  /** The words that made each point, as patterns found: for evidence and as features of the classifier. */
  found: { side: 'positive' | 'negative' | 'angry'; rule: string; start: number; end: number; weight: number }[]
}

/** Adds up the points of mood.yml. A pattern counts once, however often its words are repeated. */
export function countMood(read: ReadText, lexicon: Lexicon): MoodPoints {
  const points: MoodPoints = { positive: 0, negative: 0, angry: 0, found: [] }
  for (const side of ['positive', 'negative', 'angry'] as const) {
    for (const { pattern, weight } of lexicon.mood[side] as readonly WeighedPattern[]) {
      const hit = findPattern(pattern, read.tagged)[0]
      if (!hit) continue
      points[side] += weight
      points.found.push({ side, rule: pattern.source, start: hit.start, end: hit.end, weight })
    }
  }
  return points
}

/** What the points say when nothing else is known; the trained voice is asked beside it (mood/judge-sentiment.ts). */
export function labelOf(points: MoodPoints): SentimentLabel {
  if (points.angry >= 3) return 'angry'
  if (points.negative >= 2 || points.angry >= 1) return 'negative'
  if (points.positive >= 1 && points.negative === 0) return 'positive'
  return points.negative >= 1 ? 'negative' : 'neutral'
}
