import { z } from 'zod'
import type { Clock } from '../../platform/clock'
import type { Db } from '../../platform/database/db'
import { startLoop } from '../../queue/loop'
import type { Loop, Waker } from '../../queue/loop'
import type { GroupAlert } from './alerts'
import { claimAlerts, delayAlerts, finishAlerts, guarded } from './alerts'

export interface RobotDeps {
  db: Db
  clock: Clock
  waker: Waker
  /** WECOM_GROUP_WEBHOOK, a secret: its key is all that is needed to post. */
  url: string
  onError: (error: unknown) => void
  byHand?: boolean
  fetch?: typeof fetch
}

/** What wakes the robot. */
export const GROUP_LANE = 'group'

/** `markdown` of a webhook (wecom-protocol §7). */
const MARKDOWN_BYTES = 4096
const SEPARATOR = '\n\n'
const LEASE_SECONDS = 60
const TIMEOUT_MS = 10_000
const BACKOFF_MS = [2_000, 10_000, 60_000, 300_000, 900_000, 3600_000]
/** An alarm that is a day late alarms nobody. */
const RETRY_FOR_TRIES = 30
/** The window of the limit (45009). */
const WINDOW_MS = 60_000

const Answer = z.looseObject({ errcode: z.number().int().default(0) })

/**
 * Posts alarms to the staff group: together what waits together, never more than the minute allows, again after whatever failed. An
 * answer that was lost may bring one twice: an alarm heard twice is better than one not heard.
 */
export function startGroupRobot(deps: RobotDeps): Loop {
  const { db, clock } = deps
  let waitsMs: number | null = null
  return startLoop({
    name: GROUP_LANE,
    waker: deps.waker,
    concurrency: 1,
    byHand: deps.byHand,
    onError: deps.onError,
    untilNextMs: () => Promise.resolve(waitsMs),
    claim: async () => {
      const claim = await claimAlerts(db, clock.now(), { leaseSeconds: LEASE_SECONDS, fits: fitting })
      waitsMs = claim.kind === 'wait' ? 1_000 : null
      return claim.kind === 'alerts' ? () => post(claim.alerts) : null
    },
  })

  async function post(alerts: GroupAlert[]): Promise<void> {
    const ids = alerts.map(({ id }) => id)
    const fault = await send(toMarkdown(alerts))
    const now = clock.now()
    if (fault === null) return finishAlerts(db, ids, { status: 'sent', reason: null, at: now })
    const tries = Math.max(...alerts.map(({ attempts }) => attempts))
    if (fault.final || tries >= RETRY_FOR_TRIES) {
      deps.onError(new Error(`the group robot gave up: ${fault.why}`))
      return finishAlerts(db, ids, { status: 'failed', reason: fault.why, at: now })
    }
    const pause = fault.afterMs ?? BACKOFF_MS[Math.min(tries, BACKOFF_MS.length) - 1] ?? WINDOW_MS
    await delayAlerts(db, ids, new Date(now.getTime() + pause), fault.why)
  }

  async function send(content: string): Promise<{ why: string; final: boolean; afterMs?: number } | null> {
    try {
      const answer = await (deps.fetch ?? fetch)(deps.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ msgtype: 'markdown', markdown: { content } }),
        redirect: 'error',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      })
      const { errcode } = Answer.parse(await answer.json())
      if (errcode === 0 && answer.ok) return null
      if (errcode === 45009) return { why: 'errcode 45009', final: false, afterMs: WINDOW_MS }
      // Ours to mend: the same words would be refused for ever.
      return { why: `errcode ${errcode}`, final: [40058, 40033, 40063].includes(errcode) }
    } catch (error) {
      // Neither the address nor an error that may quote it goes anywhere: its key is a secret.
      return { why: error instanceof Error ? error.name : 'no answer', final: false }
    }
  }
}

/** As many as one message takes, from the oldest on. */
export function fitting(waiting: GroupAlert[]): GroupAlert[] {
  const taken: GroupAlert[] = []
  for (const alert of waiting) {
    if (taken.length > 0 && Buffer.byteLength(toMarkdown([...taken, alert])) > MARKDOWN_BYTES) break
    taken.push(alert)
  }
  return taken
}

/** Guarded once more at the very door: no way to write an alert leads around it. */
export function toMarkdown(alerts: readonly Pick<GroupAlert, 'text'>[]): string {
  return guarded(alerts.map(({ text }) => text).join(SEPARATOR)).toWellFormed()
}
