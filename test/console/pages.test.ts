import type { Browser, Page } from 'playwright-core'
import { until } from '../support/until'
import { DESKTOP, PHONE, openBrowser, openPage } from './browser'
import { builtPages } from './built-pages'
import { PASSWORD, givenServer, type GivenServer } from './given-server'

jest.setTimeout(240_000)

describe('the pages in a browser', () => {
  let server: GivenServer
  let browser: Browser
  beforeAll(async () => {
    server = await givenServer({ webFolder: builtPages() })
    browser = await openBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await server?.close()
  })

  const write = async (page: Page, text: string) => {
    await page.getByLabel('要说的话').fill(text)
    await page.getByRole('button', { name: '发送' }).click()
  }
  const signIn = async (page: Page) => {
    await page.getByLabel('密码').fill(PASSWORD)
    await page.getByRole('button', { name: '登录' }).click()
    await page.getByRole('navigation').waitFor()
  }
  /** Nothing sticks out to the side: no page of ours scrolls sideways. */
  const isNarrowEnough = (page: Page) =>
    page.evaluate('document.documentElement.scrollWidth <= document.documentElement.clientWidth')

  describe("the owner's chat", () => {
    it.each([
      ['a phone', PHONE],
      ['a small phone', { width: 360, height: 640 }],
      ['a desk', DESKTOP],
    ])('talks, shows menus, sends a photo and restores everything, on %s', async (_name, size) => {
      const { page, complaints, close } = await openPage(browser, `${server.url}/chat`, size)

      await page.getByRole('button', { name: '家里漏水，要报修' }).click()
      await page.getByText('已为您登记报修').waitFor()
      await write(page, '菜单')
      await page.getByRole('button', { name: '转人工' }).click()
      await page.getByText('已经为您转给同事').waitFor()
      await page.locator('input[type=file]').setInputFiles({
        name: 'photo.png',
        mimeType: 'image/png',
        buffer: await page.screenshot(),
      })
      await page.getByRole('img', { name: '要发送的照片' }).waitFor()
      await page.getByRole('button', { name: '发送照片' }).click()
      await page.getByText('收到照片').waitFor()
      expect(await page.getByText('已通知同事').isVisible()).toBe(true)
      expect(await isNarrowEnough(page)).toBe(true)

      await page.reload()
      await page.getByText('收到照片').waitFor()

      expect(await page.locator('.row').count()).toBe(8)
      await until(
        async () => Number(await page.evaluate('document.querySelector(".bubble img").naturalWidth')) > 0,
        'the photo to be shown',
      )
      // The answered menu can no longer be tapped.
      expect(await page.getByRole('button', { name: '我要报修' }).isDisabled()).toBe(true)
      expect(complaints).toEqual([])
      await close()
    })

    it('shows words of owners as words, never as a page', async () => {
      const { page, complaints, close } = await openPage(browser, `${server.url}/chat`, PHONE)

      await write(page, '<img src=x onerror=alert(1)><b>粗</b>')

      await page.getByText('您说的是：<img src=x onerror=alert(1)><b>粗</b>').waitFor()
      expect(await page.locator('.bubble b, .bubble img').count()).toBe(0)
      expect(complaints).toEqual([])
      await close()
    })

    it('shows what arrives by itself, and lets letters grow', async () => {
      const { page, close } = await openPage(browser, `${server.url}/chat`, PHONE)
      await write(page, '转人工')
      await page.getByText('已经为您转给同事').waitFor()
      const { items } = (await server.call('GET', '/api/v1/handoffs?status=waiting&limit=500')).json
      const { id } = items.at(-1)
      await server.call('POST', `/api/v1/handoffs/${id}/accept`, { by: '徐静' })
      await server.call('POST', `/api/v1/handoffs/${id}/reply`, { by: '徐静', text: '您好，我是徐静' })

      await page.getByText('您好，我是徐静').waitFor()
      await page.getByText('同事正在为您服务').waitFor()
      const size = () => page.evaluate('parseFloat(getComputedStyle(document.querySelector(".bubble")).fontSize)')
      const before = Number(await size())
      await page.getByRole('button', { name: '大字' }).click()

      expect(before).toBeGreaterThanOrEqual(18)
      expect(Number(await size())).toBeGreaterThan(before)
      await close()
    })

    it('says when a message did not go out, and sends it once when tapped', async () => {
      const { page, close } = await openPage(browser, `${server.url}/chat`, PHONE)
      await page.getByText('您好，我是物业的首问助手').waitFor()
      // The message arrives, the answer is lost: the worst case for sending it again.
      await page.route('**/chat/messages', async (route) => {
        await route.fetch()
        await route.abort()
      })
      await page.route('**/chat/history*', (route) => route.abort())
      await write(page, '只说一次')
      const again = page.getByRole('button', { name: '没有发出去，点这里重发' })
      await again.waitFor()
      await page.unrouteAll()
      await again.click()
      await page.getByText('您说的是：只说一次').waitFor()

      expect(await page.locator('.row.mine').count()).toBe(1)
      expect(await page.locator('.row').count()).toBe(2)
      await close()
    })

    it('tells of a lost connection and of its return, and shows what was said meanwhile', async () => {
      const { page, close } = await openPage(browser, `${server.url}/chat`, PHONE)
      await write(page, '你好')
      await page.getByText('您说的是：你好').waitFor()
      const { items } = (await server.call('GET', '/api/v1/exchanges?limit=500')).json
      const { user } = items.at(-1)

      await page.route('**/chat/stream*', (route) => route.abort())
      await page.context().setOffline(true)
      await page.evaluate('window.dispatchEvent(new Event("offline"))')
      await page.reload().catch(() => {})
      await page.context().setOffline(false)
      await page.goto(`${server.url}/chat`)
      await page.getByText('网络断开了').waitFor()
      await server.call('POST', '/api/v1/web-chat/messages', { user, text: '断线时说的' })
      await page.unrouteAll()

      await page.getByText('您说的是：断线时说的').waitFor()
      await page.getByText('网络断开了').waitFor({ state: 'detached' })
      await close()
    })
  })

  describe('the console', () => {
    it.each([
      ['a desk', DESKTOP],
      ['a phone', PHONE],
    ])('leads from an angry owner to the answer and the case, on %s', async (name, size) => {
      const owner = await openPage(browser, `${server.url}/chat`, PHONE)
      await write(owner.page, `报修 ${name} 厨房漏水`)
      await owner.page.getByText('已为您登记报修').waitFor()
      const { page, complaints, close } = await openPage(browser, server.url, size)
      await signIn(page)

      // The page is open already when the owner gets angry: it must show by itself.
      await write(owner.page, `气死我了 ${name} 转人工`)
      await page
        .getByRole('button', { name: /业主情绪激动/ })
        .first()
        .waitFor()
      const line = page.locator('.line', { hasText: '情绪激动' }).first()
      await line.click()
      await page.locator('.bubble', { hasText: `气死我了 ${name}` }).waitFor()
      if (size === PHONE) {
        expect(await line.isVisible()).toBe(false)
        await page.getByRole('button', { name: '业主资料' }).click()
      }
      await page.getByText('请不要再问：称呼、电话、门牌').waitFor()
      await page.locator('.side').getByText('13800000011').waitFor()
      expect(await isNarrowEnough(page)).toBe(true)
      if (size === PHONE) await page.getByRole('button', { name: '返回对话' }).click()

      await page.getByRole('button', { name: '接手' }).click()
      await page.getByRole('textbox', { name: '回复业主' }).fill(`王女士您好 ${name}，师傅十一点到`)
      await page.getByRole('button', { name: '发送' }).click()
      await owner.page.getByText(`王女士您好 ${name}，师傅十一点到`).waitFor()
      await write(owner.page, `好的 ${name}`)
      await page.locator('.bubble.owner', { hasText: `好的 ${name}` }).waitFor()

      await page.getByRole('button', { name: '结束接待' }).click()
      await page.getByLabel('小结').fill('师傅十一点到')
      await page.getByRole('button', { name: '结束', exact: true }).click()
      await page.getByText('机器人正在接待').waitFor()

      await page.getByRole('navigation').getByRole('button', { name: '工单' }).click()
      await page.locator('.cases .line', { hasText: `${name} 厨房漏水` }).click()
      await page.locator('.detail').getByRole('button', { name: '受理' }).click()
      await page.getByRole('dialog').getByRole('button', { name: '受理' }).click()
      await page.locator('.detail').getByText('已受理', { exact: true }).waitFor()
      expect(await isNarrowEnough(page)).toBe(true)

      expect(complaints).toEqual([])
      expect(owner.complaints).toEqual([])
      await Promise.all([owner.close(), close()])
    })

    it('lets one of two colleagues have the owner and tells the other who has', async () => {
      const owner = await openPage(browser, `${server.url}/chat`, PHONE)
      await write(owner.page, '气死我了 抢 人工')
      await owner.page.getByText('已经为您转给同事').waitFor()
      const windows = await Promise.all(['徐静', '李明'].map(() => openPage(browser, server.url, DESKTOP)))
      for (const [index, { page }] of windows.entries()) {
        await signIn(page)
        await page.getByRole('button', { name: /^账号/ }).click()
        await page.getByLabel('接待业主时用的称呼').fill(['徐静', '李明'][index]!)
        await page.getByLabel('接待业主时用的称呼').blur()
        await page.locator('.line', { hasText: '情绪激动' }).first().click()
        await page.getByRole('button', { name: '接手' }).waitFor()
        // Neither hears of the other before clicking.
        await page.route('**/console/talks**', (route) => route.abort())
      }

      await windows[0]!.page.getByRole('button', { name: '接手' }).click()
      await until(
        async () => (await server.call('GET', '/api/v1/handoffs?status=active&limit=500')).text.includes('抢'),
        'the first to have it',
      )
      await windows[1]!.page.getByRole('button', { name: '接手' }).click()

      await windows[1]!.page.getByText('这位业主已由「徐静」接手').waitFor()
      await Promise.all([owner.close(), ...windows.map(({ close }) => close())])
    })

    it('signs out, refuses a wrong password, and shows the knowledge and what failed', async () => {
      await server.call('POST', '/api/v1/knowledge/entries', {
        question: '会所几点开门',
        answer: '早上八点到晚上九点。',
      })
      const { page, close } = await openPage(browser, server.url, DESKTOP)
      await page.getByLabel('密码').fill('不对')
      await page.getByRole('button', { name: '登录' }).click()
      await page.getByText('账号或密码不对').waitFor()
      await signIn(page)

      await page.getByRole('navigation').getByRole('button', { name: '知识' }).click()
      await page.getByPlaceholder(/像业主那样问/).fill('会所几点开门')
      await page.keyboard.press('Enter')
      await page.getByText('早上八点到晚上九点').waitFor()
      await page.getByText('机器人会用第一条回答').waitFor()
      await page.getByRole('navigation').getByRole('button', { name: '出错' }).click()
      await page.getByText('一切正常').waitFor()
      await page.getByRole('button', { name: /^账号/ }).click()
      await page.getByRole('button', { name: '退出登录' }).click()

      await page.getByRole('button', { name: '登录' }).waitFor()
      await page.reload()
      await page.getByRole('button', { name: '登录' }).waitFor()
      await close()
    })

    it('keeps its assets in the browser and asks for the page itself each time', async () => {
      const page = await server.call('GET', '/', undefined, {})
      const asset = /src="(\/assets\/[^"]+)"/.exec(page.text)![1]!
      const script = await server.call('GET', asset, undefined, {})

      expect(page.headers.get('cache-control')).toBe('no-cache')
      expect(page.headers.get('content-security-policy')).toContain("script-src 'self'")
      expect(script.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
      expect(script.headers.get('content-type')).toContain('javascript')
    })
  })
})
