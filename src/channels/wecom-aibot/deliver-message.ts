import type { Clock } from '../../platform/clock'
import type { Db } from '../../platform/database/db'
import type { Files } from '../../platform/files/files'
import { placeOf } from '../../messages/group-talk'
import type { ChatPlace } from '../../messages/group-talk'
import { outboundText } from '../../messages/outbound'
import type { OutboundContent } from '../../messages/outbound'
import type { DeliveryResult, OutboxBody, OutboxItem } from '../../queue/delivery'
import type { DoorLog } from '../wecom/door-log'
import type { Bound, CallbackStore } from './callback-store'
import type { AibotConnection } from './connection'
import { AibotRefused, AibotUnanswered, newReqId } from './connection'
import { CMD } from './frame'
import type { Rate } from './rate'
import { fitsCard, headOf, menuInWords, STREAM_BYTES, toCards, toMarkdown } from './render'

type Message = Extract<OutboxBody, { kind: 'message' }>
type Menu = Extract<OutboundContent, { type: 'menu' }>
type Media = Extract<OutboundContent, { type: 'image' | 'file' }>

export interface DeliverDeps {
  db: Db
  clock: Clock
  log: DoorLog
  callbacks: CallbackStore
  rate: Rate
  files: Pick<Files, 'get'>
  /** Patience with one upload; below the lease of the outbox's lane, or another process would send the file too. */
  uploadMs?: number
}

/** Why words wait in the outbox until the bot is connected again (start.ts). */
export const OFFLINE = 'bot_offline'

/** What a turn with nothing to say, or one that took too long, leaves in its stream. */
const CLOSING = '您的消息已收到，回复会发在下面，请留意。'
/** Shown until the answer takes its place. */
export const FIRST_FRAME = '收到，正在为您处理，请稍候。'

/** The welcome must go out within five seconds of the event; the way there takes some of it. */
const WELCOME_MS = 4_500
/** The callback's req_id is not known any more, or its stream has ended (wecom-protocol §8.3). */
const REPLY_OVER = new Set([846605, 846608])
/** Of a picture before base64 (wecom-protocol §8.2). */
const IMAGE_BYTES = 10 * 1024 * 1024
const IMAGE_TYPES = new Set(['image/png', 'image/jpeg'])
const UPLOAD_MS = 40_000
/** So often a file is tried; then its name has to do. */
const UPLOADS = 3
const THROTTLED = new Set([45009, 45033, 45035, 45036])
const STEPS_MS = [1_000, 2_000, 5_000, 15_000, 60_000, 300_000, 600_000, 1200_000, 1800_000, 3600_000]

class UploadTooSlow extends AibotUnanswered {}

/** Ends a delivery early, with what the queue is to do. */
class Otherwise extends Error {
  constructor(readonly result: DeliveryResult) {
    super(result.kind)
  }
}

/**
 * One row of the outbox into a chat. What a turn says is shown in one stream, bound to the message it answers: each frame carries
 * the whole text so far, so a second try changes nothing. Cards are one by their `task_id`. All else is pushed as markdown, for
 * which WeCom has no duplicate guard: after a lost acknowledgement it is said again, because silence would be worse.
 */
