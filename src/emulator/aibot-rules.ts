import { z } from 'zod'
import type { Clock } from '../platform/clock'

/** Every rule of the long connection that a product broke while it talked to us (wecom-protocol §8). */
export const AIBOT_VIOLATIONS = [
  /** Something other than `aibot_subscribe` came first. */
  'not-subscribed',
  'subscribed-too-often',
  /** A wrong secret again within a minute. */
  'secret-hammered',
  /** Connected again within a minute after an eviction: two instances fight. */
  'fought-back',
  'unknown-command',
  'unreadable-frame',
  'unknown-req-id',
  'reply-too-late',
  'welcome-too-late',
  'welcome-twice',
  'card-update-too-late',
  'card-update-for-another-card',
  /** Two streams on one callback. */
  'second-stream',
  /** Other words after the last frame. */
  'stream-after-finish',
  /** A frame later than six minutes after the first. */
  'stream-too-late',
  'stream-too-long',
  'empty-words',
  'card-limits',
  /** Longer than the client shows. */
  'card-cut-off',
  'task-id-reused',
  /** Pushed to somebody who never wrote to the bot. */
  'pushed-to-stranger',
  'rate-limit',
  'unknown-media',
  'upload-limits',
  'broken-characters',
] as const
export type AibotRule = (typeof AIBOT_VIOLATIONS)[number]

export interface AibotViolation {
  rule: AibotRule
  detail: string
  at: Date
}

/** A refusal, as the acknowledgement shows it. */
export class AibotRefusal extends Error {
  constructor(
    readonly errcode: number,
    what: string,
  ) {
    super(what)
  }
}

export class AibotRuleBook {
  readonly all: AibotViolation[] = []

  constructor(private readonly clock: Clock) {}

  note(rule: AibotRule, detail: string): void {
    this.all.push({ rule, detail, at: this.clock.now() })
  }

  /** Noted, and refused. */
  refuse(rule: AibotRule, errcode: number, detail: string): never {
    this.note(rule, detail)
    throw new AibotRefusal(errcode, `${rule}: ${detail}`)
  }
}

/** Codes seen in the field (wecom-protocol §8.3); the others are the app's for the same fault, for want of a documented one. */
export const CODE = {
  badCredentials: 853000,
  unknownReqId: 846605,
  streamOver: 846608,
  badType: 40008,
  badParameter: 40058,
  taskIdTaken: 42014,
  tooOften: 45009,
  badMedia: 40007,
  stranger: 60111,
} as const

const Button = z.object({ text: z.string().min(1), key: z.string().min(1).max(1024), style: z.number().optional() })
const Card = z.looseObject({
  card_type: z.enum(['text_notice', 'news_notice', 'button_interaction', 'vote_interaction', 'multiple_interaction']),
  main_title: z.looseObject({ title: z.string().optional(), desc: z.string().optional() }).optional(),
  sub_title_text: z.string().optional(),
  button_list: z.array(Button).max(6).optional(),
  task_id: z
    .string()
    .regex(/^[\w@-]{1,128}$/)
    .optional(),
})
export type AibotCard = z.infer<typeof Card>

/** A bot's card within its limits, or the refusal (wecom-protocol §8.2). */
export function checkCard(given: unknown, book: AibotRuleBook): AibotCard {
  const parsed = Card.safeParse(given)
  if (!parsed.success) book.refuse('card-limits', CODE.badParameter, parsed.error.issues[0]?.message ?? 'card')
  const card = parsed.data
  if (card.card_type === 'button_interaction') {
    const keys = (card.button_list ?? []).map((button) => button.key)
    if (keys.length === 0 || new Set(keys).size !== keys.length)
      book.refuse('card-limits', CODE.badParameter, 'button_list wants one to six buttons with keys of their own')
    if (!card.task_id) book.refuse('card-limits', CODE.badParameter, 'task_id is missing')
  }
  const lengths: [string | undefined, number][] = [
    [card.main_title?.title, 26],
    [card.main_title?.desc, 30],
    [card.sub_title_text, 112],
    ...(card.button_list ?? []).map((button): [string, number] => [button.text, 10]),
  ]
  for (const [text, most] of lengths)
    if (text !== undefined && [...text].length > most)
      book.note('card-cut-off', `${[...text].length} of ${most}: ${text}`)
  return card
}
