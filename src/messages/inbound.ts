import { z } from 'zod'

export const CHANNELS = ['wecom-kf', 'wecom-app', 'wecom-aibot', 'web'] as const
export const Channel = z.enum(CHANNELS)
export type Channel = z.infer<typeof Channel>

/** A photo, voice or file that a door has already fetched and kept (`fileId` in the Files port), or why it could not. */
export const Attachment = z.object({
  kind: z.enum(['image', 'voice', 'video', 'file']),
  fileId: z.string().nullable(),
  name: z.string().optional(),
  mime: z.string().optional(),
  bytes: z.number().optional(),
  /** Vendor's handle, for a later second try; never shown to an owner. */
  mediaId: z.string().optional(),
  problem: z.string().optional(),
})
export type Attachment = z.infer<typeof Attachment>

export const Location = z.object({
  name: z.string().optional(),
  address: z.string().optional(),
  latitude: z.number(),
  longitude: z.number(),
})
export type Location = z.infer<typeof Location>

/**
 * What came in, in words all channels share. `kind` follows the vendor's type where we have no own notion of it, so an
 * unknown type is a value, never a crash (`other`, with the vendor's word in `vendorType`).
 */
export const InboundContent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('text'), text: z.string() }),
  /** A tap on a menu entry: `menuId` is what we put there, `text` the label the owner saw. */
  z.object({ kind: z.literal('menu'), menuId: z.string(), text: z.string() }),
  z.object({ kind: z.literal('image'), attachment: Attachment }),
  /** `text` when somebody has transcribed it already (WeCom AI bot, web chat). */
  z.object({ kind: z.literal('voice'), attachment: Attachment.optional(), text: z.string().optional() }),
  z.object({ kind: z.literal('video'), attachment: Attachment }),
  z.object({ kind: z.literal('file'), attachment: Attachment }),
  z.object({ kind: z.literal('location'), location: Location }),
  z.object({ kind: z.literal('link'), title: z.string(), url: z.string(), text: z.string().optional() }),
  /** The owner took a message back: `sourceId` is the vendor's id of the message meant. */
  z.object({ kind: z.literal('recall'), sourceId: z.string() }),
  /** The owner opened the chat. `welcomeCode` lives 20 s (wecom-protocol §5.13). */
  z.object({
    kind: z.literal('enter'),
    welcomeCode: z.string().optional(),
    scene: z.string().optional(),
    sceneParam: z.string().optional(),
  }),
  /**
   * A person took, passed on or ended the talk in the vendor's client (wecom-protocol §5.9 session_status_change). `code` is the
   * one-time code that came with it, good until `codeUntil`.
   */
  z.object({
    kind: z.literal('session'),
    change: z.enum(['taken', 'transferred', 'ended', 'rewrote']),
    by: z.string().optional(),
    code: z.string().optional(),
    codeUntil: z.coerce.date().optional(),
  }),
  /** The vendor could not deliver one of ours after all (msg_send_fail). */
  z.object({ kind: z.literal('undelivered'), sourceId: z.string(), reason: z.string() }),
  z.object({ kind: z.literal('other'), vendorType: z.string(), text: z.string().optional() }),
])
export type InboundContent = z.infer<typeof InboundContent>

/** One message of an owner, as a door hands it to the queue. `id` is unique in its channel and account: the duplicate guard. */
export const InboundMessage = z.object({
  id: z.string(),
  channel: Channel,
  /** open_kfid, agent id, bot id; `web` for the web chat. */
  account: z.string(),
  /** The owner as the channel names them (external_userid …). */
  user: z.string(),
  /** Id by which the vendor (or the web client) knows the message. */
  sourceId: z.string(),
  /** When the owner sent it. */
  at: z.coerce.date(),
  content: InboundContent,
  /** Name or id of the community, when the door knows one (QR scene, web chat). A hint, never proof of address. */
  community: z.string().optional(),
  /** The vendor's item, whole, for types we do not know yet. */
  raw: z.unknown().optional(),
})
export type InboundMessage = z.infer<typeof InboundMessage>

/** The words of a message as the understanding reads them; empty for a photo. */
export function textOf(content: InboundContent): string {
  switch (content.kind) {
    case 'text':
    case 'menu':
      return content.text
    case 'voice':
    case 'other':
      return content.text ?? ''
    case 'location':
      return [content.location.name, content.location.address].filter(Boolean).join(' ')
    case 'link':
      return [content.title, content.text].filter(Boolean).join(' ')
    default:
      return ''
  }
}
