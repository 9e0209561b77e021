import type { Clock } from '../platform/clock'
import type { Db, Queryable } from '../platform/database/db'
import type { ChannelSender, DeliveryResult, OutboxBody, OutboxItem } from './delivery'
import { claimLane, delayLane, finishLane, untilNextMs } from './lane'
import type { ClaimedLane } from './lane'
import { startLoop } from './loop'
import type { Loop, Waker } from './loop'

export interface SenderDeps {
  db: Db
  clock: Clock
  waker: Waker
  concurrency: number
  byHand?: boolean
  senderOf: (channel: string) => ChannelSender | undefined
  onSent?: (item: OutboxItem, result: DeliveryResult) => void
  onError: (error: unknown) => void
}

/** The vendor's own retries apart, an outbox row is tried this often before it counts as given up. */
const ATTEMPTS = 10

/** Delivers the outbox in order per talk; different talks go out beside each other (design §2.6). */
export function startSender(deps: SenderDeps): Loop {
  return startLoop({
    name: 'send',
    waker: deps.waker,
    concurrency: deps.concurrency,
    byHand: deps.byHand,
    claim: async () => {
      const claimed = await claimLane(deps.db, 'send', deps.clock.now())
      return claimed && (() => sendAll(deps, claimed))
    },
    untilNextMs: () => untilNextMs(deps.db, deps.clock, 'send'),
    onError: deps.onError,
  })
}

async function sendAll(deps: SenderDeps, claimed: ClaimedLane): Promise<void> {
  let parking: string | null = null
  for (const item of await waitingItems(deps.db, claimed.conversationId)) {
    // Words wait behind parked words, so that their order stays; errands to staff go on.
    const result: DeliveryResult =
      parking !== null && item.body.kind === 'message' ? { kind: 'park', reason: parking } : await deliver(deps, item)
    if (result.kind === 'retry' && item.attempts + 1 < ATTEMPTS) {
      await noteAttempt(deps.db, item, result.error)
      await delayLane(deps.db, 'send', claimed, new Date(deps.clock.now().getTime() + result.afterMs), result.error)
      return
    }
    const settled: Exclude<DeliveryResult, { kind: 'retry' }> =
      result.kind === 'retry' ? { kind: 'failed', reason: result.error } : result
    if (settled.kind === 'park') parking = settled.reason
    await deps.db.tx((tx) => settle(tx, item, settled, deps.clock.now()))
    deps.onSent?.(item, settled)
  }
  await finishLane(deps.db, 'send', claimed, deps.clock.now())
}

async function deliver(deps: SenderDeps, item: OutboxItem): Promise<DeliveryResult> {
  const sender = deps.senderOf(item.channel)
  if (!sender) return { kind: 'failed', reason: `no channel ${item.channel} in this deployment` }
  // A person serves: what the bot had thought before is not said any more (design D9).
  if (item.bot && !keepsTalking(item.body) && (await isMuted(deps.db, item.conversationId)))
    return { kind: 'drop', reason: 'a person serves' }
  try {
    return await sender.deliver(item)
  } catch (error) {
    deps.onError(error)
    return {
      kind: 'retry',
      afterMs: 1000 * 2 ** Math.min(item.attempts, 6),
      error: error instanceof Error ? error.message : String(error),
    }
  }
}

function keepsTalking(body: OutboxBody): boolean {
  return body.kind !== 'message' || body.evenWhenServed === true
}

async function isMuted(db: Queryable, conversationId: string): Promise<boolean> {
  const rows = await db.query<{ muted: boolean }>('is-muted', 'select muted from conversation where id = $1', [
    conversationId,
  ])
  return rows[0]?.muted ?? false
}

async function waitingItems(db: Queryable, conversationId: string): Promise<OutboxItem[]> {
  const rows = await db.query<{
    id: string
    channel: string
    account: string
    user_id: string
    exchange_id: string | null
    body: OutboxBody
    bot: boolean
    attempts: number
    created_at: Date
  }>(
    'outbox-waiting',
    `select o.id, c.channel, c.account, c.user_id, o.exchange_id, o.body, o.bot, o.attempts, o.created_at
       from outbox o join conversation c on c.id = o.conversation_id
      where o.conversation_id = $1 and o.status = 'pending'
      order by o.seq limit 50`,
    [conversationId],
  )
  return rows.map((row) => ({
    id: row.id,
    conversationId,
    channel: row.channel,
    account: row.account,
    user: row.user_id,
    exchangeId: row.exchange_id,
    body: row.body,
    bot: row.bot,
    attempts: row.attempts,
    createdAt: row.created_at,
  }))
}

async function noteAttempt(db: Queryable, item: OutboxItem, error: string): Promise<void> {
  await db.query('outbox-attempt', 'update outbox set attempts = attempts + 1, last_error = $2 where id = $1', [
    item.id,
    error.slice(0, 500),
  ])
}

async function settle(
  tx: Queryable,
  item: OutboxItem,
  result: Exclude<DeliveryResult, { kind: 'retry' }>,
  now: Date,
): Promise<void> {
  const status = { sent: 'sent', park: 'parked', drop: 'dropped', failed: 'failed' }[result.kind]
  const reason = result.reason ?? null
  await tx.query(
    'outbox-settle',
    `update outbox set status = $2, attempts = attempts + 1, last_error = $3, sent_at = case when $2 = 'sent' then $4::timestamptz end
      where id = $1`,
    [item.id, status, reason, now],
  )
  if (item.exchangeId === null) return
  await recordDelivery(tx, {
    conversationId: item.conversationId,
    exchangeId: item.exchangeId,
    delivery: { sent: 'sent', park: 'pending', drop: 'failed', failed: 'failed' }[result.kind] as
      'sent' | 'pending' | 'failed',
    reason,
    sourceId: result.kind === 'sent' ? (result.sourceId ?? item.id) : null,
    at: now,
  })
}

/** How a message fared, as a link of the chain (design D11). Also used when the vendor takes a delivery back later. */
export async function recordDelivery(
  tx: Queryable,
  change: {
    conversationId: string
    exchangeId: string
    delivery: 'pending' | 'sent' | 'failed'
    reason: string | null
    sourceId: string | null
    at: Date
  },
): Promise<void> {
  await tx.query(
    'record-delivery',
    `insert into exchange_change (conversation_id, link, exchange_id, kind, value, at, prev_hash, hash)
     values ($1, 0, $2, 'delivery', $3::jsonb, $4, '', '')`,
    [
      change.conversationId,
      change.exchangeId,
      JSON.stringify({
        delivery: change.delivery,
        reason: change.reason,
        ...(change.sourceId === null ? {} : { sourceId: change.sourceId }),
      }),
      change.at,
    ],
  )
}
