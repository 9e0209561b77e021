import type { Queryable } from '../../../platform/database/db'
import { conflict } from '../../../platform/errors'
import type { OutboundContent } from '../../../messages/outbound'
import { saySomething } from '../../../queue/say-later'
import { requireHolder } from '../../../records/handoff/accept-handoff'
import { getHandoff } from '../../../records/handoff/handoff'
import { lockTalk } from '../../../records/lock-talk'
import type { ChannelForm } from '../console-deps'

/** Words of the person who holds the talk, into the log and on their way. */
export async function replyToOwner(
  tx: Queryable,
  handoffId: string,
  words: { by: string; text: string; at: Date; channel: ChannelForm },
): Promise<void> {
  await sayAsHolder(tx, handoffId, { ...words, content: { type: 'text', text: words.text } })
}

/** Whatever the holder of a talk sends: words, a photo, a document. */
export async function sayAsHolder(
  tx: Queryable,
  handoffId: string,
  said: { by: string; content: OutboundContent; at: Date; channel: ChannelForm },
): Promise<void> {
  const { conversationId } = await getHandoff(tx, handoffId)
  await lockTalk(tx, conversationId)
  const held = await getHandoff(tx, handoffId)
  // WeCom takes no words from us while one of its servicers holds the session (wecom-protocol §5.14).
  if (held.mode === 'native' && held.status !== 'closed')
    throw conflict('answer_in_wecom', 'WeCom holds this session: answer the owner in the WeCom client')
  requireHolder(held, said.by)
  await saySomething(tx, {
    conversationId,
    content: said.content,
    author: 'staff',
    authorId: said.by,
    at: said.at,
    channel: said.channel,
    // The message kept back for the handoff notice has done its work once a person serves (design D12).
    message: { useReserve: true },
  })
}
