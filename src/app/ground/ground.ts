import type { Clock } from '../../platform/clock'
import type { Db } from '../../platform/database/db'
import type { Files } from '../../platform/files/files'
import type { Log } from '../../platform/log'
import type { Metrics } from '../../platform/metrics'
import type { Settings } from '../../platform/settings'
import type { Signals } from '../../platform/signals/signals'

/** What every part of the running product stands on. */
export interface Ground {
  settings: Settings
  clock: Clock
  log: Log
  db: Db
  files: Files
  metrics: Metrics
  /** To this process and to the others. */
  signals: Signals
}
