import { createHash } from 'node:crypto'
import type { Attachment, InboundContent } from '../../messages/inbound'
import type { Arrival } from '../../queue/arrival'
import { cleanText } from '../wecom/raw-json'
import { isReceivingByEvent } from '../wecom/servicers'
import { fromKfEvent } from './from-kf-event'
import type { CodeScene, SessionFact } from './session'
import { KfEvent, KfItem, kfPayloads } from './kf-item'

export interface ItemContext {
  openKfid: string
  now: Date
}

/** What one pulled item becomes: rows for the inbox, and what the door itself learns from it. */
export interface Translated {
  arrivals: Arrival[]
  session?: { user: string; fact: SessionFact }
  code?: { user: string; scene: CodeScene; code: string; goodUntil: Date }
  servicer?: { userid: string; receiving: boolean; at: Date }
  /** Words of ours that did not arrive, told by this item. */
  undelivered?: { arrivalId: string; user: string; msgid: string; failType: number; at: Date }
  /** Nobody it could belong to: kept whole apart. */
  stray?: { id: string; item: unknown; reason: string }
}

const OWNER = 3
const STAFF = 5

/** Translates any item there is or will be (wecom-protocol §5.8, §5.9). Never throws: one bad item must not stop a page. */
export function fromKfItem(given: unknown, context: ItemContext): Translated {
  const raw = cleanJson(given)
  const parsed = KfItem.safeParse(raw)
  if (!parsed.success) return unreadable(raw, context)
  const item = parsed.data
  const body = isObject(raw) ? raw[item.msgtype] : undefined
  if (item.msgtype === 'event') {
    const event = KfEvent.safeParse(body)
    if (!event.success) return stray(item.msgid, raw, 'an event without its type')
    return fromEvent(item, event.data, raw, context)
  }
  if (!item.external_userid) return stray(item.msgid, raw, 'a message of nobody')
  return fromMessage(item, body, raw, context)
}

function fromMessage(item: KfItem, body: unknown, raw: unknown, { openKfid }: ItemContext): Translated {
  const at = new Date(item.send_time * 1000)
  const content = contentOf(item.msgtype, body)
  const message = {
    id: `kf:${openKfid}:${item.msgid}`,
    channel: 'wecom-kf' as const,
    account: openKfid,
    user: item.external_userid,
    sourceId: item.msgid,
    at,
    content,
    ...(content.kind === 'other' ? { raw } : {}),
  }
  const origin = item.origin ?? (item.servicer_userid ? STAFF : OWNER)
  if (origin === STAFF) {
    const authorId = item.servicer_userid || undefined
    return { arrivals: [{ message, author: 'staff', authorId, direction: 'out', turn: false }] }
  }
  // Whatever is neither an owner's nor a servicer's is the system's: on record, but nothing to answer.
  if (origin !== OWNER) return { arrivals: [{ message, author: 'system', direction: 'in', turn: false }] }
  return {
    arrivals: [{ message, author: 'owner', direction: 'in', turn: true }],
    session: { user: item.external_userid, fact: { kind: 'owner-wrote', at } },
  }
}

function fromEvent(item: KfItem, event: KfEvent, raw: unknown, context: ItemContext): Translated {
  const at = new Date(item.send_time * 1000)
  if (event.event_type === 'servicer_status_change' && event.servicer_userid) {
    const servicer = { userid: event.servicer_userid, receiving: isReceivingByEvent(event.status), at }
    return { arrivals: [], servicer }
  }
  // Not on the item but inside the event (wecom-protocol §5.7).
  const user = event.external_userid || item.external_userid
  if (!user) return stray(item.msgid, raw, `the event ${event.event_type} of nobody`)
  const { content, author, turn, fact, code, undelivered } = fromKfEvent(event, at, context.now)
  const message = {
    id: `kf:${context.openKfid}:${item.msgid}`,
    channel: 'wecom-kf' as const,
    account: context.openKfid,
    user,
    sourceId: item.msgid,
    at,
    content,
    ...(content.kind === 'other' ? { raw } : {}),
  }
  const authorId = author === 'staff' ? event.servicer_userid || undefined : undefined
  const direction = author === 'staff' ? ('out' as const) : ('in' as const)
  return {
    arrivals: [{ message, author, authorId, direction, turn }],
    ...(fact ? { session: { user, fact } } : {}),
    ...(code ? { code: { user, ...code } } : {}),
    ...(undelivered ? { undelivered: { arrivalId: message.id, user, at, ...undelivered } } : {}),
  }
}

