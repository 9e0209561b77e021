import { z } from 'zod'
import type { Db, Queryable } from '../../platform/database/db'
import { storable } from '../../platform/storable'

export const SEND_KINDS = ['text', 'card', 'update'] as const
export type SendKind = (typeof SEND_KINDS)[number]

export interface ClaimedSend {
  id: string
  kind: SendKind
  cardId: string | null
  receivers: string[]
  body: unknown
  attempts: number
}

/** Something for members of staff, in the transaction of what it tells; the same id twice is one. */
export async function queueSend(
  tx: Queryable,
  send: {
    id: string
    kind: SendKind
    cardId?: string
    receivers: readonly string[]
    body: object
    at: Date
    dueAt?: Date
  },
): Promise<void> {
  await tx.query(
    'app-send-queue',
    `insert into app_send (id, kind, card_id, receivers, body, due_at, created_at)
     values ($1, $2, $3, $4::jsonb, $5::jsonb, $6, $7) on conflict (id) do nothing`,
    [
      send.id,
      send.kind,
      send.cardId ?? null,
      JSON.stringify(send.receivers),
      JSON.stringify(storable(send.body)),
      send.dueAt ?? send.at,
      send.at,
    ],
  )
}

/** Words to members of staff. */
export function queueText(
  tx: Queryable,
  words: { id: string; receivers: readonly string[]; text: string; at: Date },
): Promise<void> {
  return queueSend(tx, { ...words, kind: 'text', body: { text: words.text } })
}

export async function claimSend(db: Db, now: Date, leaseSeconds: number): Promise<ClaimedSend | null> {
  const rows = await db.query<{
    id: string
    kind: SendKind
    card_id: string | null
    receivers: unknown
    body: unknown
    attempts: number
  }>(
    'app-send-claim',
    `update app_send set lease_until = clock_timestamp() + make_interval(secs => $2), attempts = attempts + 1
      where id = (select id from app_send
                   where status = 'pending' and due_at <= $1 and (lease_until is null or lease_until < clock_timestamp())
                   order by seq limit 1 for update skip locked)
     returning id, kind, card_id, receivers, body, attempts`,
    [now, leaseSeconds],
  )
  const row = rows[0]
  if (!row) return null
  const { id, kind, body, attempts } = row
  return { id, kind, body, attempts, cardId: row.card_id, receivers: z.array(z.string()).parse(row.receivers) }
}

export async function finishSend(
  tx: Queryable,
  id: string,
  end: { status: 'sent' | 'failed' | 'dropped'; reason: string | null; at: Date },
): Promise<void> {
  await tx.query(
    'app-send-finish',
    `update app_send set status = $2, last_error = $3, sent_at = case when $2 = 'sent' then $4::timestamptz end, lease_until = null
      where id = $1 and status = 'pending'`,
    [id, end.status, end.reason?.slice(0, 500) ?? null, end.at],
  )
}

/** Again later; `waited` says that the attempt was none (too many within the minute). */
export async function delaySend(
  db: Queryable,
  id: string,
  again: { until: Date; why: string; waited: boolean; body?: object },
): Promise<void> {
  await db.query(
    'app-send-delay',
    `update app_send set due_at = $2, lease_until = null, last_error = $3, attempts = attempts - case when $4 then 1 else 0 end,
            body = coalesce($5::jsonb, body)
      where id = $1 and status = 'pending'`,
    [id, again.until, again.why.slice(0, 500), again.waited, again.body ? JSON.stringify(again.body) : null],
  )
}

/** The most that one of the receivers got from us since then. */
export async function sentSince(db: Queryable, receivers: readonly string[], since: Date): Promise<number> {
  const rows = await db.query<{ most: string | null }>(
    'app-send-recent',
    `select max(times) as most from (
       select count(*) as times from app_send, jsonb_array_elements_text(receivers) as receiver
        where status = 'sent' and kind <> 'update' and sent_at > $1 and receiver = any($2) group by receiver) as counted`,
    [since, receivers],
  )
  return Number(rows[0]?.most ?? 0)
}

export async function nextSendMs(db: Queryable, now: Date): Promise<number | null> {
  const rows = await db.query<{ due_at: Date | null }>(
    'app-send-next',
    `select min(due_at) as due_at from app_send where status = 'pending' and due_at > $1`,
    [now],
  )
  const due = rows[0]?.due_at ?? null
  return due === null ? null : due.getTime() - now.getTime()
}
