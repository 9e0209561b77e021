import { createDatabaseTokenStore } from '../../../src/channels/wecom/database-token-store'
import { createTokenStore } from '../../../src/channels/wecom/shared-token-store'
import type { TokenStore } from '../../../src/channels/wecom/access-token'
import { MemoryTokenStore } from '../../../src/channels/wecom/access-token'
import { createWecomApi } from '../../../src/channels/wecom/api-client'
import { WecomError } from '../../../src/channels/wecom/wecom-error'
import { startEmulator } from '../../../src/emulator/start-emulator'
import { ManualClock } from '../../../src/platform/clock'
import { openDatabase } from '../../../src/platform/database/open-database'
import type { Database } from '../../../src/platform/database/open-database'
import { createLocalCache } from '../../../src/platform/shared-cache/local-cache'
import { openSignals } from '../../../src/platform/signals/signals'
import { createTestDatabase } from '../../support/database'
import type { TestDatabase } from '../../support/database'
import { FakeWecom } from './fake-wecom'
import { Notes } from './notes'

const STATE = 'kf/service_state/get'
const owner = { openKfid: 'wk1', user: 'wm1' }
let own: TestDatabase
let other: Database
let keys = 0
const nextKey = () => `wecom-token:ww:${(keys += 1)}`

beforeAll(async () => {
  own = await createTestDatabase()
  // A second process has a pool of its own.
  other = await openDatabase({ databaseUrl: own.url, dataDir: '' })
})
afterAll(async () => {
  await other.close()
  await own.close()
})

/** One token of one app, as two processes see it. */
const STORES: Record<string, (clock: ManualClock) => Promise<[TokenStore, TokenStore]>> = {
  'in one process': async () => {
    const store = new MemoryTokenStore()
    return [store, store]
  },
  'through the shared cache': async (clock) => {
    const cache = createLocalCache(clock, await openSignals())
    const key = nextKey()
    return [createTokenStore(cache, { key, clock }), createTokenStore(cache, { key, clock })]
  },
  'through the database alone': async () => {
    const key = nextKey()
    return [createDatabaseTokenStore(own.db, { key }), createDatabaseTokenStore(other, { key })]
  },
}

describe.each(Object.keys(STORES))('the access token shared %s', (how) => {
  const twoProcesses = async (wecom: FakeWecom) => {
    const [one, two] = await STORES[how]!(wecom.clock)
    return [wecom.api({ tokens: one }), wecom.api({ tokens: two })] as const
  }
  const fiftyCalls = (apis: readonly ReturnType<FakeWecom['api']>[]) =>
    Promise.all(Array.from({ length: 50 }, (_, n) => apis[n % apis.length]!.serviceState(owner)))

  test('is fetched once for fifty calls at the same moment from two processes', async () => {
    const wecom = new FakeWecom()

    await fiftyCalls(await twoProcesses(wecom))

    expect(wecom.calls('gettoken')).toHaveLength(1)
    expect(wecom.calls(STATE)).toHaveLength(50)
  })

  test.each([40014, 42001])(
    'found dead (%i) is renewed once for all, and no call goes round in a loop',
    async (errcode) => {
      const wecom = new FakeWecom()
      const apis = await twoProcesses(wecom)
      await fiftyCalls(apis)
      wecom.on(STATE, ({ query }) => (query.get('access_token') === 'SECRET-TOKEN-1' ? { errcode } : {}))

      await fiftyCalls(apis)

      expect(wecom.calls('gettoken')).toHaveLength(2)
      expect(wecom.calls(STATE).length).toBeLessThanOrEqual(50 + 100)
    },
  )

  test('is not fetched with a secret that was reset more often than one careful process would', async () => {
    const wecom = new FakeWecom()
    const apis = await twoProcesses(wecom)
    await fiftyCalls(apis)
    // The administrator resets the secret: the token dies, and ours buys no new one.
    wecom.on(STATE, () => ({ errcode: 40014 }))
    wecom.on('gettoken', () => ({ errcode: 40001 }))
    const began = wecom.clock.now().getTime()
    while (wecom.clock.now().getTime() - began < 3600_000) {
      for (const api of apis) await expect(api.serviceState(owner)).rejects.toBeInstanceOf(WecomError)
      wecom.clock.advance(60_000)
    }

    // At once, then after 5, 10 and 20 more minutes: four in the hour, of both together.
    expect(wecom.calls('gettoken').length - 1).toBeLessThanOrEqual(4)
    for (const api of apis) expect(api.alarms()).toEqual([expect.objectContaining({ errcode: 40001, api: '*' })])
  })

  test('comes back with the right secret, and the alarm ends', async () => {
    const wecom = new FakeWecom()
    const apis = await twoProcesses(wecom)
    wecom.on('gettoken', () => ({ errcode: 40001 }))
    for (const api of apis) await expect(api.serviceState(owner)).rejects.toThrow('40001')
    wecom.on('gettoken', () => ({ access_token: 'AGAIN', expires_in: 7200 }))
    wecom.clock.advance(3600_000)

    for (const api of apis) await api.serviceState(owner)

    for (const api of apis) expect(api.alarms()).toEqual([])
  })
})

test('WeCom never bans two processes with a wrong secret, all day long', async () => {
  const clock = new ManualClock('2026-11-21T00:00:00Z')
  const emulator = await startEmulator({ clock })
  const key = nextKey()
  const settings = { base: emulator.baseUrl, corpId: emulator.env.WECOM_CORP_ID, secret: 'reset', agentId: 1000002 }
  const apis = [own.db, other].map((db) =>
    createWecomApi(settings, { clock, log: new Notes(), tokens: createDatabaseTokenStore(db, { key }) }),
  )
  for (let minutes = 0; minutes < 8 * 60; minutes += 5) {
    for (const api of apis) await expect(api.kfAccounts()).rejects.toBeInstanceOf(WecomError)
    clock.advance(300_000)
  }

  expect(emulator.violations).toEqual([])
  await emulator.close()
})

test('a process that dies while it fetches keeps the others waiting no longer than its lease', async () => {
  const key = nextKey()
  await own.db.query(
    'test-dead-flight',
    `insert into wecom_token (key, flight, flight_until) values ($1, 'gone', clock_timestamp() - interval '1 second')`,
    [key],
  )

  expect(await createDatabaseTokenStore(other, { key }).alone(async () => 'landed')).toBe('landed')
})
