import { z } from 'zod'
import { GivenTime } from '../../platform/given-time'

/** `POST /api/v1/web-chat/messages` (contract §4): one of the contents, the rest optional. */
export const WebMessage = z
  .object({
    user: z.string().trim().min(1).max(128),
    text: z.string().min(1).max(20_000).optional(),
    menuId: z.string().min(1).max(128).optional(),
    /** base64 of a png or jpeg; line breaks, a missing `=` and a leading `data:image/…;base64,` do no harm. */
    image: z.string().min(1).optional(),
    voice: z.object({ text: z.string().max(20_000) }).optional(),
    location: z
      .object({
        name: z.string().max(500).optional(),
        address: z.string().max(500).optional(),
        latitude: z.number().min(-90).max(90),
        longitude: z.number().min(-180).max(180),
      })
      .optional(),
    /** The id given with an earlier message. */
    recall: z.string().min(1).max(128).optional(),
    community: z.string().trim().min(1).max(200).optional(),
    id: z.string().min(1).max(128).optional(),
    at: GivenTime.optional(),
  })
  .refine((message) => CONTENTS.filter((name) => message[name] !== undefined).length === 1, {
    error: 'expected exactly one of text, menuId, image, voice, location, recall',
  })
export type WebMessage = z.infer<typeof WebMessage>

const CONTENTS = ['text', 'menuId', 'image', 'voice', 'location', 'recall'] as const

export const WebReply = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text: z.string() }),
  z.object({
    type: z.literal('menu'),
    text: z.string(),
    options: z.array(z.object({ id: z.string(), label: z.string() })),
  }),
])
export type WebReply = z.infer<typeof WebReply>

export const WebAnswer = z.object({
  conversationId: z.string(),
  replies: z.array(WebReply),
  handoff: z.object({ id: z.string(), status: z.enum(['waiting', 'active']) }).nullable(),
})
export type WebAnswer = z.infer<typeof WebAnswer>
