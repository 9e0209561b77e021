import type { ReportMeasure } from '../../../../contract/reports'

/** A number somebody has pressed: what it counts, and what to call it. */
export interface Opened {
  measure: ReportMeasure
  title: string
  key?: string
  day?: string
}

export type Open = (opened: Opened) => void
