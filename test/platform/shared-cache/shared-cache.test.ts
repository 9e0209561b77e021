import { randomUUID } from 'node:crypto'
import { ManualClock, systemClock } from '../../../src/platform/clock'
import { connectRedis } from '../../../src/platform/redis'
import type { Redis } from '../../../src/platform/redis'
import { createLocalCache } from '../../../src/platform/shared-cache/local-cache'
import { createRedisCache } from '../../../src/platform/shared-cache/redis-cache'
import { fetchOnce } from '../../../src/platform/shared-cache/shared-cache'
import type { SharedCache } from '../../../src/platform/shared-cache/shared-cache'
import { databaseWire } from '../../../src/platform/signals/database-wire'
import { openSignals } from '../../../src/platform/signals/signals'
import { createTestDatabase } from '../../support/database'
import type { TestDatabase } from '../../support/database'
import { startRedis } from '../../support/redis'
import type { TestRedis } from '../../support/redis'
import { until } from '../../support/until'
import { startFreezableProxy } from '../freezable-proxy'

let database: TestDatabase
let server: TestRedis
beforeAll(async () => {
  ;[database, server] = await Promise.all([createTestDatabase('empty'), startRedis()])
})
afterAll(async () => {
  await Promise.all([database.close(), server.stop()])
})

const opened: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const thing of opened.splice(0).reverse()) await thing.close()
})

async function localCache(clock = systemClock as { now(): Date }): Promise<SharedCache> {
  const signals = await openSignals()
  opened.push(signals)
  return createLocalCache(clock, signals)
}

async function overPostgres(clock = systemClock as { now(): Date }): Promise<SharedCache> {
  const signals = await openSignals({ wire: databaseWire(database.db) })
  opened.push(signals)
  return createLocalCache(clock, signals)
}

/** A machine that stands still for a moment is no Redis that hangs. */
const PATIENT_MS = 30_000

async function overRedis(url = server.url, namespace: string = randomUUID()): Promise<SharedCache> {
  const redis = connectRedis(url, { namespace, answerMs: PATIENT_MS })
  opened.push(redis)
  if (!url.endsWith(':1')) await until(() => redis.isUp(), 'Redis')
  return createRedisCache(redis, await localCache())
}

describe.each([
  ['in process', () => localCache()],
  ['over PostgreSQL', () => overPostgres()],
  ['in Redis', () => overRedis()],
  ['without the Redis it was promised', () => overRedis('redis://127.0.0.1:1')],
])('the shared cache %s', (_, open) => {
  it('gives back what was set last, and null for what was not', async () => {
    const cache = await open()

    await cache.set('token', 'a', 60_000)
    await cache.set('token', '中文 b', 30_000)

    expect(await cache.get('token')).toBe('中文 b')
    expect(await cache.get('other')).toBeNull()
  })

  it('forgets when the time is up', async () => {
    const cache = await open()

    await cache.set('token', 'a', 20)

    await until(async () => (await cache.get('token')) === null, 'the value to vanish')
  })

  it('deletes only the value that was meant', async () => {
    const cache = await open()
    await cache.set('token', 'fresh', 60_000)

    expect(await cache.compareAndDelete('token', 'stale')).toBe(false)
    expect(await cache.get('token')).toBe('fresh')
    expect(await cache.compareAndDelete('token', 'fresh')).toBe(true)
    expect(await cache.get('token')).toBeNull()
    expect(await cache.compareAndDelete('token', 'fresh')).toBe(false)
  })

  it('lets one at a time in under a key, and others in beside it under another', async () => {
    const cache = await open()
    let inside = 0
    let most = 0
    let other = false
    const work = async () => {
      most = Math.max(most, ++inside)
      await until(() => other, 'the other key')
      inside--
      return most
    }

    const all = Array.from({ length: 5 }, () => cache.withLock('a', 10_000, work))
    await cache.withLock('b', 10_000, async () => {
      other = true
    })

    expect(await Promise.all(all)).toEqual([1, 1, 1, 1, 1])
  })

  it('lets the next one in when work fails, and passes the failure on', async () => {
    const cache = await open()

    await expect(cache.withLock('a', 10_000, () => Promise.reject(new Error('no')))).rejects.toThrow('no')

    expect(await cache.withLock('a', 10_000, async () => 'next')).toBe('next')
  })

  it('does not wait for a holder that hangs longer than it promised', async () => {
    const cache = await open()
    let hanging = true
    const hang = cache.withLock('a', 50, () => until(() => !hanging, 'the end of the test'))

    expect(await cache.withLock('a', 50, async () => 'went ahead')).toBe('went ahead')

    hanging = false
    await hang
  })

  it('fetches once for everybody who asks at the same time', async () => {
    const cache = await open()
    let fetched = 0
    const fetch = async () => {
      fetched++
      await new Promise(setImmediate)
      return { value: 'token', ttlMs: 60_000 }
    }

    const values = await Promise.all(Array.from({ length: 20 }, () => fetchOnce(cache, 'token', fetch)))

    expect(new Set(values)).toEqual(new Set(['token']))
    expect(fetched).toBe(1)
  })

  it('fetches again for the next one when a fetch failed', async () => {
    const cache = await open()

    await expect(fetchOnce(cache, 'token', () => Promise.reject(new Error('40013')))).rejects.toThrow('40013')

    expect(await fetchOnce(cache, 'token', async () => ({ value: 'good', ttlMs: 60_000 }))).toBe('good')
  })
})

