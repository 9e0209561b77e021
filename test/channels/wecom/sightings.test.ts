import { createSightings, readSightings } from '../../../src/channels/wecom/health/sightings'
import { checkCallback } from '../../../src/channels/wecom/health/check-callback'
import { ManualClock } from '../../../src/platform/clock'
import { startEmulator } from '../../../src/emulator/start-emulator'
import { createTestDatabase } from '../../support/database'
import type { TestDatabase } from '../../support/database'
import { startRunningApp } from '../../support/running-app'
import { until } from '../../support/until'

let store: TestDatabase
beforeEach(async () => {
  store = await createTestDatabase()
})
afterEach(() => store.close())

const seen = async () =>
  Object.fromEntries([...(await readSightings(store.db))].map(([kind, { detail }]) => [kind, detail]))

it('what the callback meets is remembered by kind: the check of the address, a genuine letter, a refused one and one of another time', async () => {
  const clock = new ManualClock('2026-11-21T10:00:00Z')
  const wecom = await startEmulator({ clock })
  const running = await startRunningApp({ ...wecom.env, DATABASE_URL: store.url }, store, clock)
  wecom.setCallbackUrl(`${running.url}/wecom/callback`)

  expect(await wecom.verifyCallback()).toMatchObject({ ok: true })
  await until(async () => 'verified' in (await seen()), 'the check to be remembered')
  await wecom.resident('wmSeen').text('你好')
  await until(async () => 'received' in (await seen()), 'the letter to be remembered')

  await fetch(`${running.url}/wecom/callback?msg_signature=${'0'.repeat(40)}&timestamp=1&nonce=1&echostr=AAAA`)
  await until(async () => (await seen()).refused === '-40001', 'the forged letter to be remembered')

  const hourOff = await startEmulator({ clock: new ManualClock('2026-11-21T11:00:00Z') })
  hourOff.setCallbackUrl(`${running.url}/wecom/callback`)
  expect(await hourOff.verifyCallback()).toMatchObject({ ok: false })
  await until(async () => (await seen()).skewed === '3600', 'the skew to be remembered')

  const keys = {
    token: wecom.env.WECOM_TOKEN,
    aesKey: wecom.env.WECOM_ENCODING_AES_KEY,
    receiveId: 'ww5e0a1b2c3d4f5a6b',
  }
  clock.advance(180_000)
  const findings = await checkCallback({ publicUrl: running.url, keys, clock, db: store.db })
  expect(findings.find(({ what }) => what === '从本机访问回调地址')).toMatchObject({ state: 'ok' })
  expect(findings.find(({ what }) => what === '企业微信的验证和来信')?.sentence).toMatch(/分钟前|刚刚/)
  await running.stop()
  await Promise.all([wecom.close(), hourOff.close()])
})

it('a flood of letters is one write a minute, and a store that is away disturbs nobody', async () => {
  const clock = new ManualClock('2026-11-21T10:00:00Z')
  const written: unknown[] = []
  const troubles: unknown[] = []
  const away = new Error('away')
  const note = createSightings({
    db: {
      query: async (_name, _sql, values) => {
        written.push(values?.[0])
        throw away
      },
    },
    clock,
    onError: (error) => troubles.push(error),
  })

  for (let letter = 0; letter < 1000; letter += 1) note('received')
  note('refused', '-40001')
  clock.advance(60_000)
  note('received')
  await until(() => troubles.length === 3, 'the writes to fail')

  expect(written).toEqual(['received', 'refused', 'received'])
  expect(troubles).toEqual([away, away, away])
})
