import type { Finding } from '../../src/platform/health/finding'
import { readSettings } from '../../src/platform/settings'
import { ManualClock } from '../../src/platform/clock'
import { createExaminer } from '../../src/app/console/examine'
import { startEmulator } from '../../src/emulator/start-emulator'
import type { Emulator } from '../../src/emulator/start-emulator'
import { SetupReport } from '../../src/console/contract/setup'
import { createTestDatabase } from '../support/database'
import type { Browser, Page } from 'playwright-core'
import { DESKTOP, PHONE, openBrowser, openPage } from './browser'
import { builtPages } from './built-pages'
import { PASSWORD, givenServer, type GivenServer } from './given-server'

jest.setTimeout(240_000)

const FINDINGS: Finding[] = [
  { area: 'deployment', what: '设置', state: 'ok', sentence: '全部变量可用' },
  { area: 'deployment', what: '数据库（内嵌）', state: 'ok', sentence: 'PostgreSQL 18.4' },
  { area: 'deployment', what: 'Redis', state: 'off', sentence: '未配置，单机或多进程都能正常工作' },
  { area: 'app', what: '企业 ID 和 Secret', state: 'ok', sentence: '企业微信认得这个应用' },
  {
    area: 'app',
    what: '企业可信 IP',
    state: 'bad',
    sentence: '这台服务器的出口 IP 203.0.113.7 不在应用的可信名单里',
    remedy: '管理后台 → 应用管理 → 应用 → 自建 → 该应用 → 企业可信IP → 配置，加上 203.0.113.7，约 1 分钟后生效',
  },
  { area: 'app', what: '服务器时间', state: 'ok', sentence: '和企业微信一致' },
  {
    area: 'kf',
    what: '客服账号 幸福家园物业',
    state: 'hint',
    sentence: '可管理，3 位接待人员，现在没有人在接待',
    remedy: '请值班同事打开企业微信 → 工作台 → 微信客服，把自己切换到「接待中」',
  },
  {
    area: 'callback',
    what: '回调地址',
    state: 'ok',
    sentence: 'https://a-rather-long-name-of-a-property-company.example.com/wecom/callback',
  },
  { area: 'more', what: '大模型', state: 'off', sentence: '未配置，所有功能照常' },
]

