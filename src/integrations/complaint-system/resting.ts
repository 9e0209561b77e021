import type { Queryable } from '../../platform/database/db'

export interface RestingEvent {
  id: string
  conversationId: string
  type: string
  at: Date
  attempts: number
  lastError: string | null
}

/** What the complaint system would not take for three days; staff see it and send it again. */
export async function listResting(db: Queryable, limit = 100): Promise<RestingEvent[]> {
  const rows = await db.query<{
    id: string
    conversation_id: string
    type: string
    at: Date
    attempts: number
    last_error: string | null
  }>(
    'outside-resting',
    `select id, conversation_id, type, at, attempts, last_error from outside_event where status = 'resting' order by seq limit $1`,
    [limit],
  )
  return rows.map((row) => ({
    id: row.id,
    conversationId: row.conversation_id,
    type: row.type,
    at: row.at,
    attempts: row.attempts,
    lastError: row.last_error,
  }))
}

/** Another three days begin. */
export async function resend(tx: Queryable, id: string, now: Date): Promise<boolean> {
  const rows = await tx.query<{ conversation_id: string }>(
    'outside-resend',
    `update outside_event set status = 'pending', created_at = $2, attempts = 0 where id = $1 and status = 'resting' returning conversation_id`,
    [id, now],
  )
  if (!rows[0]) return false
  await tx.query(
    'outside-ready',
    `insert into ready (lane, conversation_id, first_at, due_at) values ('tell', $1, $2, $2)
     on conflict (lane, conversation_id) do update set gen = ready.gen + 1, due_at = least(ready.due_at, excluded.due_at)`,
    [rows[0].conversation_id, now],
  )
  return true
}
