import { ManualClock } from '../../src/platform/clock'
import type { Db } from '../../src/platform/database/db'
import type { InboundContent } from '../../src/messages/inbound'
import type { Arrival } from '../../src/queue/arrival'
import type { ChannelSender, DeliveryResult, OutboxItem } from '../../src/queue/delivery'
import { createInbox } from '../../src/queue/inbox'
import type { Inbox } from '../../src/queue/inbox'
import type { Loop } from '../../src/queue/loop'
import { startSender } from '../../src/queue/sender'
import type { ClaimedTurn, TurnDecision } from '../../src/queue/turn'
import { startWorker } from '../../src/queue/worker'
import { createTestDatabase } from '../support/database'

export const START = new Date('2026-11-21T02:00:00Z')

/** The queue on a real database, driven by hand: the clock is moved, then what is due is done. */
export interface QueueKit {
  db: Db
  /** For another process. */
  url: string
  clock: ManualClock
  inbox: Inbox
  worker: Loop
  sender: Loop
  errors: unknown[]
  /** What the channel was asked to deliver, in order. */
  delivered: OutboxItem[]
  close(): Promise<void>
}

export async function startQueue(
  options: {
    think?: (claimed: ClaimedTurn) => Promise<TurnDecision>
    giveUp?: (claimed: ClaimedTurn, error: unknown) => TurnDecision
    deliver?: (item: OutboxItem) => Promise<DeliveryResult>
    settleMs?: number
  } = {},
): Promise<QueueKit> {
  const { db, url, close } = await createTestDatabase()
  const clock = new ManualClock(START)
  const errors: unknown[] = []
  const delivered: OutboxItem[] = []
  const settleMs = options.settleMs ?? 1200
  const sender: ChannelSender = {
    channel: 'wecom-kf',
    shape: (content) => [content],
    deliver: async (item) => {
      delivered.push(item)
      return options.deliver ? options.deliver(item) : { kind: 'sent', sourceId: `v-${item.id}` }
    },
  }
  const waker = { onWake: () => () => {} }
  return {
    db,
    url,
    clock,
    errors,
    delivered,
    inbox: createInbox({
      db,
      clock,
      pace: (message) => ({ settleMs: message.content.kind === 'menu' ? 0 : settleMs, answerMs: settleMs }),
    }),
    worker: startWorker({
      db,
      clock,
      waker,
      concurrency: 4,
      byHand: true,
      think: options.think ?? ((claimed) => Promise.resolve(echo(claimed))),
      giveUp:
        options.giveUp ??
        ((claimed) => ({ ...echo(claimed), out: [{ say: { content: { type: 'text', text: '抱歉' } } }] })),
      channelOf: (channel) => ({ shape: (content) => [content], delivers: channel !== 'web' }),
      onError: (error) => errors.push(error),
    }),
    sender: startSender({
      db,
      clock,
      waker,
      concurrency: 4,
      byHand: true,
      senderOf: () => sender,
      onError: (error) => errors.push(error),
    }),
    close,
  }
}

/** Answers a turn with all its words joined, so that a test sees what was in it. */
export function echo(claimed: ClaimedTurn): TurnDecision {
  const texts = claimed.messages.map(({ message }) =>
    'text' in message.content ? message.content.text : message.content.kind,
  )
  return {
    at: claimed.messages.at(-1)!.message.at,
    state: { turns: Number(claimed.conversation.state['turns'] ?? 0) + 1 },
    understanding: [],
    out: [{ say: { content: { type: 'text', text: texts.join('|') } } }],
    effects: [],
    trace: {},
  }
}

export function fromOwner(
  id: string,
  content: string | InboundContent,
  options: { user?: string; channel?: 'web' | 'wecom-kf'; at?: Date } = {},
): Arrival {
  return {
    author: 'owner',
    direction: 'in',
    turn: true,
    message: {
      id,
      channel: options.channel ?? 'wecom-kf',
      account: 'wkDemo',
      user: options.user ?? 'wmZhang',
      sourceId: id,
      at: options.at ?? START,
      content: typeof content === 'string' ? { kind: 'text', text: content } : content,
    },
  }
}

/** The talk as the log shows it: who said what, and how it fared. */
export async function logOf(db: Db, user = 'wmZhang'): Promise<string[]> {
  const rows = await db.query<{ line: string }>(
    'test-log',
    `select concat_ws(' ', e.author, c.text, case when e.direction = 'out' then '(' || e.delivery || ')' end) as line
       from exchange e join exchange_content c on c.exchange_id = e.id join conversation v on v.id = e.conversation_id
      where v.user_id = $1 order by e.seq`,
    [user],
  )
  return rows.map((row) => row.line)
}
