import type { ChannelSender } from '../queue/delivery'
import type { Inbox } from '../queue/inbox'
import { EXCHANGE_TOPIC } from '../queue/wakers'
import { createWebChat } from '../channels/web-chat/web-chat'
import type { WebChat } from '../channels/web-chat/web-chat'
import type { AibotDoor } from '../channels/wecom-aibot/start'
import { communityOfNewTalk, findCommunity } from '../records/community/community'
import type { ChannelForm } from '../console/api/console-deps'
import type { Ground } from './ground/ground'
import type { Wecom } from './wecom'

export interface Doors {
  webChat: WebChat
  aibot: AibotDoor | null
  /** Who carries words out, by channel. */
  senderOf(channel: string): ChannelSender | undefined
  channelOf(channel: string): ChannelForm
}

/** The ways owners come in and words go out: the web chat, 智能机器人 where it is set up, and those of WeCom (wecom.ts). */
export async function openDoors(
  ground: Ground,
  { inbox, wecom }: { inbox: Inbox; wecom: Wecom | null },
): Promise<Doors> {
  const { settings, db, signals } = ground
  const kfSender = wecom?.door.sender
  const shown: ChannelSender['deliver'] = () => Promise.resolve({ kind: 'sent', reason: 'shown in the console' })
  const kfWithCards = wecom?.staffApp.withCards(wecom.door.sender)
  const webChat = createWebChat({
    ...ground,
    inbox,
    onTurn: (conversationId, hear) =>
      signals.subscribe(EXCHANGE_TOPIC, (changed) => changed === conversationId && hear()),
    findCommunity: async (name) => (await findCommunity(db, name))?.id ?? null,
    onlyCommunity: async () => (await communityOfNewTalk(db, 'web'))?.id ?? null,
    notify: (item) => (kfWithCards?.deliver ?? shown)(item),
  })
  const aibot = settings.aibot
    ? // Loaded for those who have one: the vendor's SDK brings an HTTP client of its own.
      (await import('./aibot')).openAibot(ground, {
        bot: settings.aibot,
        inbox,
        notify: (item) => (kfSender?.deliver ?? shown)(item),
      })
    : null
  const senders = [webChat.sender, aibot?.sender, kfWithCards, wecom?.staffApp.ownerSender]
  const senderOf = (channel: string) => senders.find((sender) => sender?.channel === channel)
  return {
    webChat,
    aibot,
    senderOf,
    channelOf: (channel) => ({
      shape: (content) => senderOf(channel)?.shape(content) ?? [content],
      delivers: channel !== 'web',
    }),
  }
}
