import { fromZoned, zonedDay, zonedParts } from '../platform/zoned-time'
import type { Queryable } from '../platform/database/db'
import type { JobHandler } from '../queue/schedule'
import { comingRound, scheduleJob } from '../queue/schedule'
import { makeDailyRoot } from '../records/exchange/make-daily-root'

const DAILY_ROOT_JOB = 'daily-root'
const DAY_MS = 24 * 3600_000

/**
 * Every night the root of the day that ended ties all talks together (design D11), what was kept only to be delivered goes
 * (`forget`), and the next night's job is put down.
 */
export function dailyRoots(options: {
  zone: string
  forget?: (tx: Queryable, now: Date) => Promise<void>
}): Record<string, JobHandler> {
  return {
    [DAILY_ROOT_JOB]: comingRound(
      (tx, now) => scheduleDailyRoot(tx, now, options.zone),
      async (tx, job, now) => {
        await makeDailyRoot(tx, zonedDay(new Date(job.dueAt.getTime() - DAY_MS / 2), options.zone), now)
        await options.forget?.(tx, now)
      },
    ),
  }
}

/** At the next midnight; every process and every start may say so, it is one job. */
export async function scheduleDailyRoot(tx: Queryable, now: Date, zone: string): Promise<void> {
  const { year, month, day } = zonedParts(now, zone)
  const dueAt = fromZoned({ year, month, day: day + 1 }, zone)
  await scheduleJob(tx, { kind: DAILY_ROOT_JOB, key: `${DAILY_ROOT_JOB}:${zonedDay(dueAt, zone)}`, dueAt })
}
