import type { Clock } from '../clock'
import type { Queryable } from '../database/db'
import { zonedDay } from '../zoned-time'

export interface DailyBudget {
  /** Takes one request out of today's budget; false when it is spent. Counted before the request: one that fails is paid for too. */
  take(): Promise<boolean>
}

/** Counts in the database, in one statement, so all processes together keep to the limit, also over a restart. */
export function createDailyBudget(deps: {
  db: Queryable
  clock: Clock
  zone: string
  /** Undefined: no limit, but counted all the same. */
  limit: number | undefined
}): DailyBudget {
  return {
    async take() {
      if (deps.limit === 0) return false
      const rows = await deps.db.query(
        'take-model-request',
        `insert into model_day (day, requests) values ($1, 1)
         on conflict (day) do update set requests = model_day.requests + 1 where model_day.requests < $2
         returning requests`,
        [zonedDay(deps.clock.now(), deps.zone), Math.min(deps.limit ?? MOST, MOST)],
      )
      return rows.length > 0
    },
  }
}

/** As much as the column holds. */
const MOST = 2_147_483_647
