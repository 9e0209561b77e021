import type { Queryable } from '../../platform/database/db'
import { lockTalk } from '../lock-talk'
import { endJoinPromises } from '../promise/end-promises'
import { factsOf, requireHolder } from './accept-handoff'
import { getHandoff, type Handoff } from './handoff'
import { moveHandoff } from './handoff-moves'
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
  const move = moveHandoff(before, { act: 'close', by: act.by, anyway: act.anyway })
  if (move.kind === 'refused') requireHolder(before, act.by)
  if (move.kind !== 'moves') return before
  await tx.query(
    'close-handoff',
    `update handoff set status = 'closed', closed_at = $2, closed_by = $3, summary = $4 where id = $1`,
    [id, act.at, act.by, act.summary ?? null],
  )
  await muteAsHeld(tx, before.conversationId)
  // Nobody has to come any more: that is no broken word of ours, and the ledger says why.
  await endJoinPromises(tx, id, { at: act.at, ending: 'renegotiated', reason: act.summary ?? '转人工已结束' })
  const found = await getHandoff(tx, id)
  await tellHandoff(tx, found, 'closed', factsOf(act))
  return found
}
