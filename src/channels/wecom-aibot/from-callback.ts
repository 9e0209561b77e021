import { createHash } from 'node:crypto'
import type { Attachment, InboundContent, InboundMessage } from '../../messages/inbound'
import { groupUser } from '../../messages/group-talk'
import type { Arrival } from '../../queue/arrival'
import { cleanText } from '../wecom/raw-json'
import { CallbackBody } from './frame'
import type { Part, PushedFrame } from './frame'

export const AIBOT_CHANNEL = 'wecom-aibot'

/** A file to fetch: its address lives five minutes and carries its own key (wecom-protocol §8.3). */
export interface MediaJob {
  fileId: string
  url: string
  aesKey: string
  name: string
}

/** What one pushed frame becomes. */
export interface Translated {
  arrivals: Arrival[]
  media: MediaJob[]
  /** How it may be answered; none for what is only written down. */
  answerable?: { msgid: string; reqId: string; kind: 'message' | 'enter' | 'card'; taskId?: string; user: string }
  /** Nobody it could belong to: kept whole apart. */
  stray?: { id: string; item: unknown; reason: string }
}

export interface FrameContext {
  botId: string
  now: Date
}

/** Translates any frame there is or will be (wecom-protocol §8.1, §8.3). Never throws: one bad frame must not stop the others. */
export function fromCallback(frame: PushedFrame, context: FrameContext): Translated {
  const raw = cleanJson(frame.body)
  const parsed = CallbackBody.safeParse(raw)
  if (!parsed.success) return { arrivals: [], media: [], stray: { id: hashOf(raw), item: raw, reason: 'unreadable' } }
  const body = parsed.data
  return body.msgtype === 'event' ? fromEvent(frame, body, raw, context) : fromMessage(frame, body, raw, context)
}

function fromMessage(frame: PushedFrame, body: CallbackBody, raw: unknown, context: FrameContext): Translated {
  const media: MediaJob[] = []
  const group = body.chattype === 'group' && body.chatid !== undefined
  const parts = body.msgtype === 'mixed' ? (body.mixed?.msg_item ?? []) : [body as Part]
  // A photo that is quoted with 「这个坏了」 is what the words are about; quoted words stay in `raw`, they are not the owner's.
  const quoted = [body.quote, ...(body.quote?.mixed?.msg_item ?? [])].filter(
    (part): part is Part => part?.msgtype === 'image' && part.image !== undefined,
  )
  const contents = [...quoted, ...parts].map((part, index) => contentOf(part, `${body.msgid}:${index}`, group, media))
  const said = contents.filter((content) => content.kind !== 'text' || content.text !== '')
  if (said.length === 0)
    said.push({ kind: body.msgtype === 'mixed' ? 'other' : 'text', ...emptyOf(body.msgtype) } as InboundContent)
  // The platform pushes group messages only when the bot is mentioned and leaves the mention in the words (§8.1). Should another
  // one come all the same, it is written down and not answered; a quoted message counts as turning to us.
  const addressed = !group || body.quote !== undefined || partsText(parts).includes('@')
  const turn = addressed && body.msgtype !== 'stream'
  const arrivals = said.map((content, index): Arrival => ({
    message: {
      ...headOf(body, context),
      id: said.length === 1 ? body.msgid : `${body.msgid}:${index}`,
      content,
      ...(index === 0 && (content.kind === 'other' || body.quote) ? { raw } : {}),
    },
    author: 'owner',
    direction: 'in',
    turn,
  }))
  const user = userOf(body)
  return {
    arrivals,
    media,
    ...(turn ? { answerable: { msgid: body.msgid, reqId: frame.reqId, kind: 'message', user } } : {}),
  }
}

