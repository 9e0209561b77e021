import type { Queryable } from '../platform/database/db'
import { newId } from '../platform/ids'

/** Set by app.ts when an outside complaint system is configured (contract.md §5); `tell_exchange` in 0003_queue.sql reads it too. */
export const OUTSIDE_ENABLED = 'outside.enabled'

/**
 * Puts a case or handoff change into the queue of the outside complaint system, in the transaction of the change, where there
 * is such a system. Exchanges tell themselves (a trigger). Order is kept per conversation, so a record without a conversation
 * (typed in by staff) has no place in that queue and is not told.
 */
export async function tellOutside(
  tx: Queryable,
  event: { conversationId: string | null; type: 'case' | 'handoff'; at: Date; now?: Date; data: object },
): Promise<void> {
  if (event.conversationId === null) return
  const now = event.now ?? event.at
  await tx.query(
    'tell-outside',
    `insert into outside_event (id, conversation_id, type, at, data, created_at)
     select $1, $2, $3, $4, $5::jsonb, $6
      where exists (select from setting where scope = '' and key = 'outside.enabled' and value = 'true')`,
    [newId('ev', now), event.conversationId, event.type, event.at, JSON.stringify(event.data), now],
  )
}
