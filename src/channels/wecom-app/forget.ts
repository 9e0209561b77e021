import type { Queryable } from '../../platform/database/db'

/** A card can be updated for three days (wecom-protocol §6.5); a month answers whatever is asked about it. */
const KEPT_MS = 30 * 24 * 3600_000

/** What was delivered or worked off long ago goes: cards and texts repeat what the records say, and nobody reads them again. */
export async function forgetOldSends(tx: Queryable, now: Date): Promise<void> {
  const before = new Date(now.getTime() - KEPT_MS)
  await tx.query('app-send-forget', `delete from app_send where created_at < $1 and status <> 'pending'`, [before])
  await tx.query('app-event-forget', `delete from app_event where received_at < $1 and status <> 'new'`, [before])
  await tx.query(
    'app-card-forget',
    'delete from app_card c where created_at < $1 and not exists (select from app_send s where s.card_id = c.id)',
    [before],
  )
}
