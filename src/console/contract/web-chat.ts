import { z } from 'zod'
import { Time } from './page'

export { WebAnswer, WebMessage, WebReply } from '../../channels/web-chat/web-message'

/** A message as a chat window shows it, the owner's own and the console's alike. */
export const TalkMessage = z.object({
  seq: z.number(),
  direction: z.enum(['in', 'out']),
  author: z.enum(['owner', 'bot', 'staff', 'system']),
  authorName: z.string().nullable(),
  kind: z.string(),
  text: z.string(),
  /** Of a menu; a tap sends `menuId`. */
  options: z.array(z.object({ id: z.string(), label: z.string() })),
  tail: z.string().nullable(),
  /** Where the photo, recording or file is read, when we have it. */
  fileUrl: z.string().nullable(),
  fileName: z.string().nullable(),
  at: Time,
  /** The id given with the message. */
  sourceId: z.string().nullable(),
  delivery: z.enum(['pending', 'sent', 'failed', 'n/a']),
  deliveryReason: z.string().nullable(),
  recalled: z.boolean(),
  /** Its words are gone for good, on request. */
  erased: z.boolean(),
})
export type TalkMessage = z.infer<typeof TalkMessage>

/** The owner's chat as its page opens it: the last messages, and whether a person is called or serves. */
export const ChatHistory = z.object({
  messages: z.array(TalkMessage),
  handoff: z.enum(['waiting', 'active']).nullable(),
  /** Older ones are there too. */
  more: z.boolean(),
})
export type ChatHistory = z.infer<typeof ChatHistory>
