import type { Queryable } from '../../platform/database/db'
import { lockTalk } from '../lock-talk'
import { factsOf } from './accept-handoff'
import { getHandoff, type Handoff } from './handoff'
import { muteAsHeld } from './mute-talk'
import { tellHandoff } from './tell-handoff'

/**
 * The holder turned out to hold nothing (WeCom did not give them the session): the handoff waits for a person again and the bot
 * may speak until one comes. Compare-and-set on the holder; null when somebody else holds it by now, or it is closed.
 */
export async function returnHandoff(
  tx: Queryable,
  id: string,
  act: { from: string; by: string; at: Date; now?: Date; zone?: string },
): Promise<Handoff | null> {
  const asked = await getHandoff(tx, id)
  await lockTalk(tx, asked.conversationId)
  const returned = await tx.query<{ id: string }>(
    'return-handoff',
    `update handoff set status = 'waiting', assignee = null, accepted_at = null
      where id = $1 and status = 'active' and assignee = $2 returning id`,
    [id, act.from],
  )
  if (returned.length === 0) return null
  await muteAsHeld(tx, asked.conversationId)
  const found = await getHandoff(tx, id)
  await tellHandoff(tx, found, 'returned', factsOf(act))
  return found
}
