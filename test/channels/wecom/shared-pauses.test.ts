import { ManualClock } from '../../../src/platform/clock'
import { openSignals } from '../../../src/platform/signals/signals'
import { createWecomApi } from '../../../src/channels/wecom/api-client'
import { sharePauses } from '../../../src/channels/wecom/shared-pauses'
import { startEmulator } from '../../../src/emulator/start-emulator'
import type { Emulator } from '../../../src/emulator/start-emulator'

let wecom: Emulator
let clock: ManualClock
beforeEach(async () => {
  clock = new ManualClock('2026-11-21T10:00:00Z')
  wecom = await startEmulator({ clock })
})
afterEach(() => wecom.close())

const log = { debug() {}, info() {}, warn() {}, error() {} }

it('a rate limit that one process was told of holds back the others, until its window is over', async () => {
  const signals = await openSignals()
  const app = { base: wecom.baseUrl, corpId: wecom.env.WECOM_CORP_ID, secret: wecom.env.WECOM_SECRET, agentId: 1000002 }
  const [one, other] = [1, 2].map(() => createWecomApi(app, { clock, log, pauses: sharePauses(signals) }))
  await other!.kfAccounts()
  let asked = 0
  wecom.beforeCall(({ path }) => void (asked += path === 'kf/account/list' ? 1 : 0))
  wecom.faults.set({ rateLimit: { on: 'kf/account/list' } })

  await expect(one!.kfAccounts()).rejects.toMatchObject({ errcode: 45009 })
  await expect(other!.kfAccounts()).rejects.toMatchObject({ errcode: 45009, retryAfterMs: 60_000 })
  // Other calls go on, and this one after the window.
  await expect(other!.kfServicers(wecom.openKfid)).resolves.toMatchObject({ people: [{ userid: 'zhangsan' }] })
  expect(asked).toBe(0)
  clock.advance(60_001)
  await expect(other!.kfAccounts()).resolves.toHaveLength(1)

  expect(wecom.violations).toEqual([])
  await signals.close()
})
