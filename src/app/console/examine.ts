import type { Clock } from '../../platform/clock'
import type { Queryable } from '../../platform/database/db'
import { checkDatabase, withDatabase } from '../../platform/health/check-database'
import { checkModel } from '../../platform/health/check-model'
import { checkRedis } from '../../platform/health/check-redis'
import type { Finding } from '../../platform/health/finding'
import type { Settings } from '../../platform/settings'
import type { TokenStore } from '../../channels/wecom/access-token'
import { examineWecom } from '../../channels/wecom/health/examine-wecom'

interface Look {
  clock: Clock
  /** The open store of a process that serves; absent: opened for reading, for this look. */
  db?: Queryable
  tokens?: TokenStore
  sayHello?: boolean
}

/** Every check of `npm run doctor` and of the set-up page, in the order one sets things up. */
export function examine(settings: Settings, { db, ...look }: Look): Promise<Finding[]> {
  const all = async (open: Queryable | null, database: Finding): Promise<Finding[]> => {
    const [redis, wecom, model] = await Promise.all([
      checkRedis(settings.redisUrl),
      examineWecom({ ...look, settings, db: open }),
      checkModel(settings.model),
    ])
    const read: Finding = { area: 'deployment', what: '设置', state: 'ok', sentence: '全部变量可用' }
    return [read, database, redis, ...wecom, model]
  }
  if (db) return checkDatabase(db, settings.databaseUrl === undefined).then((finding) => all(db, finding))
  return withDatabase(settings, all)
}

export interface CheckUp {
  at: Date
  findings: Finding[]
}

/** Between two looks. */
const REST_MS = 10_000
/** After a refused secret: whoever asks five times within an hour is banned for one (wecom-protocol §4). */
const REFUSED_REST_MS = 15 * 60_000

/** The set-up page's look: many readers and an impatient finger cost WeCom no more than one question every few seconds. */
export function createExaminer(settings: Settings, look: Required<Pick<Look, 'clock' | 'db'>> & Look) {
  let last: CheckUp | null = null
  let underWay: Promise<CheckUp> | null = null
  return async (): Promise<CheckUp> => {
    const now = look.clock.now()
    const restMs = last?.findings.some(isRefusedSecret) ? REFUSED_REST_MS : REST_MS
    if (last && Math.abs(now.getTime() - last.at.getTime()) < restMs) return last
    underWay ??= examine(settings, look)
      .then((findings) => (last = { at: now, findings }))
      .finally(() => (underWay = null))
    return underWay
  }
}

function isRefusedSecret({ what, state }: Finding): boolean {
  return state === 'bad' && (what === '应用 Secret' || what === '企业 ID')
}
