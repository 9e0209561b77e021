import type { OutboundContent } from '../messages/outbound'

/** One row of the outbox as a channel sees it. `body` is a message part, a session transition or a staff notice. */
export interface OutboxItem {
  /** ≤ 32 bytes of [0-9a-zA-Z_-]: the vendor's duplicate guard, the same on every attempt (wecom-protocol §5.12). */
  id: string
  conversationId: string
  channel: string
  account: string
  user: string
  exchangeId: string | null
  body: OutboxBody
  /** The bot's own words; the queue drops them when a person serves, the channel checks once more. */
  bot: boolean
  attempts: number
  createdAt: Date
}

export type OutboxBody =
  | {
      kind: 'message'
      content: OutboundContent
      /**
       * How it must travel: `plain` by send_msg; the others by a one-time code (wecom-protocol §5.13): `welcome` carries it,
       * `pool`, `assigned` and `ended` use the one that the transition before them brought. Without a live code the channel
       * falls back to `plain` where the session allows that.
       */
      way: 'plain' | 'welcome' | 'pool' | 'assigned' | 'ended'
      code?: string
      /** Safety text and handoff notices go out although a person serves, where the channel can. */
      evenWhenServed?: boolean
      /** The one of five kept for the handoff notice may be spent on this (design D12). */
      useReserve?: boolean
    }
  | {
      /**
       * Hand the session to a servicer on duty, else to the pool, else leave it with the bot (design D9). `target` names a
       * person chosen by staff. `end` closes a session that a person held.
       */
      kind: 'transition'
      handoffId: string
      to: 'person' | 'end'
      target?: string
      /** Who fits best, by WeCom user id: whoever of them receives is tried first, in this order. */
      prefer?: string[]
    }
  | {
      /** To staff, by the company's own app: text only, never an owner's phone number. */
      kind: 'notice'
      handoffId?: string
      caseId?: string
      toUserIds: string[]
      text: string
    }

/**
 * Whether these words may spend the last of the five messages that an owner's message allows (design D12): the bot plans with
 * four, a person's words and notices may use the fifth.
 */
export function mayUseReserve(words: { bot: boolean; body: OutboxBody }): boolean {
  const { bot, body } = words
  return !bot || (body.kind === 'message' && (body.useReserve === true || body.evenWhenServed === true))
}

/** The vendor's own retries apart, an outbox row is tried this often before it counts as given up. */
export const DELIVERY_ATTEMPTS = 10

/** How one attempt ended; the queue turns it into rows. */
export type DeliveryResult =
  | { kind: 'sent'; sourceId?: string; reason?: string }
  /** The other side failed: again after `afterMs`, with the same id. */
  | { kind: 'retry'; afterMs: number; error: string }
  /** Must wait for the owner's next message (95001, 95002, 95031 …). */
  | { kind: 'park'; reason: string }
  /** No longer wanted: a person took over, the code is dead. */
  | { kind: 'drop'; reason: string }
  | { kind: 'failed'; reason: string }

/** What every channel that speaks to owners brings. */
export interface ChannelSender {
  readonly channel: string
  /** Cuts what is to be said into messages as the channel shows them (byte limits, menu limits). Pure. */
  shape(content: OutboundContent): OutboundContent[]
  /** One attempt. Never throws for what the vendor may answer; a thrown error counts as `retry`. */
  deliver(item: OutboxItem): Promise<DeliveryResult>
}
