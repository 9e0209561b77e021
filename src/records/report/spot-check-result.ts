import type { Queryable } from '../../platform/database/db'
import type { SpotCheckVerdict } from './spot-check-verdicts'

export interface SpotCheckResult {
  verdict: SpotCheckVerdict
  note: string
  by: string
  at: Date
}

/** Writes what was found; a second look is another row, and the last one counts. */
export async function recordSpotCheck(
  tx: Queryable,
  check: SpotCheckResult & { day: string; caseId: string },
): Promise<void> {
  await tx.query(
    'record-spot-check',
    `insert into spot_check (day, case_id, community_id, verdict, note, checked_by, checked_at)
     select $1::date, c.id, c.community_id, $3, $4, $5, $6 from cases c where c.id = $2`,
    [check.day, check.caseId, check.verdict, check.note, check.by, check.at],
  )
}

/** What was found last, by case. */
export async function readSpotChecks(
  tx: Queryable,
  day: string,
  caseIds: readonly string[],
): Promise<ReadonlyMap<string, SpotCheckResult>> {
  const rows = await tx.query<SpotCheckResult & { caseId: string }>(
    'spot-checks',
    `select distinct on (case_id) case_id as "caseId", verdict, note, checked_by as by, checked_at as at
       from spot_check where day = $1::date and case_id = any($2)
      order by case_id, seq desc`,
    [day, caseIds],
  )
  return new Map(rows.map(({ caseId, ...result }) => [caseId, result]))
}
