import { createTokenStore } from '../../../src/channels/wecom/shared-token-store'
import { ManualClock } from '../../../src/platform/clock'
import { createLocalCache } from '../../../src/platform/shared-cache/local-cache'
import { openSignals } from '../../../src/platform/signals/signals'
import { FakeWecom } from './fake-wecom'

const key = 'wecom-token:wwcorp:1000002'
const owner = { openKfid: 'wk1', user: 'wm1' }

test('all clients on one cache use one token, and renew it once when it dies', async () => {
  const wecom = new FakeWecom()
  const cache = createLocalCache(wecom.clock, await openSignals())
  const tokens = () => createTokenStore(cache, { key, clock: wecom.clock })
  const clients = [wecom.api({ tokens: tokens() }), wecom.api({ tokens: tokens() }), wecom.api({ tokens: tokens() })]
  await Promise.all(clients.map((client) => client.serviceState(owner)))
  expect(wecom.calls('gettoken')).toHaveLength(1)
  wecom.on('kf/service_state/get', ({ query }) =>
    query.get('access_token') === 'SECRET-TOKEN-1' ? { errcode: 40014 } : {},
  )

  await Promise.all(clients.flatMap((client) => [client.serviceState(owner), client.serviceState(owner)]))

  expect(wecom.calls('gettoken')).toHaveLength(2)
})

test('forgets only the token that failed, and survives what others wrote there', async () => {
  const clock = new ManualClock('2026-11-21T10:00:00Z')
  const cache = createLocalCache(clock, await openSignals())
  const store = createTokenStore(cache, { key, clock })
  const refreshAt = new Date('2026-11-21T11:00:00Z')

  await store.write({ token: 'new', refreshAt })
  await store.forget('old')
  expect(await store.read()).toEqual({ token: 'new', refreshAt })
  await store.forget('new')
  expect(await store.read()).toBeNull()
  await cache.set(key, 'nonsense', 1000)
  expect(await store.read()).toBeNull()
})
