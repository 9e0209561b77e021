import { migrate } from '../../platform/database/migrate'
import type { Database } from '../../platform/database/open-database'
import type { Settings } from '../../platform/settings'
import { OUTSIDE_ENABLED } from '../../records/outside-event'
import { writeSetting } from '../../records/setting'
import { scheduleDailyRoot } from '../../tasks/daily-roots'
import { schedulePromiseSweep } from '../../tasks/promise-watch'
import { scheduleSteeringWatch } from '../../tasks/steering-watch'
import { seedStore } from './seed-store'
import type { ShippedKnowledge } from './seed-store'

/** Brings an open store to where this version needs it: its tables, what a new one begins with, the jobs that come again. */
export async function furnishStore(
  db: Database,
  { settings, shipped, now }: { settings: Settings; shipped: ShippedKnowledge; now: Date },
): Promise<void> {
  await migrate(db)
  await seedStore(db, shipped, { at: now, zone: settings.timeZone })
  const isTold = settings.caseWebhook !== undefined
  await db.tx((tx) => writeSetting(tx, { scope: '', key: OUTSIDE_ENABLED, value: isTold, by: 'system', at: now }))
  await scheduleDailyRoot(db, now, settings.timeZone)
  await schedulePromiseSweep(db, now)
  await scheduleSteeringWatch(db, now)
}
