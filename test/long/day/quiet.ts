import { setTimeout as pause } from 'node:timers/promises'
import type { Database } from '../../../src/platform/database/open-database'
import type { Emulator } from '../../../src/emulator/start-emulator'
import type { SharedClock } from '../../support/shared-clock'

/** Longer than the lease of a delivery that died with its process. */
const PATIENCE_MS = 150_000

export interface Time {
  /** Lets everything happen that is due until then, each at its time, and arrives there. */
  passUntil(at: Date): Promise<void>
}

/**
 * Moves the shared clock as a discrete simulation does: only when nothing is due any more and nobody is at work does it go
 * on, to whatever comes next (a look for what a lost callback would have told is not hurried to: it happens on the way). So no deadline of the product passes merely because this machine is slow.
 */
export function createTime(deps: { clock: SharedClock; db: Database; wecom: Emulator }): Time {
  const { clock, db, wecom } = deps

  async function passUntil(at: Date): Promise<void> {
    for (;;) {
      const next = await quiet()
      if (clock.now() >= at) return
      // Not finer than half a second: what becomes due in between happens then, beside each other.
      const soonest = next === null ? at : new Date(Math.max(next.getTime(), clock.now().getTime() + 500))
      clock.set(soonest < at ? soonest : at)
      await wakeAll()
    }
  }

  /** Resolves when nothing is under way or due; gives the time of the next thing. */
  async function quiet(): Promise<Date | null> {
    const deadline = performance.now() + PATIENCE_MS
    for (let calm = 0; ;) {
      await wecom.idle()
      const { busy, next } = await look()
      calm = busy === '' ? calm + 1 : 0
      // Twice: between two looks a process may have taken up what the first one did not see yet.
      if (calm === 2) return next
      if (performance.now() > deadline) throw new Error(`still busy after ${PATIENCE_MS} ms: ${busy}`)
      if (calm === 0) await pause(15)
    }
  }

  async function look(): Promise<{ busy: string; next: Date | null }> {
    const rows = await db.query<{ lanes: string; pulls: string; jobs: string; next: Date | null }>(
      'simulated-day-look',
      `select (select coalesce(string_agg(lane || ' ' || conversation_id || ' ' || coalesce(last_error, ''), '; '), '')
                 from ready where lane in ('turn', 'send') and (due_at <= $1 or lease_until > clock_timestamp())) as lanes,
              (select coalesce(string_agg(open_kfid || ' ' || coalesce(last_error, ''), '; '), '') from kf_account
                where active and ((wake_gen > pulled_gen or due_at <= $1) and (not_before is null or not_before <= $1)
                       or lease_until > clock_timestamp())) as pulls,
              (select coalesce(string_agg(kind, '; '), '') from job where status = 'waiting' and due_at <= $1) as jobs,
              least((select min(due_at) from ready where lane in ('turn', 'send') and due_at > $1),
                    (select min(not_before) from kf_account where active and wake_gen > pulled_gen and not_before > $1),
                    (select min(due_at) from job where status = 'waiting' and due_at > $1)) as next`,
      [clock.now()],
    )
    const { lanes, pulls, jobs, next } = rows[0]!
    return { busy: [lanes, pulls, jobs].filter(Boolean).join(' | '), next }
  }

  /** Polling would notice by itself, half a second later. */
  async function wakeAll(): Promise<void> {
    await db.query(
      'simulated-day-wake',
      `select pg_notify('shouwen_signals', 'day ready.' || lane || ' ') from unnest(array['turn', 'send', 'job']) lane`,
      [],
    )
  }

  return { passUntil }
}
