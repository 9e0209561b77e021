import type { Queryable } from '../../platform/database/db'
import { lockTalk } from '../lock-talk'
import { factsOf, requireHolder } from './accept-handoff'
import { getHandoff, type Handoff } from './handoff'
import { muteAsHeld } from './mute-talk'
import { tellHandoff } from './tell-handoff'

/**
 * Ends a handoff; the bot may speak again. A waiting one anybody may close, an active one its holder, or (`anyway`) the owner
 * (不用人工了) and the channel whose session ended. Closing what is closed changes nothing.
 */
export async function closeHandoff(
  tx: Queryable,
  id: string,
  act: { by: string; summary?: string; anyway?: boolean; at: Date; now?: Date; zone?: string },
): Promise<Handoff> {
  const asked = await getHandoff(tx, id)
  await lockTalk(tx, asked.conversationId)
  const before = await getHandoff(tx, id)
  if (before.status === 'closed') return before
  if (before.status === 'active' && !act.anyway) requireHolder(before, act.by)
  await tx.query(
    'close-handoff',
    `update handoff set status = 'closed', closed_at = $2, closed_by = $3, summary = $4 where id = $1`,
    [id, act.at, act.by, act.summary ?? null],
  )
  await muteAsHeld(tx, before.conversationId)
  const found = await getHandoff(tx, id)
  await tellHandoff(tx, found, 'closed', factsOf(act))
  return found
}