describe('several processes', () => {
  it('fetch one token between them in Redis, and a dead one makes way for one new one', async () => {
    const namespace = randomUUID()
    const caches = await Promise.all(Array.from({ length: 4 }, () => overRedis(server.url, namespace)))
    let fetched = 0
    const fetch = async () => {
      const value = `token ${++fetched}`
      await new Promise(setImmediate)
      return { value, ttlMs: 60_000 }
    }
    const askAll = () => Promise.all([...caches, ...caches].map((cache) => fetchOnce(cache, 'token', fetch)))

    expect(new Set(await askAll())).toEqual(new Set(['token 1']))
    await Promise.all(caches.map((cache) => cache.compareAndDelete('token', 'token 1')))
    expect(new Set(await askAll())).toEqual(new Set(['token 2']))
    // Somebody finds out late that the first one is dead.
    await caches[0]?.compareAndDelete('token', 'token 1')
    expect(new Set(await askAll())).toEqual(new Set(['token 2']))
    expect(fetched).toBe(2)
  })

  it('share values and deletions over PostgreSQL when there is no Redis', async () => {
    const [one, two] = [await overPostgres(), await overPostgres()]

    await one.set('token', 'a', 60_000)
    await until(async () => (await two.get('token')) === 'a', 'the other process to know')
    await two.compareAndDelete('token', 'a')
    await until(async () => (await one.get('token')) === null, 'the other process to forget')
  })

  it('end up with the same value over PostgreSQL when they set different ones at the same time', async () => {
    const clock = new ManualClock('2026-11-21T10:00:00Z')
    const [one, two] = [await overPostgres(clock), await overPostgres(clock)]

    for (let round = 0; round < 20; round++) {
      await Promise.all([one.set('token', `one ${round}`, 60_000), two.set('token', `two ${round}`, 60_000)])
      await until(async () => (await one.get('token')) === (await two.get('token')), 'both to agree')
    }

    expect(await one.get('token')).toMatch(/19$/)
  })
})

describe('the shared cache in Redis', () => {
  it('keeps working when Redis is killed in the middle, with the value it had set, and goes back to Redis', async () => {
    const own = await startRedis()
    opened.push({ close: () => own.stop() })
    const redis = connectRedis(own.url, { namespace: randomUUID(), answerMs: PATIENT_MS })
    opened.push(redis)
    await until(() => redis.isUp(), 'Redis')
    const cache = createRedisCache(redis, await localCache())
    await cache.set('token', 'a', 60_000)

    await own.kill()
    expect(await cache.get('token')).toBe('a')
    expect(await cache.withLock('x', 5_000, async () => 'done')).toBe('done')
    await cache.set('token', 'b', 60_000)
    expect(await cache.compareAndDelete('token', 'a')).toBe(false)
    expect(await cache.get('token')).toBe('b')

    await own.restart()
    await until(() => redis.isUp(), 'Redis to be back')
    await cache.set('token', 'c', 60_000)
    expect(await redis.run((client) => client.get(`${redis.namespace}:cache:token`))).toBe('c')
  })

  it('finishes work that holds the lock while Redis dies', async () => {
    const own = await startRedis()
    opened.push({ close: () => own.stop() })
    const cache = await overRedis(own.url)

    const result = await cache.withLock('x', 5_000, async () => {
      await own.kill()
      return 'done'
    })

    expect(result).toBe('done')
  })

  it('asks a Redis that hangs once, answers without it, and leaves it alone for a second', async () => {
    const proxy = await startFreezableProxy(server.port)
    opened.push({ close: () => proxy.stop() })
    let elapsedMs = 0
    const redis = connectRedis(proxy.url, { namespace: randomUUID(), elapsedMs: () => elapsedMs })
    opened.push(redis)
    await until(() => redis.isUp(), 'Redis')
    let asked = 0
    const counted: Redis = { ...redis, run: (work) => redis.run((client) => (asked++, work(client))) }
    const cache = createRedisCache(counted, await localCache())
    await until(async () => {
      elapsedMs += 1_000
      await cache.set('token', 'a', 60_000)
      return redis.isUp()
    }, 'Redis to have answered')

    proxy.freeze()
    asked = 0
    for (let time = 0; time < 100; time++) expect(await cache.get('token')).toBe('a')
    expect(asked).toBe(1)

    elapsedMs += 1_000
    for (let time = 0; time < 100; time++) expect(await cache.get('token')).toBe('a')
    expect(asked).toBe(2)
  })

  it('does not see the values of another deployment on the same server', async () => {
    const [one, two] = [await overRedis(), await overRedis()]

    await one.set('token', 'a', 60_000)

    expect(await two.get('token')).toBeNull()
  })
})
