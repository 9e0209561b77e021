import type { Queryable } from '../../platform/database/db'

const KEPT_MS = 30 * 24 * 3600_000

/** What was posted into the staff group a month ago stands there, and in the records it told of. */
export async function forgetOldAlerts(tx: Queryable, now: Date): Promise<void> {
  const before = new Date(now.getTime() - KEPT_MS)
  await tx.query('group-alert-forget', `delete from group_alert where created_at < $1 and status <> 'pending'`, [
    before,
  ])
}
