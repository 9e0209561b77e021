import { systemClock } from '../../src/platform/clock'
import { readSettings } from '../../src/platform/settings'
import { startEmulator } from '../../src/emulator/start-emulator'
import type { Emulator } from '../../src/emulator/start-emulator'
import { examine } from '../../src/tools/doctor/checks'
import { createTestDatabase } from '../support/database'
import type { TestDatabase } from '../support/database'

let wecom: Emulator
let database: TestDatabase
beforeEach(async () => {
  wecom = await startEmulator()
  database = await createTestDatabase()
})
afterEach(async () => {
  await wecom.close()
  await database.close()
})

const look = (env: Record<string, string> = {}) =>
  examine(readSettings({ DATABASE_URL: database.url, ...wecom.env, ...env }), systemClock)
const find = async (what: string, env?: Record<string, string>) =>
  (await look(env)).find((finding) => finding.what.startsWith(what))

describe('the doctor', () => {
  it('finds everything well on a sound deployment', async () => {
    expect((await look()).filter((finding) => finding.state === 'bad')).toEqual([])
    expect(await find('客服账号')).toMatchObject({ state: 'ok' })
  })

  it('names the wrong secret and where to copy the right one', async () => {
    expect(await find('企业微信凭证', { WECOM_SECRET: 'wrong' })).toMatchObject({
      state: 'bad',
      remedy: expect.stringContaining('WECOM_SECRET'),
    })
  })

  it('names the IP that the administrator must add', async () => {
    wecom.faults.set({ errcode: { errcode: 60020, times: 5 } })
    expect(await find('企业微信凭证')).toMatchObject({ state: 'bad', remedy: expect.stringContaining('企业可信IP') })
  })

  it('says which account is not managed by API', async () => {
    wecom.addAccount({ openKfid: 'wkOther', name: '东区客服', managePrivilege: false })
    expect(await find('客服账号 东区客服')).toMatchObject({
      state: 'bad',
      remedy: expect.stringContaining('通过API管理'),
    })
  })

  it('says that nobody is receiving', async () => {
    wecom.servicer('zhangsan').setReceiving(false)
    expect(await find('客服账号')).toMatchObject({ state: 'hint', remedy: expect.stringContaining('接待中') })
  })

  it('says that a configured Redis does not answer', async () => {
    expect(await find('Redis', { REDIS_URL: 'redis://127.0.0.1:1' })).toMatchObject({ state: 'bad' })
  })

  it('says that a configured database does not answer', async () => {
    expect(await find('数据库', { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' })).toMatchObject({ state: 'bad' })
  })
})
