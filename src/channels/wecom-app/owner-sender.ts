import { outboundText } from '../../messages/outbound'
import type { OutboundContent } from '../../messages/outbound'
import { clipText, splitText } from '../../messages/split-text'
import type { Clock } from '../../platform/clock'
import type { ChannelSender, DeliveryResult, OutboxItem } from '../../queue/delivery'
import { cleanText } from '../wecom/raw-json'
import type { Uploads } from '../wecom/uploads'
import { WecomError } from '../wecom/wecom-error'
import type { AppApi, AppMedia } from './app-api'
import { APP_CHANNEL } from './from-owner'
import { haveOwnNumbers } from './option-number'

/** `message/send` cuts text beyond (wecom-protocol §6.3). */
const TEXT_BYTES = 2048
/** Of the 30 a minute that a member can get; what is more is dropped by the platform without a word. */
const A_MINUTE = 24
const STEPS_MS = [1_000, 3_000, 10_000, 30_000, 60_000, 300_000, 600_000, 1200_000, 1800_000, 3600_000]
const DELIVERY_MS = 40_000

/** Owners who are members of the corp are answered by the app itself: no session, no window, no five messages. */
export function createOwnerSender(deps: {
  api: AppApi
  uploads: Uploads
  clock: Clock
  /** A notice to staff out of such a talk. */
  notify: (item: OutboxItem) => Promise<DeliveryResult>
}): ChannelSender {
  const { api, clock, uploads } = deps
  /** Sends of the last minute, by owner. A talk is sent by one process at a time, so this process' count is the one that matters. */
  const recent = new Map<string, number[]>()

  return {
    channel: APP_CHANNEL,
    shape: shapeApp,
    async deliver(item) {
      if (item.body.kind === 'notice') return deps.notify(item)
      if (item.body.kind === 'transition') return { kind: 'sent', reason: 'no session in this channel' }
      const waitMs = tooManyMs(item.user)
      if (waitMs > 0) return { kind: 'retry', afterMs: waitMs, error: 'enough for this minute' }
      try {
        const signal = AbortSignal.timeout(DELIVERY_MS)
        const { msgid } = await send(item, item.body.content, signal)
        recent.set(item.user, [...(recent.get(item.user) ?? []), clock.now().getTime()])
        return { kind: 'sent', ...(msgid ? { sourceId: msgid } : {}) }
      } catch (error) {
        if (!(error instanceof WecomError)) throw error
        // The picture is gone over there before its time: brought anew, once.
        if (error.errorClass === 'stale' && isMedia(item.body.content) && item.attempts === 0) {
          await uploads.forget(item.body.content.fileId)
          return { kind: 'retry', afterMs: 0, error: error.message }
        }
        // The one receiver is outside the app's visible range, or left: only an administrator can change that.
        if (error.errcode === 81013) return { kind: 'failed', reason: 'wecom_81013' }
        if (!['transient', 'throttled', 'token', 'configuration'].includes(error.errorClass))
          return { kind: 'failed', reason: `wecom_${error.errcode}` }
        const growing = STEPS_MS[Math.min(item.attempts, STEPS_MS.length - 1)] ?? 0
        return { kind: 'retry', afterMs: Math.max(growing, error.retryAfterMs), error: error.message }
      }
    },
  }

  async function send(item: OutboxItem, content: OutboundContent, signal: AbortSignal) {
    const media = isMedia(content) ? await mediaOf(content, signal) : null
    return media === null
      ? api.sendText([item.user], clipText(wordsOf(content), TEXT_BYTES), item.id, { signal })
      : api.sendMedia([item.user], media, item.id, { signal })
  }

  /** Brought to WeCom; null for what it does not take, so that words say what it is. */
  async function mediaOf(content: Media, signal: AbortSignal): Promise<AppMedia | null> {
    try {
      if (content.type === 'image') {
        const id = await uploads.imageId(content.fileId, signal)
        return id === null ? null : { msgtype: 'image', image: { media_id: id } }
      }
      const id = await uploads.documentId(content.fileId, signal)
      return id === null ? null : { msgtype: 'file', file: { media_id: id } }
    } catch (error) {
      // Refused for what it is, not for the moment.
      if (error instanceof WecomError && ['bug', 'unknown', 'stale'].includes(error.errorClass)) return null
      throw error
    }
  }

  function tooManyMs(user: string): number {
    const now = clock.now().getTime()
    const times = (recent.get(user) ?? []).filter((at) => now - at < 60_000)
    if (times.length > 0) recent.set(user, times)
    else recent.delete(user)
    return times.length < A_MINUTE ? 0 : (times[0] ?? now) + 60_000 - now
  }
}

type Media = Extract<OutboundContent, { type: 'image' | 'file' }>

function isMedia(content: OutboundContent): content is Media {
  return content.type === 'image' || content.type === 'file'
}

/** Cuts what is to be said into messages as WeCom shows them. A menu stays one where its numbered words fit. */
export function shapeApp(content: OutboundContent): OutboundContent[] {
  if (isMedia(content)) return [content]
  // Links and places are shown on the web or in 微信客服; here their words have to do.
  if (content.type !== 'menu') return texts(outboundText(content))
  if (Buffer.byteLength(wordsOf(content)) <= TEXT_BYTES) return [content]
  const bare: OutboundContent = { ...content, text: '请选择：', tail: undefined }
  // Options with numbers that do not fit in one message could not be answered by number.
  const fits = Buffer.byteLength(wordsOf(bare)) <= TEXT_BYTES
  return [
    ...texts(content.text),
    ...(content.tail ? texts(content.tail) : []),
    ...(fits ? [bare] : texts(wordsOf(bare))),
  ]
}

function texts(text: string): OutboundContent[] {
  return splitText(cleanText(text), TEXT_BYTES)
    .filter(Boolean)
    .map((part) => ({ type: 'text', text: part }))
}

/** A menu in words: its options by number, for app texts have nothing to tap. */
export function wordsOf(content: OutboundContent): string {
  if (content.type !== 'menu') return cleanText(outboundText(content))
  const own = haveOwnNumbers(content.options)
  const options = content.options.map(
    ({ label }, index) => `${own ? '·' : `${index + 1}.`} ${label.replace(/\s+/g, ' ').trim()}`,
  )
  const how = own ? '（回复开头的数字或后面的字就可以）' : '（回复数字就可以）'
  return cleanText([content.text, ...options, content.tail, how].filter(Boolean).join('\n'))
}