function fromEvent(frame: PushedFrame, body: CallbackBody, raw: unknown, context: FrameContext): Translated {
  const type = body.event?.eventtype ?? 'unknown'
  const message = { ...headOf(body, context), id: body.msgid }
  const user = userOf(body)
  const reply = { msgid: body.msgid, reqId: frame.reqId, user }
  if (type === 'enter_chat') {
    const content: InboundContent = { kind: 'enter', welcomeCode: frame.reqId }
    return { arrivals: [owners(message, content)], media: [], answerable: { ...reply, kind: 'enter' } }
  }
  if (type === 'template_card_event') {
    const event = body.event?.template_card_event ?? body.event
    const menuId = event?.event_key ?? ''
    // The words on the button are not in the event; whoever stores it looks them up.
    const content: InboundContent = { kind: 'menu', menuId, text: '' }
    const taskId = event?.task_id
    return {
      arrivals: [owners(message, content)],
      media: [],
      answerable: { ...reply, kind: 'card', ...(taskId ? { taskId } : {}) },
    }
  }
  // Feedback wants no answer (§8.1); what is new is on record and answered by nobody.
  const content: InboundContent = { kind: 'other', vendorType: type, text: `[${EVENT_NAMES[type] ?? '事件'}]` }
  return {
    arrivals: [{ message: { ...message, content, raw }, author: 'owner', direction: 'in', turn: false }],
    media: [],
  }
}

const EVENT_NAMES: Record<string, string> = { feedback_event: '对回答的评价' }

function owners(head: Omit<InboundMessage, 'content'>, content: InboundContent): Arrival {
  return { message: { ...head, content }, author: 'owner', direction: 'in', turn: true }
}

function headOf(body: CallbackBody, { botId, now }: FrameContext): Omit<InboundMessage, 'id' | 'content'> {
  return {
    channel: AIBOT_CHANNEL,
    account: botId,
    user: userOf(body),
    sourceId: body.msgid,
    at: body.create_time === undefined ? now : new Date(body.create_time * 1000),
  }
}

/** Kept as it comes: a userid compares without case, but new bots may get an encrypted one (§8.1), and that does not. */
function userOf(body: CallbackBody): string {
  const userId = body.from.userid
  return body.chattype === 'group' && body.chatid !== undefined ? groupUser({ chatId: body.chatid, userId }) : userId
}

function contentOf(part: Part, id: string, group: boolean, media: MediaJob[]): InboundContent {
  switch (part.msgtype) {
    case 'text':
      if (!part.text) break
      return { kind: 'text', text: group ? withoutMention(part.text.content) : part.text.content }
    case 'voice':
      // Written down by WeCom already; there is no recording to keep.
      if (!part.voice) break
      return { kind: 'voice', text: part.voice.content }
    case 'image':
    case 'file':
    case 'video': {
      const given = part[part.msgtype]
      if (!given) break
      const kind = part.msgtype
      const name = given.filename ?? `${kind}.${EXTENSIONS[kind]}`
      const fileId = `fl_ab${hashOf(id).slice(0, 24)}`
      media.push({ fileId, url: given.url, aesKey: given.aeskey, name })
      const attachment: Attachment = { kind, fileId, name }
      return { kind, attachment }
    }
  }
  return { kind: 'other', vendorType: part.msgtype, text: '[消息]' }
}

const EXTENSIONS = { image: 'jpg', file: 'bin', video: 'mp4' } as const

function emptyOf(msgtype: string): object {
  return msgtype === 'mixed' ? { vendorType: 'mixed', text: '[消息]' } : { text: '' }
}

function partsText(parts: readonly Part[]): string {
  return parts.map((part) => part.text?.content ?? '').join('\n')
}

/** 「@物业助手 物业费怎么交」: the mention is no part of the question. An address like a@b.cn is none. */
function withoutMention(text: string): string {
  return text
    .replace(/(^|[\s\u2005])@[^\s\u2005@]{1,64}(?=[\s\u2005]|$)/gu, '$1')
    .replace(/[ \u2005]+/g, ' ')
    .trim()
}

function hashOf(value: unknown): string {
  return createHash('sha256')
    .update(typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing'))
    .digest('hex')
}

/** What the store cannot keep (NUL, halves of surrogate pairs) is replaced. */
function cleanJson(value: unknown): unknown {
  if (typeof value === 'string') return cleanText(value)
  if (Array.isArray(value)) return value.map(cleanJson)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [cleanText(name), cleanJson(inner)]))
}