export function createMessageDelivery(deps: DeliverDeps) {
  const { db, clock, callbacks, rate, log } = deps

  return { deliver, firstFrame, endOverdue }

  async function deliver(item: OutboxItem, body: Message, connection: AibotConnection): Promise<DeliveryResult> {
    const place = placeOf(item.user)
    try {
      const turnId = await turnOf(item)
      if (body.way === 'welcome') return await welcome(item, body, place, connection)
      // Only what answers a mention belongs before the others; case news and a colleague's words go to the member alone.
      const chatId = place.group && turnId === null ? place.userId : place.chatId
      const bound = turnId === null ? null : await callbacks.ofTurn({ ...item, turnId, now: clock.now() })
      return await say(item, body, { chatId, cards: !place.group, bound, turnId }, connection)
    } catch (error) {
      return resultOf(error, item)
    }
  }

  async function say(
    item: OutboxItem,
    { content }: Message,
    to: { chatId: string; cards: boolean; bound: Bound | null; turnId: string | null },
    connection: AibotConnection,
  ): Promise<DeliveryResult> {
    const words = (text: string) => speak(item, text, to, connection)
    switch (content.type) {
      case 'menu':
        return menu(item, content, to, connection)
      case 'image':
      case 'file':
        return media(item, content, to, connection)
      default:
        // A web page, a place, a mini program: no message type of the bot shows them, their words do.
        return words(outboundText(content))
    }
  }

  async function menu(
    item: OutboxItem,
    content: Menu,
    to: { chatId: string; cards: boolean; bound: Bound | null; turnId: string | null },
    connection: AibotConnection,
  ): Promise<DeliveryResult> {
    const { bound, chatId } = to
    const shownBefore = item.attempts > 0 && (await callbacks.hasShown(item.conversationId, item.id))
    if (!to.cards || (!bound && !shownBefore && !fitsCard(content)))
      return speak(item, outboundText(content), to, connection)
    if (bound) {
      const shown = await speak(item, headOf(content), to, connection)
      if (shown.kind !== 'sent') return shown
    }
    try {
      for (const card of toCards(content, { id: item.id, withHead: !bound && !shownBefore }))
        await push(chatId, { msgtype: 'template_card', template_card: card }, connection)
    } catch (error) {
      // A retry after a lost acknowledgement meets its own card.
      if (error instanceof AibotRefused && item.attempts > 0 && isTaken(error.errcode))
        return { kind: 'sent', sourceId: item.id }
      if (!(error instanceof AibotRefused) || isPassing(error.errcode)) throw error
      log.warn({ errcode: error.errcode }, 'a card of the bot was refused; its choices go out as words')
      await push(chatId, { msgtype: 'markdown', markdown: { content: menuInWords(content) } }, connection)
    }
    return { kind: 'sent', sourceId: item.id }
  }

  /** Uploaded over the connection, then pushed; what cannot be shown is told in words. */
  async function media(
    item: OutboxItem,
    content: Media,
    to: { chatId: string; bound: Bound | null; turnId: string | null },
    connection: AibotConnection,
  ): Promise<DeliveryResult> {
    const file = await deps.files.get(content.fileId)
    const { type } = content
    if (!file || (type === 'image' && (file.bytes > IMAGE_BYTES || !IMAGE_TYPES.has(file.mime))))
      return speak(item, outboundText(content), to, connection)
    const chunks: Buffer[] = []
    for await (const chunk of file.stream()) chunks.push(Buffer.from(chunk as Uint8Array))
    try {
      const mediaId = await inTime(connection.upload(Buffer.concat(chunks), { type, filename: file.name }))
      if (content.text && to.bound) await speak(item, content.text, to, connection)
      await push(to.chatId, { msgtype: type, [type]: { media_id: mediaId } }, connection)
      return { kind: 'sent', sourceId: item.id }
    } catch (error) {
      const isTooSlow = error instanceof UploadTooSlow && item.attempts + 1 >= UPLOADS
      if (isTooSlow) return speak(item, outboundText(content), to, connection)
      if (!(error instanceof AibotRefused) || isPassing(error.errcode)) throw error
      log.warn({ errcode: error.errcode }, 'a picture or document of the bot was refused; its words go out instead')
      return speak(item, outboundText(content), to, connection)
    }
  }

  async function inTime(upload: Promise<string>): Promise<string> {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new UploadTooSlow('upload: too slow', true)), deps.uploadMs ?? UPLOAD_MS)
    })
    // What is given up may still fail; nobody waits for that any more.
    upload.catch(() => undefined)
    return Promise.race([upload, late]).finally(() => clearTimeout(timer))
  }

  async function speak(
    item: OutboxItem,
    text: string,
    to: { chatId: string; bound: Bound | null; turnId: string | null },
    connection: AibotConnection,
  ): Promise<DeliveryResult> {
    const { bound, chatId } = to
    if (bound) {
      const streamed = await stream(item, text, bound, to, connection)
      if (streamed) return streamed
    }
    await push(chatId, { msgtype: 'markdown', markdown: { content: toMarkdown(text) } }, connection)
    return { kind: 'sent', sourceId: item.id }
  }

  /** Null when the stream cannot take it, so that it is pushed. */
  async function stream(
    item: OutboxItem,
    text: string,
    bound: Bound,
    to: { chatId: string; turnId: string | null },
    connection: AibotConnection,
  ): Promise<DeliveryResult | null> {
    const words = { id: item.id, text: toMarkdown(text) }
    const known = bound.said.some(({ id }) => id === item.id)
    const whole = [...bound.said, ...(known ? [] : [words])].map((one) => one.text).join('\n\n')
    if (Buffer.byteLength(whole) > STREAM_BYTES) {
      await endOverdue(bound.msgid, connection)
      return null
    }
    const finish = !(await moreFollows(item, to.turnId))
    const full = await rate.take(to.chatId, clock.now())
    if (full) return waitForRoom(full)
    const said = await callbacks.show(bound.msgid, words, { now: clock.now(), finishing: finish })
    const content = said.map((one) => one.text).join('\n\n')
    try {
      await connection.send(CMD.respond, bound.reqId, {
        msgtype: 'stream',
        stream: { id: bound.streamId, finish, content },
      })
    } catch (error) {
      if (!(error instanceof AibotRefused) || !REPLY_OVER.has(error.errcode)) throw error
      await callbacks.finished(bound.msgid, clock.now())
      // The last frame of an attempt whose acknowledgement was lost has ended the stream: the words are there.
      return bound.finishing && known ? { kind: 'sent', sourceId: item.id, reason: 'unconfirmed' } : null
    }
    if (finish) await callbacks.finished(bound.msgid, clock.now())
    return { kind: 'sent', sourceId: item.id }
  }

  /** Text or card, one frame, once; afterwards only somebody who has written can be reached. */
  async function welcome(
    item: OutboxItem,
    { content, code }: Message,
    place: ChatPlace,
    connection: AibotConnection,
  ): Promise<DeliveryResult> {
    const entered = code === undefined ? null : await callbacks.enter(code)
    const inTime = entered && clock.now().getTime() - entered.at.getTime() <= WELCOME_MS
    if (inTime && code !== undefined && item.attempts === 0) {
      const full = await rate.take(place.chatId, clock.now())
      if (full) return { kind: 'drop', reason: 'welcome_crowded_out' }
      const [card] =
        content.type === 'menu' && fitsCard(content) ? toCards(content, { id: item.id, withHead: true }) : []
      const reply = card
        ? { msgtype: 'template_card', template_card: card }
        : { msgtype: 'text', text: { content: toMarkdown(outboundText(content)) } }
      try {
        await connection.send(CMD.welcome, code, reply)
        return { kind: 'sent', sourceId: item.id }
      } catch (error) {
        // Half a greeting twice is worse than none.
        if (!(error instanceof AibotRefused)) return { kind: 'drop', reason: 'welcome_unconfirmed' }
      }
    }
    if (!(await callbacks.hasWritten(item.conversationId))) return { kind: 'drop', reason: 'welcome_too_late' }
    return say(item, { kind: 'message', content, way: 'plain' }, toChat(place), connection)
  }

  /** 「收到，正在为您处理」 in the place where the answer will stand, for talks that nobody else serves. */
  async function firstFrame(callback: { msgid: string; user: string }, connection: AibotConnection): Promise<void> {
    const waiting = await callbacks.waiting(callback.msgid)
    if (!waiting || (await rate.take(placeOf(callback.user).chatId, clock.now(), 'courtesy'))) return
    await callbacks.show(callback.msgid, null, { now: clock.now(), finishing: false })
    await connection
      .send(CMD.respond, waiting.reqId, {
        msgtype: 'stream',
        stream: { id: waiting.streamId, finish: false, content: FIRST_FRAME },
      })
      .catch((error: unknown) => log.debug({ err: error }, 'a first frame was not taken'))
  }

  /** A stream must end within six minutes (wecom-protocol §8.3), whatever became of its turn; a full one ends before what is pushed. */
  async function endOverdue(msgid: string, connection: AibotConnection): Promise<void> {
    const open = await callbacks.open(msgid)
    if (!open) return
    const content = open.said.map((one) => one.text).join('\n\n') || CLOSING
    try {
      await connection.send(CMD.respond, open.reqId, {
        msgtype: 'stream',
        stream: { id: open.streamId, finish: true, content },
      })
    } catch (error) {
      if (!(error instanceof AibotRefused)) throw error
    }
    await callbacks.finished(msgid, clock.now())
  }

  async function push(chatId: string, body: object, connection: AibotConnection): Promise<void> {
    const full = await rate.take(chatId, clock.now())
    if (full) throw new Otherwise(waitForRoom(full))
    // Without `chat_type`, as the vendor's own SDK does: the value for groups is not verified (wecom-protocol §14).
    await connection.send(CMD.send, newReqId(clock.now()), { chatid: chatId, ...body })
  }

  /** The turn whose words these are; null for what tasks and colleagues say. */
  async function turnOf({ exchangeId }: OutboxItem): Promise<string | null> {
    if (exchangeId === null) return null
    const rows = await db.query<{ turn_id: string | null }>(
      'aibot-turn-of',
      'select turn_id from exchange where id = $1',
      [exchangeId],
    )
    return rows[0]?.turn_id ?? null
  }

  /** Whether the same turn says more into the same stream right after this. */
  async function moreFollows(item: OutboxItem, turnId: string | null): Promise<boolean> {
    const rows = await db.query<{ same: boolean }>(
      'aibot-more-follows',
      `select coalesce(o.kind = 'message' and e.turn_id = $3, false) as same
         from outbox o left join exchange e on e.id = o.exchange_id
        where o.conversation_id = $1 and o.status = 'pending'
          and o.seq > coalesce((select seq from outbox where id = $2), 9223372036854775807)
        order by o.seq limit 1`,
      [item.conversationId, item.id, turnId],
    )
    return rows[0]?.same ?? false
  }

  function toChat(place: ChatPlace) {
    return { chatId: place.chatId, cards: !place.group, bound: null, turnId: null }
  }

  function resultOf(error: unknown, item: OutboxItem): DeliveryResult {
    if (error instanceof Otherwise) return error.result
    const afterMs = STEPS_MS[Math.min(item.attempts, STEPS_MS.length - 1)] ?? 0
    if (error instanceof AibotUnanswered)
      return error.maybeDone ? { kind: 'retry', afterMs, error: error.message } : { kind: 'park', reason: OFFLINE }
    if (!(error instanceof AibotRefused)) throw error
    if (THROTTLED.has(error.errcode)) return { kind: 'retry', afterMs: Math.max(60_000, afterMs), error: error.message }
    if (isPassing(error.errcode)) return { kind: 'retry', afterMs, error: error.message }
    log.error({ errcode: error.errcode }, 'WeCom refused words of the bot')
    return { kind: 'failed', reason: `aibot_${error.errcode}` }
  }
}

function isPassing(errcode: number): boolean {
  return errcode === -1 || THROTTLED.has(errcode)
}

/** 42014 is what the app's cards get for a `task_id` that exists; for a bot's card no code is documented (wecom-protocol §14). */
function isTaken(errcode: number): boolean {
  return errcode === 42014
}

function waitForRoom({ waitMs }: { waitMs: number }): DeliveryResult {
  return { kind: 'retry', afterMs: waitMs, error: 'the chat had 30 messages this minute or 1000 this hour' }
}
