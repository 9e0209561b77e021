import type { Queryable } from '../../../platform/database/db'
import { toIsoWithOffset } from '../../../platform/zoned-time'
import { listResting } from '../../../integrations/complaint-system/resting'
import type { Troubles } from '../../contract/console'

/** Turns that failed three times and what the outside complaint system would not take: nothing is lost, somebody should look. */
export async function readTroubles(
  tx: Queryable,
  options: { communityIds: string[] | null; zone: string },
): Promise<Troubles> {
  const failed = await tx.query<{ id: string; conversation_id: string; user_id: string; error: string; at: Date }>(
    'desk-failed-turns',
    `select f.id, f.conversation_id, v.user_id, f.error, f.at
       from failed_turn f join conversation v on v.id = f.conversation_id
      where $1::text[] is null or v.community_id = any($1)
      order by f.at desc limit 100`,
    [options.communityIds],
  )
  // Events of the whole company: only for those who see all of it.
  const resting = options.communityIds === null ? await listResting(tx) : []
  return {
    failedTurns: failed.map((row) => ({
      id: row.id,
      conversationId: row.conversation_id,
      user: row.user_id,
      error: row.error,
      at: toIsoWithOffset(row.at, options.zone),
    })),
    resting: resting.map((event) => ({ ...event, at: toIsoWithOffset(event.at, options.zone) })),
  }
}
