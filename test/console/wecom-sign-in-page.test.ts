import type { Browser } from 'playwright-core'
import { createWecomApi } from '../../src/channels/wecom/api-client'
import { createContacts } from '../../src/channels/wecom-app/contacts'
import { startEmulator, type Emulator } from '../../src/emulator/start-emulator'
import { systemClock } from '../../src/platform/clock'
import { createLog } from '../../src/platform/log'
import { AT } from '../records/given'
import { DESKTOP, PHONE, openBrowser, openPage } from './browser'
import { builtPages } from './built-pages'
import { givenServer, type GivenServer } from './given-server'

jest.setTimeout(240_000)

describe('signing in with WeCom in a browser', () => {
  let wecom: Emulator
  let server: GivenServer
  let browser: Browser
  beforeAll(async () => {
    wecom = await startEmulator()
    wecom.addMember('stranger', { name: '生面孔' })
    wecom.addMember('zhangsan', { name: '张三' })
    const { env } = wecom
    const app = { corpId: env.WECOM_CORP_ID, agentId: Number(env.WECOM_AGENT_ID) }
    const api = createWecomApi(
      { base: wecom.baseUrl, secret: env.WECOM_SECRET, ...app },
      { clock: systemClock, log: createLog('silent') },
    )
    server = await givenServer({
      webFolder: builtPages(),
      wecomSignIn: { ...createContacts(api), ...app, oauthBase: wecom.baseUrl, loginBase: wecom.baseUrl },
    })
    await server.db.query(
      'given-member',
      `insert into staff (id, name, role, wecom_userid, created_at) values ('st1', '张三', 'manager', 'zhangsan', $1)`,
      [AT],
    )
    browser = await openBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await server?.close()
    await wecom?.close()
  })

  it.each([
    ['a desk', DESKTOP],
    ['a phone', PHONE],
  ])('leads through WeCom’s page into the console, to the section that was wanted, on %s', async (_name, size) => {
    const { page, complaints, close } = await openPage(browser, `${server.url}/#/cases`, size)

    await page.getByRole('link', { name: '用企业微信登录' }).click()
    await page.getByRole('link', { name: '张三' }).click()
    await page.getByRole('navigation').waitFor()

    expect(new URL(page.url()).hash).toBe('#/cases')
    expect(complaints).toEqual([])
    expect(wecom.violations).toEqual([])
    await close()
  })

  it('says to a member whom nobody has let in what to do, and leaves the password way open', async () => {
    const { page, close } = await openPage(browser, `${server.url}/`, PHONE)

    await page.getByRole('link', { name: '用企业微信登录' }).click()
    await page.getByRole('link', { name: '生面孔' }).click()
    await page.getByText('还没有开通工作台').waitFor()

    expect(await page.getByLabel('密码').isVisible()).toBe(true)
    await close()
  })
})
