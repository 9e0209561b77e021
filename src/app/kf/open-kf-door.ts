import type { Settings } from '../../platform/settings'
import { isWithinHours } from '../../platform/staff-hours'
import type { Inbox } from '../../queue/inbox'
import { wakeUp } from '../../queue/wakers'
import type { WecomApi } from '../../channels/wecom/api-client'
import { createKfDoor } from '../../channels/wecom-kf/start'
import type { KfDoor, KfDoorDeps } from '../../channels/wecom-kf/start'
import type { Ground } from '../ground/ground'
import type { TalkEngine } from '../talk-engine'
import type { KfPorts } from './kf-ports'

/** The door of 微信客服, with the inbox behind it and the hours of the community it serves. */
export function openKfDoor(
  ground: Ground,
  given: {
    wecom: NonNullable<Settings['wecom']>
    api: WecomApi
    inbox: Inbox
    engine: TalkEngine
    ports: KfPorts
    onOtherEvent: KfDoorDeps['onOtherEvent']
  },
): KfDoor {
  const { db, metrics, signals } = ground
  const { wecom, inbox, engine } = given
  return createKfDoor({
    ...ground,
    api: given.api,
    keys: { token: wecom.token, aesKey: wecom.encodingAesKey, receiveId: wecom.corpId },
    accounts: wecom.kfAccounts ?? null,
    onOtherEvent: given.onOtherEvent,
    async acceptIn(tx, arrivals) {
      const fresh = await inbox.acceptIn(tx, arrivals)
      if (fresh.length > 0)
        setImmediate(() => {
          wakeUp(signals, 'turn')
          for (const { message } of arrivals)
            metrics.messagesIn.inc({ channel: message.channel, kind: message.content.kind })
        })
      return fresh
    },
    async withinHours(talk, at) {
      const rows = await db.query<{ community_id: string | null }>(
        'community-of-talk',
        'select community_id from conversation where id = $1',
        [talk.conversationId],
      )
      const community = await engine.services.community(rows[0]?.community_id ?? null)
      return isWithinHours(community.hours, at, community.timeZone)
    },
    ...given.ports,
  })
}
