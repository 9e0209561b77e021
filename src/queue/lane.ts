import type { Clock } from '../platform/clock'
import type { Queryable } from '../platform/database/db'

export type LaneName = 'send' | 'tell'

/** A talk whose lane this process holds until the lease ends. */
export interface ClaimedLane {
  conversationId: string
  gen: string
  epoch: string
  attempts: number
}

/** Longer than any one delivery may take, all its retries within the vendor's client included. */
const LEASE_SECONDS = 60

export async function claimLane(db: Queryable, lane: LaneName, now: Date): Promise<ClaimedLane | null> {
  const rows = await db.query<{ conversation_id: string; gen: string; epoch: string; attempts: number }>(
    'claim-lane',
    'select conversation_id, gen, epoch, attempts from claim_lane($1, $2, $3)',
    [lane, now, LEASE_SECONDS],
  )
  const row = rows[0]
  return row ? { conversationId: row.conversation_id, gen: row.gen, epoch: row.epoch, attempts: row.attempts } : null
}

/** Everything there was is done; what arrived since the claim makes the lane due again. */
export async function finishLane(db: Queryable, lane: LaneName, claimed: ClaimedLane, now: Date): Promise<void> {
  await db.query('finish-lane', 'select finish_lane($1, $2, $3, $4, $5)', [
    lane,
    claimed.conversationId,
    claimed.gen,
    claimed.epoch,
    now,
  ])
}

/** The lane rests until `until`; order is kept because the whole lane waits. */
export async function delayLane(
  db: Queryable,
  lane: LaneName,
  claimed: ClaimedLane,
  until: Date,
  why: string,
): Promise<void> {
  await db.query('delay-lane', 'select delay_lane($1, $2, $3, $4, $5)', [
    lane,
    claimed.conversationId,
    claimed.epoch,
    until,
    why.slice(0, 500),
  ])
}

export async function untilNextMs(db: Queryable, clock: Clock, lane: LaneName | 'turn'): Promise<number | null> {
  const now = clock.now()
  const rows = await db.query<{ due_at: Date | null }>('next-due', 'select next_due($1, $2) as due_at', [lane, now])
  return untilMs(rows[0]?.due_at ?? null, now)
}

export function untilMs(at: Date | string | null, now: Date): number | null {
  return at === null ? null : new Date(at).getTime() - now.getTime()
}
