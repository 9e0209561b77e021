import type { Clock } from '../platform/clock'
import type { Db, Queryable } from '../platform/database/db'
import { DELIVERY_ATTEMPTS, mayUseReserve } from './delivery'
import type { ChannelSender, DeliveryResult, OutboxBody, OutboxItem } from './delivery'
import { delayLane, finishLane, untilMs } from './lane'
import type { ClaimedLane } from './lane'
import { startLoop } from './loop'
import type { Batch, Loop, Waker } from './loop'
import { shareCommits } from './shared-commit'

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

/** Longer than any one delivery may take, all its retries within the vendor's client included; each row begins it anew. */
const LEASE_SECONDS = 60

type Deps = SenderDeps & { settle: Settle }

/** A talk's words to be sent, as the claim read them. */
interface ClaimedSends extends ClaimedLane {
  muted: boolean
  links: number
  items: OutboxItem[]
  /** What waits for the owner's next message and was said before the items. */
  parked: Parked[]
}

type Parked = Pick<OutboxItem, 'body' | 'bot'> & { reason: string | null }

/** Delivers the outbox in order per talk; different talks go out beside each other (design §2.6). */
export function startSender(given: SenderDeps): Loop {
  const deps = { ...given, settle: createSettle(given.db) }
  return startLoop({
    name: 'send',
    waker: deps.waker,
    concurrency: deps.concurrency,
    byHand: deps.byHand,
    claim: (room) => claimSends(deps, room),
    onError: deps.onError,
  })
}

async function sendAll(deps: Deps, claimed: ClaimedSends): Promise<void> {
  const parked = [...claimed.parked]
  let { muted } = claimed
  for (const item of claimed.items) {
    const before = parked.findLast((waiting) => waitsBehind(item, waiting))
    const result: DeliveryResult = before
      ? { kind: 'park', reason: before.reason ?? '' }
      : await deliver(deps, item, muted)
    if (result.kind === 'retry' && item.attempts + 1 < DELIVERY_ATTEMPTS) {
      await noteAttempt(deps.db, item, result.error)
      await delayLane(deps.db, 'send', claimed, new Date(deps.clock.now().getTime() + result.afterMs), result.error)
      return
    }
    const settled: Settled = result.kind === 'retry' ? { kind: 'failed', reason: result.error } : result
    if (settled.kind === 'park') parked.push({ ...item, reason: settled.reason })
    const standing = await deps.settle(toSettlement(claimed, item, settled, deps.clock.now()))
    deps.onSent?.(item, settled)
    // Another sender has the lane, or it starts again from the owner's newest word.
    if (!standing.held) return
    muted = standing.muted
  }
  await finishLane(deps.db, 'send', claimed, deps.clock.now())
}

/**
 * Words wait behind parked words, so that their order stays. What travels by a code of its own, errands to staff, and whoever
 * may use the reserve where only words wait that may not, go on.
 */
function waitsBehind(item: OutboxItem, waiting: Parked): boolean {
  if (item.body.kind !== 'message' || item.body.way !== 'plain') return false
  return mayUseReserve(waiting) || !mayUseReserve(item)
}

async function claimSends(deps: Deps, room: number): Promise<Batch> {
  const now = deps.clock.now()
  const rows = await deps.db.query<{ found: { claimed: SendsRow[]; nextAt: string | null } }>(
    'claim-sends',
    'select claim_sends($1, $2, $3) as found',
    [now, LEASE_SECONDS, room],
  )
  const { claimed, nextAt } = rows[0]!.found
  return {
    works: claimed.map((row) => () => sendAll(deps, toClaimedSends(row))),
    untilNextMs: untilMs(nextAt, now),
  }
}

async function deliver(deps: Deps, item: OutboxItem, muted: boolean): Promise<DeliveryResult> {
  const sender = deps.senderOf(item.channel)
  if (!sender) return { kind: 'failed', reason: `no channel ${item.channel} in this deployment` }
  // A person serves: what the bot had thought before is not said any more (design D9).
  if (muted && item.bot && !keepsTalking(item.body)) return { kind: 'drop', reason: 'a person serves' }
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

/** As claim_sends gives it (0003_queue.sql, 0150_parked_words.sql). */
interface SendsRow {
  conversationId: string
  channel: string
  account: string
  user: string
  muted: boolean
  links: number
  gen: number
  epoch: number
  attempts: number
  items: {
    id: string
    exchangeId: string | null
    body: OutboxBody
    bot: boolean
    attempts: number
    createdAt: string
  }[]
  parked: Parked[]
}

function toClaimedSends(row: SendsRow): ClaimedSends {
  const { conversationId, channel, account, user } = row
  return {
    conversationId,
    gen: String(row.gen),
    epoch: String(row.epoch),
    attempts: row.attempts,
    muted: row.muted,
    links: row.links,
    parked: row.parked,
    items: row.items.map((item) => ({
      ...item,
      conversationId,
      channel,
      account,
      user,
      createdAt: new Date(item.createdAt),
    })),
  }
}

async function noteAttempt(db: Queryable, item: OutboxItem, error: string): Promise<void> {
  await db.query('outbox-attempt', 'update outbox set attempts = attempts + 1, last_error = $2 where id = $1', [
    item.id,
    error.slice(0, 500),
  ])
}

type Settled = Exclude<DeliveryResult, { kind: 'retry' }>

const STATUS = { sent: 'sent', park: 'parked', drop: 'dropped', failed: 'failed' } as const
const DELIVERY = { sent: 'sent', park: 'pending', drop: 'failed', failed: 'failed' } as const

interface Settlement {
  talk: string
  settled: string
  now: Date
}

type Settle = (settlement: Settlement) => Promise<{ held: boolean; muted: boolean }>

/** Outbox row, delivery in the log and lane in one statement, shared; says whether the lane is still ours. */
function createSettle(db: Db): Settle {
  return shareCommits(
    ({ talk }) => talk,
    async (settlements: Settlement[]) => {
      const rows = await db.query<{ standing: { held: boolean; muted: boolean } }>(
        'settle-sends',
        `select settle_send(talk, settled::jsonb, now_at, $4) as standing
           from unnest($1::text[], $2::text[], $3::timestamptz[]) as s(talk, settled, now_at)`,
        [
          settlements.map(({ talk }) => talk),
          settlements.map(({ settled }) => settled),
          settlements.map(({ now }) => now),
          LEASE_SECONDS,
        ],
      )
      return rows.map(({ standing }) => standing)
    },
  )
}

function toSettlement(claimed: ClaimedSends, item: OutboxItem, result: Settled, now: Date): Settlement {
  const reason = result.reason ?? null
  const sourceId = result.kind === 'sent' ? (result.sourceId ?? item.id) : null
  const settled = {
    id: item.id,
    epoch: claimed.epoch,
    gen: claimed.gen,
    links: claimed.links,
    status: STATUS[result.kind],
    reason,
    change: deliveryChange(DELIVERY[result.kind], reason, sourceId),
    last: item === claimed.items.at(-1),
  }
  return { talk: claimed.conversationId, settled: JSON.stringify(settled), now }
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
      JSON.stringify(deliveryChange(change.delivery, change.reason, change.sourceId)),
      change.at,
    ],
  )
}

function deliveryChange(delivery: 'pending' | 'sent' | 'failed', reason: string | null, sourceId: string | null) {
  return { delivery, reason, ...(sourceId === null ? {} : { sourceId }) }
}
