import { createAccessToken, MemoryTokenStore } from '../../../src/channels/wecom/access-token'
import { ManualClock } from '../../../src/platform/clock'

const clock = new ManualClock('2026-11-21T10:00:00Z')
const numbered = () => {
  let count = 0
  return async () => ({ token: `T${(count += 1)}`, expiresInSeconds: 7200 })
}

test('a token found dead is not read from the shared store again while it is still being forgotten there', async () => {
  const store = new MemoryTokenStore()
  let forget: () => void = () => undefined
  const forgotten = new Promise<void>((resolve) => (forget = resolve))
  const slow = Object.assign(Object.create(store) as MemoryTokenStore, {
    forget: async (token: string) => {
      await forgotten
      await store.forget(token)
    },
  })
  const token = createAccessToken({ store: slow, clock, random: () => 0.5, fetch: numbered() })
  const dead = await token.get()

  const forgetting = token.refused(dead)
  const next = await token.get()
  forget()
  await forgetting

  expect([dead, next]).toEqual(['T1', 'T2'])
  expect(await token.get()).toBe('T2')
})

test('a failed fetch is not remembered: the next caller tries again', async () => {
  const fetch = numbered()
  let failures = 1
  const token = createAccessToken({
    store: new MemoryTokenStore(),
    clock,
    random: () => 0.5,
    fetch: async () => {
      if ((failures -= 1) >= 0) throw new Error('busy')
      return fetch()
    },
  })

  await expect(token.get()).rejects.toThrow('busy')

  expect(await token.get()).toBe('T1')
})

test('the same token given again with little time left is not asked for over and over', async () => {
  const own = new ManualClock('2026-11-21T10:00:00Z')
  const end = own.now().getTime() + 7200_000
  let fetches = 0
  const token = createAccessToken({
    store: new MemoryTokenStore(),
    clock: own,
    random: () => 0.5,
    fetch: async () => {
      fetches += 1
      return { token: 'SAME', expiresInSeconds: Math.max(1, Math.floor((end - own.now().getTime()) / 1000)) }
    },
  })

  while (own.now().getTime() < end) {
    await token.get()
    own.advance(1_000)
  }

  expect(fetches).toBeLessThan(15)
})