describe('the set-up page', () => {
  let server: GivenServer
  let browser: Browser
  let findings = FINDINGS
  let looks = 0
  beforeAll(async () => {
    server = await givenServer({
      webFolder: builtPages(),
      settings: { webChat: 'local', timeZone: 'Asia/Shanghai', publicUrl: 'https://kefu.example.com' },
      examine: async () => {
        looks += 1
        return { at: server.clock.now(), findings }
      },
    })
    browser = await openBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await server?.close()
  })
  beforeEach(() => {
    findings = FINDINGS
  })

  const open = async (viewport: { width: number; height: number }) => {
    const opened = await openPage(browser, `${server.url}/#/setup`, viewport)
    await opened.page.getByLabel('密码').fill(PASSWORD)
    await opened.page.getByRole('button', { name: '登录' }).click()
    await opened.page.getByRole('heading', { name: '接入检查' }).waitFor()
    return opened
  }
  const isNarrowEnough = (page: Page) =>
    page.evaluate('document.documentElement.scrollWidth <= document.documentElement.clientWidth')

  it.each([
    ['a desktop', DESKTOP],
    ['a phone', PHONE],
  ])(
    'shows on %s each check with its state and what to click, and the way from the beginning',
    async (_on, viewport) => {
      const { page, complaints, close } = await open(viewport)

      await page.getByText('有 1 处要处理').waitFor()
      const app = page.getByRole('region', { name: '企业微信应用' }).getByRole('listitem')
      expect(await app.first().textContent()).toContain('203.0.113.7 不在')
      expect(await app.first().textContent()).toContain('加上 203.0.113.7')
      expect(await page.getByRole('img', { name: '要处理' }).count()).toBe(1)
      expect(await page.getByRole('img', { name: '请留意' }).count()).toBe(1)
      expect(await page.getByRole('img', { name: '正常' }).count()).toBe(5)
      expect(await page.getByText('https://kefu.example.com/wecom/callback').isVisible()).toBe(true)
      expect(await page.getByRole('region', { name: '接入步骤' }).locator('ol > li').count()).toBe(5)
      expect(await isNarrowEnough(page)).toBe(true)
      expect(complaints).toEqual([])
      if (process.env.PICTURES)
        await page.screenshot({ path: `${process.env.PICTURES}/setup-${viewport.width}.png`, fullPage: true })
      await close()
    },
  )

  it('looks again when asked, and tells that all is well', async () => {
    const { page, close } = await open(DESKTOP)
    await page.getByText('有 1 处要处理').waitFor()
    const before = looks

    findings = FINDINGS.filter(({ state }) => state === 'ok')
    await page.getByRole('button', { name: '再查一次' }).click()

    await page.getByText('一切正常').waitFor()
    expect(looks).toBe(before + 1)
    expect(await page.getByRole('img', { name: '要处理' }).count()).toBe(0)
    await close()
  })

  it('says what to do when the look fails, keeping what it knew', async () => {
    const { page, close } = await open(PHONE)
    await page.getByText('有 1 处要处理').waitFor()

    await page.route('**/console/setup', (route) => route.abort())
    await page.getByRole('button', { name: '再查一次' }).click()

    await page.getByText('连不上服务器').waitFor()
    expect(await page.getByText('203.0.113.7 不在').isVisible()).toBe(true)
    await close()
  })

  it('copies the address for the admin console', async () => {
    const { page, close } = await open(DESKTOP)
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])

    await page.getByRole('button', { name: /复\s*制/ }).click()

    await page.getByRole('button', { name: '已复制' }).waitFor()
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe('https://kefu.example.com/wecom/callback')
    await close()
  })
})

describe('the check-up behind the set-up page', () => {
  let wecom: Emulator
  beforeEach(async () => {
    wecom = await startEmulator()
  })
  afterEach(() => wecom.close())

  it('gives the same lines as doctor, shaped by the contract, and names the address of the request without PUBLIC_URL', async () => {
    const server = await givenServer({ examine: async () => ({ at: server.clock.now(), findings: FINDINGS }) })
    const { reading } = await server.signIn()

    const { json } = await server.call('GET', '/console/setup', undefined, reading)

    expect(SetupReport.parse(json)).toEqual(json)
    expect(json.findings).toEqual(FINDINGS)
    expect(json.callbackUrl).toBe(`${server.url}/wecom/callback`)
    expect(json.callbackIsPublic).toBe(false)
    await server.close()
  })

  it('asks WeCom once for many readers, again after ten seconds, and lets a refused secret rest', async () => {
    const { db, url, close } = await createTestDatabase()
    const clock = new ManualClock(new Date())
    let asked = 0
    wecom.beforeCall(({ path }) => void (asked += path === 'kf/account/list' ? 1 : 0))
    const look = createExaminer(readSettings({ DATABASE_URL: url, ...wecom.env }), { clock, db })

    await Promise.all([look(), look(), look()])
    await look()
    expect(asked).toBe(1)
    clock.advance(11_000)
    await look()
    expect(asked).toBe(2)

    const tokens: number[] = []
    const refused = createExaminer(readSettings({ DATABASE_URL: url, ...wecom.env, WECOM_SECRET: 'wrong' }), {
      clock,
      db,
    })
    for (let minute = 0; minute < 14; minute += 1) {
      tokens.push((await refused()).findings.filter(({ what }) => what === '应用 Secret').length)
      clock.advance(60_000)
    }
    expect(new Set(tokens)).toEqual(new Set([1]))
    // Five wrong secrets within an hour and the address is banned: one was asked.
    expect(wecom.violations).toEqual([])
    await close()
  })
})
