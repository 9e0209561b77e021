import { z } from 'zod'
import type { CallbackEvent } from '../wecom/callback'

const Message = z.object({
  kind: z.literal('message'),
  from: z.string(),
  at: z.coerce.date(),
  msgId: z.string(),
  type: z.string(),
  text: z.string().optional(),
  mediaId: z.string().optional(),
  location: z.object({ latitude: z.number(), longitude: z.number(), address: z.string().optional() }).optional(),
  link: z.object({ title: z.string(), url: z.string(), text: z.string().optional() }).optional(),
})
const CardClick = z.object({
  kind: z.literal('click'),
  from: z.string(),
  at: z.coerce.date(),
  taskId: z.string(),
  key: z.string(),
  responseCode: z.string(),
  /** What was chosen in the card's lists, by question. */
  selected: z.record(z.string(), z.array(z.string())),
})
const Other = z.object({ kind: z.literal('other'), from: z.string(), at: z.coerce.date(), event: z.string() })

/** What reaches the callback of the company's own app, besides 微信客服 (wecom-protocol §6.1). */
export const AppEvent = z.discriminatedUnion('kind', [Message, CardClick, Other])
export type AppEvent = z.infer<typeof AppEvent>
export type AppMessage = z.infer<typeof Message>
export type CardClick = z.infer<typeof CardClick>

const Head = z.looseObject({
  FromUserName: z.string().min(1).max(200),
  // Longer ones would be a time that no log can hold.
  CreateTime: z.string().regex(/^\d{1,10}$/),
  MsgType: z.string().min(1).max(64),
})

/** Reads the decrypted XML; null for what has no sender or time and so is none of ours. */
export function readAppEvent(fields: CallbackEvent): AppEvent | null {
  const head = Head.safeParse(fields)
  if (!head.success) return null
  const { FromUserName: from, CreateTime, MsgType } = head.data
  const at = new Date(Number(CreateTime) * 1000)
  const text = (name: string): string => (typeof fields[name] === 'string' ? fields[name] : '')
  if (MsgType === 'event') {
    const event = text('Event')
    if (event !== 'template_card_event') return { kind: 'other', from, at, event }
    return {
      ...{ kind: 'click', from, at, taskId: text('TaskId'), key: text('EventKey') },
      responseCode: text('ResponseCode'),
      selected: readSelected(fields.SelectedItems),
    }
  }
  return {
    ...{ kind: 'message', from, at, type: MsgType },
    // A message without an id has to be told apart by what else there is (§3.8).
    msgId: text('MsgId') || `${CreateTime}-${text('MediaId') || text('Content').slice(0, 40)}`,
    ...(MsgType === 'text' ? { text: text('Content') } : {}),
    ...(text('MediaId') ? { mediaId: text('MediaId') } : {}),
    ...readLocation(text),
    ...(MsgType === 'link'
      ? { link: { title: text('Title'), url: text('Url'), text: text('Description') || undefined } }
      : {}),
  }
}

/** The key by which a second delivery is known. `FromUserName + CreateTime` alone loses events of one second (§3.8). */
export function keyOf(event: AppEvent): string {
  const from = event.from.toLowerCase()
  switch (event.kind) {
    case 'message':
      return `message:${from}:${event.msgId}`
    case 'click':
      return `click:${from}:${event.taskId}:${event.key}:${event.responseCode}`
    case 'other':
      return `other:${from}:${event.event}:${event.at.getTime()}`
  }
}

function readLocation(text: (name: string) => string): Pick<AppMessage, 'location'> {
  const [latitude, longitude] = [Number(text('Location_X')), Number(text('Location_Y'))]
  if (!text('Location_X') || !Number.isFinite(latitude) || !Number.isFinite(longitude)) return {}
  return { location: { latitude, longitude, address: text('Label') || undefined } }
}

/** `SelectedItem` and `OptionId` are single elements or lists, and missing where the card has no list. */
function readSelected(items: unknown): Record<string, string[]> {
  const selected: Record<string, string[]> = {}
  for (const item of listOf(memberOf(items, 'SelectedItem'))) {
    const question = memberOf(item, 'QuestionKey')
    if (typeof question !== 'string') continue
    const options = listOf(memberOf(memberOf(item, 'OptionIds'), 'OptionId'))
    selected[question] = options.filter((one): one is string => typeof one === 'string' && one !== '')
  }
  return selected
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : value === undefined ? [] : [value]
}
