import { randomUUID } from 'node:crypto'
import type { Redis } from '../../../src/platform/redis'
import { connectRedis } from '../../../src/platform/redis'
import { databaseWire } from '../../../src/platform/signals/database-wire'
import { redisWire } from '../../../src/platform/signals/redis-wire'
import { openSignals } from '../../../src/platform/signals/signals'
import type { Signals } from '../../../src/platform/signals/signals'
import type { Wire } from '../../../src/platform/signals/wire'
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

/** A machine that stands still for a moment is no Redis that hangs: only the test of that one counts in milliseconds. */
function connect(url = server.url, namespace = randomUUID(), answerMs = 30_000): Redis {
  const redis = connectRedis(url, { namespace, answerMs })
  opened.push(redis)
  return redis
}

async function open(wire?: Wire, onTrouble?: (error: unknown) => void): Promise<Signals> {
  const signals = await openSignals({ wire, onTrouble })
  opened.push(signals)
  return signals
}

function record(signals: Signals, topic: string) {
  const heard: string[] = []
  const stop = signals.subscribe(topic, (payload) => heard.push(payload))
  return { heard, stop }
}

/** Both listen in Redis, and not only over what lies beneath it: from here on it carries what is told. */
const bothListen = (redis: Redis) => async () => {
  const channel = `${redis.namespace}:signals`
  return (await redis.run((client) => client.pubSubNumSub(channel)))[channel] === 2
}

/** What two processes of one deployment would open; `undefined` is the deployment of a single one. */
const implementations: [name: string, two: () => [Wire, Wire, ready?: () => Promise<boolean>] | undefined][] = [
  ['in process', () => undefined],
  ['over PostgreSQL', () => [databaseWire(database.db), databaseWire(database.db)]],
  [
    'over Redis',
    () => {
      const namespace = randomUUID()
      const [one, other] = [connect(server.url, namespace), connect(server.url, namespace)]
      return [redisWire(one), redisWire(other), bothListen(one)]
    },
  ],
  [
    'over Redis with PostgreSQL beneath',
    () => {
      const namespace = randomUUID()
      const [one, other] = [connect(server.url, namespace), connect(server.url, namespace)]
      const wire = (redis: Redis) => redisWire(redis, databaseWire(database.db))
      return [wire(one), wire(other), bothListen(one)]
    },
  ],
  [
    'over PostgreSQL while Redis cannot be reached',
    () => {
      const wire = () => redisWire(connect('redis://127.0.0.1:1'), databaseWire(database.db))
      return [wire(), wire()]
    },
  ],
]

