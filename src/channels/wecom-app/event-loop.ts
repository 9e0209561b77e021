import type { Clock } from '../../platform/clock'
import type { Db } from '../../platform/database/db'
import { startLoop } from '../../queue/loop'
import type { Loop, Waker } from '../../queue/loop'
import type { ClaimedEvent } from './event-store'
import { claimEvent, delayEvent, nextEventMs } from './event-store'

/** Longer than any one event takes, WeCom's slowness included. */
const LEASE_SECONDS = 60
const BACKOFF_MS = [1_000, 5_000, 30_000, 120_000, 600_000]

/**
 * Works off what the callback stored. `handle` finishes the event itself (`finishEvent`), in the transaction of what came
 * of it; a crash before that runs it again, a crash afterwards cannot.
 */
export function startEventLoop(deps: {
  db: Db
  clock: Clock
  waker: Waker
  handle: (claimed: ClaimedEvent) => Promise<void>
  onError: (error: unknown) => void
  byHand?: boolean
}): Loop {
  const { db, clock } = deps
  return startLoop({
    name: APP_EVENT_LANE,
    waker: deps.waker,
    concurrency: 4,
    byHand: deps.byHand,
    onError: deps.onError,
    untilNextMs: () => nextEventMs(db, clock.now()),
    claim: async () => {
      const claimed = await claimEvent(db, clock.now(), LEASE_SECONDS)
      return claimed && (() => work(claimed))
    },
  })

  async function work(claimed: ClaimedEvent): Promise<void> {
    try {
      await deps.handle(claimed)
    } catch (error) {
      deps.onError(error)
      const pause = BACKOFF_MS[Math.min(claimed.attempts, BACKOFF_MS.length) - 1] ?? 0
      const why = error instanceof Error ? error.message : String(error)
      const until = new Date(clock.now().getTime() + pause)
      await delayEvent(db, claimed.id, until, why, claimed.attempts > BACKOFF_MS.length)
    }
  }
}

/** What wakes this loop. */
export const APP_EVENT_LANE = 'app-event'
