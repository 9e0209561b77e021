import type { Queryable } from '../../platform/database/db'
import { newId } from '../../platform/ids'

/** An owner whom our words did not reach: somebody rings them up. */
export interface CallBack {
  id: string
  conversationId: string
  user: string
  communityId: string | null
  communityZone: string | null
  reason: string
  /** What they should have read; gone when it was erased since. */
  words: string
  at: Date
  dueAt: Date
}

/** Within this time somebody should have rung (the same as is promised after a broken promise). */
const CALL_WITHIN_MS = 2 * 3600_000

/** Asks for a call; while one is open for this owner, more words that fail belong to it. True when it is a new one. */
export async function openCallBack(
  tx: Queryable,
  wanted: { conversationId: string; exchangeId: string | null; reason: string; at: Date },
): Promise<boolean> {
  const rows = await tx.query(
    'open-call-back',
    `insert into call_back (id, conversation_id, community_id, exchange_id, reason, due_at, at)
     select $1, v.id, v.community_id, $3, $4, $5, $6 from conversation v where v.id = $2
     on conflict (conversation_id) where done_at is null do nothing
     returning id`,
    [
      newId('cb', wanted.at),
      wanted.conversationId,
      wanted.exchangeId,
      wanted.reason,
      new Date(wanted.at.getTime() + CALL_WITHIN_MS),
      wanted.at,
    ],
  )
  return rows.length > 0
}

/** Those nobody has dealt with, longest waiting first. */
export async function listCallBacks(tx: Queryable, communityIds: readonly string[] | null): Promise<CallBack[]> {
  const rows = await tx.query<{
    id: string
    conversation_id: string
    user_id: string
    community_id: string | null
    time_zone: string | null
    reason: string
    text: string | null
    at: Date
    due_at: Date
  }>(
    'list-call-backs',
    `select b.id, b.conversation_id, v.user_id, b.community_id, m.time_zone, b.reason, x.text, b.at, b.due_at
       from call_back b
       join conversation v on v.id = b.conversation_id
       left join community m on m.id = b.community_id
       left join exchange_content x on x.exchange_id = b.exchange_id
      where b.done_at is null and ($1::text[] is null or v.community_id = any($1))
      order by b.at limit 100`,
    [communityIds],
  )
  return rows.map((row) => ({
    id: row.id,
    conversationId: row.conversation_id,
    user: row.user_id,
    communityId: row.community_id,
    communityZone: row.time_zone,
    reason: row.reason,
    words: row.text ?? '',
    at: row.at,
    dueAt: row.due_at,
  }))
}

/** Somebody has spoken with the owner. False when there is no such call open among these communities. */
export async function doneCallBack(
  tx: Queryable,
  id: string,
  act: { by: string; at: Date; communityIds: readonly string[] | null },
): Promise<boolean> {
  const rows = await tx.query(
    'done-call-back',
    `update call_back b set done_at = $2, done_by = $3
       from conversation v
      where b.id = $1 and b.done_at is null and v.id = b.conversation_id and ($4::text[] is null or v.community_id = any($4))
      returning b.id`,
    [id, act.at, act.by, act.communityIds],
  )
  return rows.length > 0
}
