import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { Redis } from '../redis'
import type { SharedCache } from './shared-cache'

const COMPARE_AND_DELETE = `if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) else return 0 end`
const LOOK_AGAIN_MS = 50

/** The cache in Redis, and in `fallback` whenever Redis is away; what is set goes to both, so that it survives the change. */
export function createRedisCache(redis: Redis, fallback: SharedCache): SharedCache {
  const nameOf = (key: string) => `${redis.namespace}:cache:${key}`
  const lockOf = (key: string) => `${redis.namespace}:lock:${key}`

  const removeIf = (name: string, expected: string) =>
    redis.run((client) => client.eval(COMPARE_AND_DELETE, { keys: [name], arguments: [expected] }))

  /** Returns the way to let go; without Redis nobody is kept out. */
  async function acquire(name: string, ttlMs: number): Promise<() => Promise<unknown>> {
    const mark = randomUUID()
    const deadline = performance.now() + ttlMs
    try {
      while (performance.now() < deadline) {
        const options = { expiration: { type: 'PX', value: ttlMs }, condition: 'NX' } as const
        if (await redis.run((client) => client.set(name, mark, options))) return () => removeIf(name, mark)
        await pause(LOOK_AGAIN_MS)
      }
    } catch {
      // The local lock is held; that has to do.
    }
    return async () => {}
  }

  return {
    async get(key) {
      try {
        return await redis.run((client) => client.get(nameOf(key)))
      } catch {
        return fallback.get(key)
      }
    },
    async set(key, value, ttlMs) {
      await fallback.set(key, value, ttlMs)
      const expiration = { type: 'PX', value: Math.max(1, Math.round(ttlMs)) } as const
      await redis.run((client) => client.set(nameOf(key), value, { expiration })).catch(() => {})
    },
    async compareAndDelete(key, expected) {
      const removed = await fallback.compareAndDelete(key, expected)
      try {
        return (await removeIf(nameOf(key), expected)) === 1
      } catch {
        return removed
      }
    },
    // Within a process one after the other, so that only one of its callers asks Redis again and again.
    withLock: (key, ttlMs, work) =>
      fallback.withLock(key, ttlMs, async () => {
        const release = await acquire(lockOf(key), ttlMs)
        try {
          return await work()
        } finally {
          await release().catch(() => {})
        }
      }),
  }
}
