import { z } from 'zod'

/** Commands of the long connection (wecom-protocol §8.3). */
export const CMD = {
  respond: 'aibot_respond_msg',
  welcome: 'aibot_respond_welcome_msg',
  updateCard: 'aibot_respond_update_msg',
  send: 'aibot_send_msg',
} as const
export type Command = (typeof CMD)[keyof typeof CMD]

const Media = z.object({ url: z.url(), aeskey: z.string().min(1), filename: z.string().optional() })
const Text = z.object({ content: z.string() })

/** What a message, a part of a mixed one and a quoted one have in common. Only the fields we use. */
const Part = z.object({
  msgtype: z.string().min(1),
  text: Text.optional().catch(undefined),
  voice: Text.optional().catch(undefined),
  image: Media.optional().catch(undefined),
  file: Media.optional().catch(undefined),
  video: Media.optional().catch(undefined),
})
export type Part = z.infer<typeof Part>

const Mixed = z.object({ msg_item: z.array(Part) })

const Event = z.looseObject({
  eventtype: z.string().min(1),
  // The object of that name; over the long connection the SDK's types show its fields beside `eventtype` as well.
  template_card_event: z
    .object({ event_key: z.string().optional(), task_id: z.string().optional() })
    .optional()
    .catch(undefined),
  event_key: z.string().optional().catch(undefined),
  task_id: z.string().optional().catch(undefined),
})

/** The body of `aibot_msg_callback` and `aibot_event_callback`. */
export const CallbackBody = Part.extend({
  msgid: z.string().min(1),
  chattype: z.enum(['single', 'group']).default('single').catch('single'),
  chatid: z.string().min(1).optional().catch(undefined),
  from: z.object({ userid: z.string().min(1) }),
  // Anything but seconds of this century would be a time that no log can hold.
  create_time: z.number().int().positive().max(4_102_444_800).optional().catch(undefined),
  mixed: Mixed.optional().catch(undefined),
  quote: Part.extend({ mixed: Mixed.optional().catch(undefined) })
    .optional()
    .catch(undefined),
  event: Event.optional().catch(undefined),
})
export type CallbackBody = z.infer<typeof CallbackBody>

/** A pushed frame as the SDK hands it on; the body is still anything. */
export interface PushedFrame {
  reqId: string
  body: unknown
}
