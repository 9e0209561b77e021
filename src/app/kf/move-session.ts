import type { Clock } from '../../platform/clock'
import type { Db } from '../../platform/database/db'
import { queueErrand } from '../../queue/say-later'
import type { KfDoor } from '../../channels/wecom-kf/start'
import type { ConsoleDeps } from '../../console/api/console-deps'
import { acceptHandoff } from '../../records/handoff/accept-handoff'
import { findHandoff } from '../../records/handoff/handoff'

/** Brings a WeCom session to a servicer who is receiving: the errand goes out after the words that wait before it. */
export function createMoveSession(deps: {
  db: Db
  clock: Clock
  door: () => KfDoor | null
  wakeSender: () => void
}): ConsoleDeps['moveSession'] {
  return async ({ handoffId, to }) => {
    const handoff = await findHandoff(deps.db, handoffId)
    const door = deps.door()
    if (!handoff || !door) return 'unavailable'
    const { receiving } = await door.staffing(handoff.account)
    if (!receiving.some((userid) => userid.toLowerCase() === to.toLowerCase())) return 'not_receiving'
    const at = deps.clock.now()
    await deps.db.tx(async (tx) => {
      // Whose talk it is is decided before the session moves: what WeCom says later (refused, given to another) then finds a
      // holder to correct, and of two who press at once only one sends an errand.
      await acceptHandoff(tx, handoffId, { by: to, at })
      await queueErrand(tx, {
        conversationId: handoff.conversationId,
        at,
        body: { kind: 'transition', handoffId, to: 'person', target: to },
      })
    })
    deps.wakeSender()
    return 'ok'
  }
}
