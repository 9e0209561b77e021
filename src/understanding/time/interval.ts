import type { Wall } from './calendar'
import { DAY, SECOND } from './calendar'

export type Grain = 'long' | 'year' | 'quarter' | 'month' | 'week' | 'day' | 'part' | 'hour' | 'minute' | 'second'

/** A stretch of wall time. `to` is its last second; an open end is null. */
export interface Interval {
  from: Wall | null
  to: Wall | null
  grain: Grain
  /** What kind of expression it was: a date may be moved to next year, an offset may not. */
  kind: 'date' | 'clock' | 'offset' | 'range'
  /** A clock may follow: a day takes one, a month does not. */
  takesClock?: boolean
  /** How a time that has gone by comes again: 周三 next week, 3号 next month, 3月5日 and 国庆 next year. */
  repeats?: 'week' | 'month' | 'year'
}

export const span = (from: Wall, length: number): { from: Wall; to: Wall } => ({ from, to: from + length - SECOND })

export const dayOf = (from: Wall): Interval => ({ ...span(from, DAY), grain: 'day', kind: 'date', takesClock: true })
