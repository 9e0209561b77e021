import type { Queryable } from '../../../platform/database/db'
import { queueErrand } from '../../../queue/say-later'
import { closeHandoff } from '../../../records/handoff/close-handoff'
import { getHandoff } from '../../../records/handoff/handoff'
import { summaryOfService } from '../../../records/handoff/summary-of-service'
import { lockTalk } from '../../../records/lock-talk'

/**
 * Ends a handoff; a WeCom session that a person held ends with it. The summary is what the bot and the next colleague go on from
 * (domain.md C9): without one, the colleague's own last words stand in for it.
 */
export async function closeForStaff(
  tx: Queryable,
  handoffId: string,
  end: { by: string; summary: string | undefined; at: Date; zone: string },
): Promise<void> {
  const { conversationId } = await getHandoff(tx, handoffId)
  await lockTalk(tx, conversationId)
  const before = await getHandoff(tx, handoffId)
  const summary = end.summary?.trim() || (await summaryOfService(tx, before)) || undefined
  await closeHandoff(tx, handoffId, { ...end, summary })
  if (before.mode === 'native' && before.status === 'active')
    await queueErrand(tx, { conversationId, body: { kind: 'transition', handoffId, to: 'end' }, at: end.at })
}
