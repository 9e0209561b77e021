import type { Queryable } from '../platform/database/db'
import { notFound } from '../platform/errors'

/**
 * Takes the talk's row for this transaction. Whoever writes into a talk and elsewhere takes it first (as `accept_messages` and
 * `commit_turn` do), so that two transactions never wait for each other.
 */
export async function lockTalk(tx: Queryable, conversationId: string): Promise<void> {
  const rows = await tx.query('lock-talk', 'select id from conversation where id = $1 for no key update', [
    conversationId,
  ])
  if (rows.length === 0) throw notFound('conversation_not_found', `There is no conversation ${conversationId}.`)
}
