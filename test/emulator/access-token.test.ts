import type { EmulatorOptions } from '../../src/emulator/settings'
import type { Talk } from './talk'
import { HOUR, startTalk } from './talk'

let talk: Talk
afterEach(() => talk.wecom.close())

const start = async (options: EmulatorOptions = {}): Promise<void> => {
  talk = await startTalk(options)
}
const ask = (secret = talk.wecom.env.WECOM_SECRET, corp = talk.wecom.env.WECOM_CORP_ID) =>
  talk.get('gettoken', { corpid: corp, corpsecret: secret }, false)

test('gives a long token for two hours, and the same one with the rest of its time when asked again', async () => {
  await start()
  const first = await ask()
  talk.clock.advance(HOUR)

  const second = await ask()

  expect(first).toMatchObject({ errcode: 0, expires_in: 7200 })
  expect(String(first.access_token).length).toBeGreaterThan(480)
  expect(second).toMatchObject({ access_token: first.access_token, expires_in: 3600 })
})

test('refuses an expired token with 42001 and takes a fresh one', async () => {
  await start()
  talk.clock.advance(2 * HOUR)

  const late = await talk.get('getcallbackip')
  await talk.login()
  const fresh = await talk.get('getcallbackip')

  expect(late.errcode).toBe(42001)
  expect(late.errmsg).toContain('more info at')
  expect(fresh.errcode).toBe(0)
})

test.each([40014, 42001] as const)('can end a token before its time with %i', async (errcode) => {
  await start()
  talk.wecom.killAccessToken(errcode)

  const refused = await talk.get('getcallbackip')
  await talk.login()

  expect(refused.errcode).toBe(errcode)
  expect((await talk.get('getcallbackip')).errcode).toBe(0)
})

test('kills the older token when a new one is asked for, where that is chosen', async () => {
  await start({ unverified: { repeatedGettoken: 'new-kills-old' } })
  await ask()

  const answer = await talk.get('getcallbackip')

  expect(answer.errcode).toBe(40014)
})

test('keeps the older token alive beside the new one, where that is chosen', async () => {
  await start({ unverified: { repeatedGettoken: 'new-keeps-old' } })
  const second = await ask()

  expect((await talk.get('getcallbackip')).errcode).toBe(0)
  expect((await talk.get('getcallbackip', { access_token: String(second.access_token) }, false)).errcode).toBe(0)
})

test('tells a missing token from an unknown one', async () => {
  await start()

  expect((await talk.get('getcallbackip', {}, false)).errcode).toBe(41001)
  expect((await talk.get('getcallbackip', { access_token: 'made-up' }, false)).errcode).toBe(40014)
  expect(talk.rules()).toEqual(['token-missing'])
})

test('bans an address for an hour after repeated wrong secrets, even for the right one', async () => {
  await start()
  for (let i = 0; i < 5; i += 1) expect((await ask('wrong')).errcode).toBe(40001)

  const banned = await ask()
  talk.clock.advance(HOUR)
  const later = await ask()

  expect(banned.errcode).toBe(45009)
  expect(talk.rules()).toEqual(['wrong-secret-repeated'])
  expect(later.errcode).toBe(0)
})

test('tells a wrong corpid apart', async () => {
  await start()

  expect((await ask(undefined, 'wwOther')).errcode).toBe(40013)
})

test('records a client that hammers gettoken, once a minute of hammering', async () => {
  await start({ limits: { gettokensPerMinute: 3 } })
  for (let i = 0; i < 5; i += 1) await ask()

  expect(talk.rules()).toEqual(['gettoken-hammering'])
})

test('records a client that goes on with a refused token', async () => {
  await start({ limits: { callsWithRefusedToken: 2 } })
  talk.wecom.killAccessToken()
  for (let i = 0; i < 4; i += 1) expect((await talk.get('getcallbackip')).errcode).toBe(40014)

  expect(talk.rules()).toEqual(['token-loop'])
})
