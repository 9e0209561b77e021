import type { Clock } from '../../platform/clock'
import type { Database } from '../../platform/database/open-database'
import { deploymentId } from '../../platform/deployment-id'
import type { Log } from '../../platform/log'
import type { Redis } from '../../platform/redis'
import { databaseWire } from '../../platform/signals/database-wire'
import { redisWire } from '../../platform/signals/redis-wire'
import { openSignals } from '../../platform/signals/signals'
import type { Signals } from '../../platform/signals/signals'

/** Null without REDIS_URL. */
export async function openRedis(
  url: string | undefined,
  { db, clock, log }: { db: Database; clock: Clock; log: Log },
): Promise<Redis | null> {
  if (url === undefined) return null
  // Loaded for those who have one: the client is 478 files.
  const { connectRedis } = await import('../../platform/redis')
  return connectRedis(url, {
    namespace: `shouwen:${await deploymentId(db, clock)}`,
    onChange: (error) =>
      error ? log.warn({ err: error }, 'Redis is away: slower, nothing lost') : log.info('Redis is back'),
  })
}

/** Signals travel by Redis where there is one, else by the database that all processes share anyway. */
export function openWires(redis: Redis | null, { db, log }: { db: Database; log: Log }): Promise<Signals> {
  return openSignals({
    wire: redis ? redisWire(redis, databaseWire(db)) : databaseWire(db),
    onTrouble: (error) => log.warn({ err: error }, 'a signal was lost; polling makes up for it'),
  })
}
