import type { Queryable } from '../../platform/database/db'
import { MEASURES, type Measure } from './measures'
import { paramsOf, type ReportScope } from './report-scope'

export interface Counted {
  key: string
  /** Null when not counted by day. */
  day: string | null
  count: number
  /** Of the rows' values: the middle one and the mean; null where they have none. */
  median: number | null
  mean: number | null
  /** One of the notes, to show what the key stands for. */
  note: string | null
}

/** How many rows a measure has, by key; with `byDay` by key and day. Nothing is rounded or guessed. */
export async function countRows(
  tx: Queryable,
  scope: ReportScope,
  measure: Measure,
  options: { byDay?: boolean } = {},
): Promise<Counted[]> {
  const day = options.byDay ? 'r.day' : 'null::text'
  const rows = await tx.query<Counted>(
    `report-count-${measure}${options.byDay ? '-by-day' : ''}`,
    `select r.key, ${day} as day, count(*)::int as count, percentile_cont(0.5) within group (order by r.value) as median,
            avg(r.value) as mean, max(r.note) as note
       from (${MEASURES[measure]}) r
      group by 1, 2 order by 3 desc, 1, 2`,
    paramsOf(scope),
  )
  return rows
}
