import type { Settings } from '../platform/settings'
import type { ChannelSender } from '../queue/delivery'
import type { Inbox } from '../queue/inbox'
import { wakeUp } from '../queue/wakers'
import { createAibotDoor } from '../channels/wecom-aibot/start'
import type { AibotDoor } from '../channels/wecom-aibot/start'
import { communityOfNewTalk } from '../records/community/community'
import type { Ground } from './ground/ground'

/**
 * The door of 智能机器人 (settings `WECOM_AIBOT_*`). Whoever writes to it is a member of the company or of a linked one (上下游); they
 * are served as owners are, by the same skills. People answer in the console: the bot has no sessions to hand over (design D9).
 */
export function openAibot(
  ground: Ground,
  given: {
    bot: NonNullable<Settings['aibot']>
    inbox: Inbox
    /** By the company's own app, where there is one. */
    notify: ChannelSender['deliver']
  },
): AibotDoor {
  const { db, signals, metrics } = ground
  const topic = `aibot.order.${given.bot.id}`
  return createAibotDoor({
    ...ground,
    ...given,
    acceptIn: given.inbox.acceptIn,
    communityOf: async () => (await communityOfNewTalk(db, 'wecom-aibot'))?.id,
    onAccepted(arrivals) {
      wakeUp(signals, 'turn')
      for (const { message } of arrivals)
        metrics.messagesIn.inc({ channel: message.channel, kind: message.content.kind })
    },
    wakeSender: () => wakeUp(signals, 'send'),
    signal: {
      announce: () => signals.publish(topic),
      onOrder: (serve) => signals.subscribe(topic, serve),
    },
  })
}
