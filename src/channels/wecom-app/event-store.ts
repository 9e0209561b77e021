import type { Db, Queryable } from '../../platform/database/db'
import { storable } from '../../platform/storable'
import { AppEvent, keyOf } from './app-event'

export interface ClaimedEvent {
  id: string
  user: string
  event: AppEvent
  attempts: number
  receivedAt: Date
}

/** Durable when it resolves; false when it was there already. */
export async function storeEvent(db: Queryable, event: AppEvent, now: Date): Promise<boolean> {
  const rows = await db.query<{ id: string }>(
    'app-event-store',
    `insert into app_event (id, user_id, body, received_at, due_at) values ($1, $2, $3::jsonb, $4, $4)
     on conflict (id) do nothing returning id`,
    [storable(keyOf(event)), storable(event.from.toLowerCase()), JSON.stringify(storable(event)), now],
  )
  return rows.length > 0
}

/** What is due, one at a time for each member and in their order, for `leaseSeconds`. */
export async function claimEvent(db: Db, now: Date, leaseSeconds: number): Promise<ClaimedEvent | null> {
  const rows = await db.query<{
    id: string
    user_id: string
    body: unknown
    attempts: number
    received_at: Date
  }>(
    'app-event-claim',
    `update app_event e set lease_until = clock_timestamp() + make_interval(secs => $2), attempts = attempts + 1
      where id = (select id from app_event first
                   where status = 'new' and due_at <= $1 and (lease_until is null or lease_until < clock_timestamp())
                     and not exists (select from app_event earlier
                                      where earlier.user_id = first.user_id and earlier.status = 'new' and earlier.seq < first.seq)
                   order by seq limit 1 for update skip locked)
     returning id, user_id, body, attempts, received_at`,
    [now, leaseSeconds],
  )
  const row = rows[0]
  if (!row) return null
  const { id, user_id: user, attempts, received_at: receivedAt } = row
  return { id, user, event: AppEvent.parse(row.body), attempts, receivedAt }
}

/** In the transaction of what came of it. False: somebody finished it meanwhile, and nothing may be done twice. */
export async function finishEvent(tx: Queryable, id: string): Promise<boolean> {
  const rows = await tx.query(
    'app-event-finish',
    `update app_event set status = 'done', body = '{}', lease_until = null, last_error = null
      where id = $1 and status = 'new' returning id`,
    [id],
  )
  return rows.length > 0
}

export async function delayEvent(db: Queryable, id: string, until: Date, why: string, over: boolean): Promise<void> {
  await db.query(
    'app-event-delay',
    `update app_event set due_at = $2, lease_until = null, last_error = $3, status = case when $4 then 'failed' else status end
      where id = $1 and status = 'new'`,
    [id, until, why.slice(0, 500), over],
  )
}

/** When something that waits out a failure becomes due; what is due already was claimed, or waits for one before it. */
export async function nextEventMs(db: Queryable, now: Date): Promise<number | null> {
  const rows = await db.query<{ due_at: Date | null }>(
    'app-event-next',
    `select min(due_at) as due_at from app_event where status = 'new' and due_at > $1`,
    [now],
  )
  const due = rows[0]?.due_at ?? null
  return due === null ? null : due.getTime() - now.getTime()
}