/** The words all channels share, or `other` with as much as a person would read of it. */
function contentOf(msgtype: string, body: unknown): InboundContent {
  switch (msgtype) {
    case 'text': {
      const text = kfPayloads.text.safeParse(body).data
      if (!text) break
      // A tap arrives as text; the id is what was tapped (wecom-protocol §5.11).
      if (text.menu_id) return { kind: 'menu', menuId: text.menu_id, text: text.content }
      return { kind: 'text', text: text.content }
    }
    case 'image':
    case 'voice':
    case 'video':
    case 'file': {
      const media = kfPayloads.media.safeParse(body).data
      if (!media) break
      const attachment: Attachment = { kind: msgtype, fileId: null, mediaId: media.media_id }
      return { kind: msgtype, attachment }
    }
    case 'location': {
      const place = kfPayloads.location.safeParse(body).data
      if (!place) break
      const { latitude, longitude, name, address } = place
      return {
        kind: 'location',
        location: { latitude, longitude, ...(name ? { name } : {}), ...(address ? { address } : {}) },
      }
    }
    case 'link': {
      const link = kfPayloads.link.safeParse(body).data
      if (!link) break
      return { kind: 'link', title: link.title, url: link.url, ...(link.desc ? { text: link.desc } : {}) }
    }
  }
  return { kind: 'other', vendorType: msgtype, text: wordsOf(msgtype, body) }
}

const OTHER_NAMES: Record<string, string> = {
  business_card: '名片',
  miniprogram: '小程序',
  msgmenu: '菜单',
  channels_shop_product: '视频号商品',
  channels_shop_order: '视频号订单',
  merged_msg: '聊天记录',
  channels: '视频号',
  meeting: '会议',
  calendar: '日程',
  note: '笔记',
}

function wordsOf(msgtype: string, body: unknown): string {
  const name = `[${OTHER_NAMES[msgtype] ?? '消息'}]`
  if (msgtype === 'merged_msg') {
    const merged = kfPayloads.merged.safeParse(body).data
    const lines = (merged?.item ?? []).map(
      ({ sender_name, msg_content }) => `${sender_name}：${innerText(msg_content)}`,
    )
    return [`${name} ${merged?.title ?? ''}`.trim(), ...lines].join('\n').slice(0, 2000)
  }
  const titled = kfPayloads.titled.safeParse(body).data
  const title = titled ? [titled.nickname, titled.title, titled.product_titles, titled.head_content] : []
  return [name, ...title.filter(Boolean)].join(' ')
}

/** `msg_content` is a JSON string with a structure of the same table. */
function innerText(json: string): string {
  try {
    const inner: unknown = JSON.parse(json)
    const text = isObject(inner) ? (isObject(inner.text) ? inner.text.content : inner.content) : undefined
    return typeof text === 'string' ? text : '[消息]'
  } catch {
    return json.slice(0, 200)
  }
}

/** Without id, time or type; if at least the owner is known it is on record with the owner, answered as an unknown type. */
function unreadable(raw: unknown, { openKfid, now }: ItemContext): Translated {
  const id = `x${createHash('sha1')
    .update(JSON.stringify(raw) ?? 'nothing')
    .digest('hex')}`
  const fields = isObject(raw) ? raw : {}
  const user = typeof fields.external_userid === 'string' ? fields.external_userid : ''
  if (!user || fields.msgtype === 'event') return stray(id, raw, 'an item that cannot be read')
  const msgid = typeof fields.msgid === 'string' && fields.msgid ? fields.msgid : id
  const msgtype = typeof fields.msgtype === 'string' && fields.msgtype ? fields.msgtype : 'unknown'
  const item = {
    msgid,
    msgtype: 'unknown',
    external_userid: user,
    servicer_userid: '',
    send_time: Math.floor(now.getTime() / 1000),
  }
  const origin = typeof fields.origin === 'number' ? fields.origin : OWNER
  const made = fromMessage({ ...item, origin }, undefined, raw, { openKfid, now })
  for (const { message } of made.arrivals)
    if (message.content.kind === 'other') message.content = { ...message.content, vendorType: msgtype }
  return made
}

function stray(id: string, item: unknown, reason: string): Translated {
  return { arrivals: [], stray: { id, item, reason } }
}

/** What the store cannot keep (NUL, halves of surrogate pairs) is replaced, in names of fields too. */
function cleanJson(value: unknown): unknown {
  if (typeof value === 'string') return cleanText(value)
  if (Array.isArray(value)) return value.map(cleanJson)
  if (!isObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [cleanText(name), cleanJson(inner)]))
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
