import type { Queryable } from '../../platform/database/db'

/** Adds who reported a case; true when they had not reported it before. A case that staff typed in has nobody to add. */
export async function addReporter(
  tx: Queryable,
  caseId: string,
  reporter: { channel: string | null; user: string | null; personId: string | null; at: Date },
): Promise<boolean> {
  if (reporter.user === null) return true
  const rows = await tx.query<{ user_id: string }>(
    'add-case-reporter',
    `insert into case_reporter (case_id, channel, user_id, person_id, at) values ($1, $2, $3, $4, $5)
     on conflict do nothing returning user_id`,
    [caseId, reporter.channel ?? '', reporter.user, reporter.personId, reporter.at],
  )
  return rows.length > 0
}