describe.each(implementations)('signals %s', (_, two) => {
  async function openTwo(): Promise<[Signals, Signals]> {
    const wires = two()
    const here = await open(wires?.[0])
    const there = wires ? await open(wires[1]) : here
    if (wires) {
      // Redis takes a moment to connect: both ways must be open before a test counts on them.
      await until(async () => (await wires[2]?.().catch(() => false)) ?? true, 'both to listen')
      const [a, b] = [record(here, 'hello'), record(there, 'hello')]
      await until(() => {
        here.publish('hello', 'here')
        there.publish('hello', 'there')
        return a.heard.includes('there') && b.heard.includes('here')
      }, 'both to hear each other')
      a.stop()
      b.stop()
    }
    return [here, there]
  }

  it('reach everybody who listens to the topic, in this process and in the other', async () => {
    const [here, there] = await openTwo()
    const own = record(here, 'ready')
    const others = record(there, 'ready')
    const another = record(there, 'outbox')

    here.publish('ready', 'cv_1 with spaces\nand 中文')
    here.publish('outbox')

    await until(() => others.heard.length > 0 && another.heard.length > 0, 'the other process to hear')
    expect(own.heard).toEqual(['cv_1 with spaces\nand 中文'])
    expect(others.heard).toEqual(['cv_1 with spaces\nand 中文'])
    expect(another.heard).toEqual([''])
  })

  it('arrive in the order they were published', async () => {
    const [here, there] = await openTwo()
    const { heard } = record(there, 'exchange')

    for (let number = 0; number < 200; number++) here.publish('exchange', String(number))

    await until(() => heard.length >= 200, 'two hundred signals')
    expect(heard).toEqual(Array.from({ length: 200 }, (_, number) => String(number)))
  })

  it('are not delivered on the stack of the publisher', async () => {
    const [here] = await openTwo()
    const { heard } = record(here, 'ready')

    here.publish('ready', 'x')

    expect(heard).toEqual([])
    await until(() => heard.length === 1, 'the signal')
  })

  it('stop for whoever unsubscribed, and for nobody else', async () => {
    const [here, there] = await openTwo()
    const first = record(there, 'ready')
    const second = record(there, 'ready')

    first.stop()
    here.publish('ready', 'x')

    await until(() => second.heard.length === 1, 'the second to hear')
    expect(first.heard).toEqual([])
  })

  it('reach the others when one hearer throws', async () => {
    const troubles: unknown[] = []
    const signals = await open(two()?.[0], (error) => troubles.push(error))
    const failure = new Error('a hearer fails')
    signals.subscribe('ready', () => {
      throw failure
    })
    const { heard } = record(signals, 'ready')

    signals.publish('ready', 'x')

    await until(() => heard.length === 1, 'the second hearer')
    expect(troubles).toContain(failure)
  })

  it('refuse what is too long for the smallest wire, without throwing', async () => {
    const troubles: unknown[] = []
    const signals = await open(two()?.[0], (error) => troubles.push(error))
    const { heard } = record(signals, 'ready')

    signals.publish('ready', '字'.repeat(2_500))
    signals.publish('ready', '字'.repeat(2_000))

    await until(() => heard.length > 0, 'the short one')
    expect(heard).toEqual(['字'.repeat(2_000)])
    expect(String(troubles[0])).toContain('at most 7000 bytes')
  })

  it('are silent after closing', async () => {
    const [here] = await openTwo()
    const { heard } = record(here, 'ready')

    await here.close()
    here.publish('ready', 'x')

    // A turn of the event loop would have been enough for it to arrive in this process.
    await new Promise(setImmediate)
    expect(heard).toEqual([])
  })
})

describe('signals over Redis', () => {
  it('go on over PostgreSQL when Redis is killed in the middle, and over Redis when it is back', async () => {
    const own = await startRedis()
    opened.push({ close: () => own.stop() })
    const namespace = randomUUID()
    const redis = connect(own.url, namespace)
    const here = await open(redisWire(redis, databaseWire(database.db)))
    const there = await open(redisWire(connect(own.url, namespace), databaseWire(database.db)))
    const { heard } = record(there, 'ready')
    const arrives = (payload: string) =>
      until(() => {
        here.publish('ready', payload)
        return heard.includes(payload)
      }, `${payload} to arrive`)
    await until(() => redis.isUp(), 'Redis')
    await arrives('before')

    await own.kill()
    await arrives('while it is down')
    await until(() => !redis.isUp(), 'the loss to be noticed')
    here.publish('ready', 'only once said')
    await until(() => heard.includes('only once said'), 'what is said only once')

    await own.restart()
    await until(() => redis.isUp(), 'Redis to be back')
    await arrives('after')
  })

  it('never keep a publisher waiting for a Redis that hangs', async () => {
    const proxy = await startFreezableProxy(server.port)
    opened.push({ close: () => proxy.stop() })
    const redis = connect(proxy.url, randomUUID(), 300)
    const here = await open(redisWire(redis, databaseWire(database.db)))
    const there = await open(databaseWire(database.db))
    const { heard } = record(there, 'ready')
    await until(() => redis.isUp(), 'Redis')

    proxy.freeze()
    // It returns nothing to wait for; what it left to a frozen line would never arrive.
    for (let number = 0; number < 50; number++) here.publish('ready', String(number))

    await until(() => heard.length === 50, 'all of them over PostgreSQL')
  })

  it('report once that Redis went away and once that it is back', async () => {
    const own = await startRedis()
    opened.push({ close: () => own.stop() })
    const changes: (string | undefined)[] = []
    const redis = connectRedis(own.url, { namespace: 'test', onChange: (error) => changes.push(error?.name) })
    opened.push(redis)
    await until(() => redis.isUp(), 'Redis')

    await own.kill()
    await until(() => changes.length > 0, 'the loss to be told')
    await own.restart()
    await until(() => redis.isUp(), 'Redis to be back')

    expect(changes).toHaveLength(2)
    expect(changes[0]).toBeDefined()
    expect(changes[1]).toBeUndefined()
  })
})
