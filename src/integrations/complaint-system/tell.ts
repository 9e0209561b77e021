import { createHmac } from 'node:crypto'
import type { Clock } from '../../platform/clock'
import type { Db, Queryable } from '../../platform/database/db'
import { toIsoWithOffset } from '../../platform/zoned-time'
import { claimLane, delayLane, finishLane, untilNextMs } from '../../queue/lane'
import type { ClaimedLane } from '../../queue/lane'
import { startLoop } from '../../queue/loop'
import type { Loop, Waker } from '../../queue/loop'

export interface ComplaintSystemDeps {
  db: Db
  clock: Clock
  waker: Waker
  url: string
  secret: string
  zone: string
  /** The exchange as `GET /exchanges` shows it; records are beside us, so app.ts hands it in. */
  exchangeOf: (exchangeId: string) => Promise<object | null>
  onError: (error: unknown) => void
  byHand?: boolean
  fetch?: typeof fetch
}

/** contract §5: retried with growing pauses for three days, then it rests in a list staff can see and resend. */
const RETRY_FOR_MS = 3 * 24 * 3600_000
const LONGEST_PAUSE_MS = 3600_000
const FIRST_PAUSE_MS = 2000
const TIMEOUT_MS = 10_000
const BATCH = 50
/** With the last request's patience on top still within the lane's lease: nobody else may begin what is under way here. */
const LONGEST_CLAIM_MS = 40_000

interface OutsideEvent {
  id: string
  type: string
  at: Date
  data: Record<string, unknown>
  attempts: number
  created_at: Date
}

/** Tells the outside complaint system everything, in order per conversation, at least once (contract §5). */
export function startTelling(deps: ComplaintSystemDeps): Loop {
  const stopping = new AbortController()
  const loop = startLoop({
    name: 'tell',
    waker: deps.waker,
    concurrency: 4,
    byHand: deps.byHand,
    onError: deps.onError,
    untilNextMs: () => untilNextMs(deps.db, deps.clock, 'tell'),
    claim: async () => {
      const claimed = await claimLane(deps.db, 'tell', deps.clock.now())
      return claimed && (() => tellAll(deps, claimed, stopping.signal))
    },
  })
  return {
    ...loop,
    // What waits is kept, and what is cut off is told again: a mute complaint system does not hold up our stop.
    stop: () => {
      stopping.abort()
      return loop.stop()
    },
  }
}

async function tellAll(deps: ComplaintSystemDeps, claimed: ClaimedLane, stopping: AbortSignal): Promise<void> {
  const began = performance.now()
  for (const event of await waitingEvents(deps.db, claimed.conversationId)) {
    if (stopping.aborted || performance.now() - began > LONGEST_CLAIM_MS) break
    const fault = await post(deps, event, stopping)
    if (fault === null) {
      await deps.db.query(
        'outside-sent',
        `update outside_event set status = 'sent', attempts = attempts + 1, last_error = null where id = $1`,
        [event.id],
      )
      continue
    }
    if (stopping.aborted) break
    const now = deps.clock.now()
    const rests = now.getTime() - event.created_at.getTime() > RETRY_FOR_MS
    await deps.db.query(
      'outside-failed',
      'update outside_event set status = $2, attempts = attempts + 1, last_error = $3 where id = $1',
      [event.id, rests ? 'resting' : 'pending', fault.slice(0, 500)],
    )
    if (rests) continue
    const pauseMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(event.attempts, 20))
    await delayLane(deps.db, 'tell', claimed, new Date(now.getTime() + pauseMs), fault)
    return
  }
  await finishLane(deps.db, 'tell', claimed, deps.clock.now())
}

async function post(deps: ComplaintSystemDeps, event: OutsideEvent, stopping: AbortSignal): Promise<string | null> {
  const data = event.type === 'exchange' ? await deps.exchangeOf(String(event.data['exchangeId'])) : event.data
  const body = JSON.stringify({ id: event.id, type: event.type, at: toIsoWithOffset(event.at, deps.zone), data })
  const timestamp = String(Math.floor(deps.clock.now().getTime() / 1000))
  try {
    const answer = await (deps.fetch ?? fetch)(deps.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'idempotency-key': event.id,
        'x-shouwen-timestamp': timestamp,
        'x-shouwen-signature': signatureOf(deps.secret, timestamp, body),
      },
      body,
      redirect: 'error',
      signal: AbortSignal.any([AbortSignal.timeout(TIMEOUT_MS), stopping]),
    })
    await answer.body?.cancel()
    return answer.ok ? null : `the complaint system answered ${answer.status}`
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  }
}

/** `sha256=hex(hmac(secret, timestamp + "." + body))` (contract §5). */
export function signatureOf(secret: string, timestamp: string, body: string): string {
  return `sha256=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`
}

function waitingEvents(db: Queryable, conversationId: string): Promise<OutsideEvent[]> {
  return db.query<OutsideEvent>(
    'outside-waiting',
    `select id, type, at, data, attempts, created_at from outside_event
      where conversation_id = $1 and status = 'pending' order by seq limit ${BATCH}`,
    [conversationId],
  )
}
