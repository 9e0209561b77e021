import type { Queryable } from '../../platform/database/db'

/** `offered`: told that they may; `skipped`: did not want to; `kept`: said who they are and agreed to it being kept. */
export type MeetingEnd = 'offered' | 'skipped' | 'kept'

/** Whether the first meeting may be offered: never before, and no home is known of this person yet (domain.md B57). */
export async function mayMeet(tx: Queryable, personId: string): Promise<boolean> {
  const rows = await tx.query(
    'may-meet',
    `select 1 from person p where p.id = $1 and p.met_at is null and p.erased_at is null
        and not exists (select from person_house o where o.person_id = p.id and o.until is null)`,
    [personId],
  )
  return rows.length > 0
}

/** Once offered it is never offered again; the first time stays. */
export async function noteMeeting(tx: Queryable, personId: string, how: MeetingEnd, at: Date): Promise<void> {
  await tx.query(
    'note-meeting',
    `update person set met_at = coalesce(met_at, $3), met_how = case when met_how = 'kept' then 'kept' else $2 end where id = $1`,
    [personId, how, at],
  )
}
