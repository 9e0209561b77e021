import type { Queryable } from '../../../platform/database/db'
import { queueErrand } from '../../../queue/say-later'
import { closeHandoff } from '../../../records/handoff/close-handoff'
import { getHandoff } from '../../../records/handoff/handoff'
import { lockTalk } from '../../../records/lock-talk'

/** Ends a handoff; a WeCom session that a person held ends with it. */
export async function closeForStaff(
  tx: Queryable,
  handoffId: string,
  end: { by: string; summary: string | undefined; at: Date; zone: string },
): Promise<void> {
  const { conversationId } = await getHandoff(tx, handoffId)
  await lockTalk(tx, conversationId)
  const before = await getHandoff(tx, handoffId)
  await closeHandoff(tx, handoffId, end)
  if (before.mode === 'native' && before.status === 'active')
    await queueErrand(tx, { conversationId, body: { kind: 'transition', handoffId, to: 'end' }, at: end.at })
}
