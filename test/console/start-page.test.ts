import type { Browser, Page } from 'playwright-core'
import type { OwnCommunities, StartState } from '../../src/console/contract/own-company'
import { ADMIN_PASSWORD, startRunningApp, type RunningApp } from '../support/running-app'
import { openAppPage } from './app-in-browser'
import { DESKTOP, PHONE, openBrowser } from './browser'

jest.setTimeout(240_000)

describe('the first hour', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await openBrowser()
  })
  let app: RunningApp
  beforeEach(async () => {
    app = await startRunningApp()
  })
  afterEach(() => app?.stop())
  afterAll(() => browser?.close())

  const isNarrowEnough = (page: Page) =>
    page.evaluate('document.documentElement.scrollWidth <= document.documentElement.clientWidth')
  const picture = async (page: Page, name: string) => {
    if (process.env.PICTURES)
      await page.screenshot({ path: `${process.env.PICTURES}/${name}.png`, animations: 'disabled', fullPage: true })
  }

  it.each([
    ['a desktop', DESKTOP, 'desk'],
    ['a phone', PHONE, 'phone'],
  ])('leads on %s from an empty store to a first answered question', async (_on, size, name) => {
    const state = async () => (await app.api('GET', '/console/start')).body as StartState
    const { page, complaints, close } = await openAppPage(browser, app.url, size)
    await page.getByLabel('账号').fill('admin')
    await page.getByLabel('密码').fill(ADMIN_PASSWORD)
    await page.getByRole('button', { name: '登录', exact: true }).click()

    await page.getByRole('heading', { name: '开始使用' }).waitFor()
    await picture(page, `start-empty-${name}`)
    expect(await isNarrowEnough(page)).toBe(true)
    await page.getByLabel('小区名字').fill('幸福家园')
    await page.getByLabel('哪几栋').fill('1-3')
    await page.getByLabel('几层到几层').fill('1-6')
    await page.getByRole('button', { name: '建好这个小区' }).click()
    await page.getByText('1 个小区，72 户').waitFor()

    await page.getByRole('button', { name: /建小区/ }).click()
    await page.getByRole('button', { name: '设置幸福家园' }).click()
    await page.getByLabel('选择幸福家园的房屋表格').setInputFiles({
      name: '房屋.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from('楼栋,单元,房号\n1,1,101\n5栋,1,101\n5栋,1,没写\n'),
    })
    await page.getByText('房号看不懂「没写」，请写成 1201 或 3-2-1201').waitFor()
    await picture(page, `start-houses-${name}`)
    expect(await isNarrowEnough(page)).toBe(true)
    await page.getByRole('button', { name: '加上这 1 个' }).click()
    await page.getByText('1 个小区，73 户').waitFor()

    await page.getByRole('button', { name: /登记同事/ }).click()
    await page.getByRole('button', { name: '登记一位同事' }).click()
    await page.getByLabel('姓名').fill('林志远')
    await page.getByLabel('电话', { exact: true }).fill('13800000001')
    await page.getByLabel('登录账号').fill(`lin-${name}`)
    await picture(page, `start-staff-${name}`)
    expect(await isNarrowEnough(page)).toBe(true)
    await page.getByRole('button', { name: '登记', exact: true }).click()
    await page.getByText('密码只显示这一次').waitFor()
    await page.getByRole('button', { name: '已经记下' }).click()
    await page.getByText('1 位同事，2 个账号').waitFor()

    await page.getByRole('button', { name: /备好答案/ }).click()
    await page.getByLabel('服务中心电话').fill('400-600-0001')
    await picture(page, `start-answers-${name}`)
    await page.getByRole('button', { name: '保存', exact: true }).click()
    await page.getByText('已保存，缺的补齐了就能回答。').waitFor()
    const { items } = (await app.api('GET', '/console/communities')).body as OwnCommunities
    const own = items.find((community) => community.name === '幸福家园')
    expect(own?.values.find(({ key }) => key === 'phone.service')?.value).toBe('400-600-0001')

    await page.getByRole('button', { name: /试一试/ }).click()
    await page.getByLabel('当业主说一句').fill('厨房水管漏水')
    await page.getByRole('button', { name: '说', exact: true }).click()
    await page.getByRole('log').locator('.bubble.bot').first().waitFor()
    await picture(page, `start-try-${name}`)
    expect(await state()).toMatchObject({ answered: 0 })

    const owner = await openAppPage(browser, app.url, PHONE, `/chat?community=${encodeURIComponent('幸福家园')}`)
    await owner.page.getByRole('textbox').fill('你好')
    await owner.page.keyboard.press('Enter')
    await owner.page.getByText('我在的').first().waitFor()
    await page.getByRole('button', { name: '问过了，看看' }).click()
    await page.getByText('小区里已经有问题得到回答').waitFor()

    await page
      .getByRole('button', { name: /^.*上线/ })
      .last()
      .click()
    await page.getByRole('button', { name: '收起示例小区', exact: true }).click()
    await page.getByRole('button', { name: '收起来' }).click()
    await page.getByText('示例小区已收起，正式使用').waitFor()
    await picture(page, `start-live-${name}`)
    expect(await isNarrowEnough(page)).toBe(true)
    expect(await state()).toMatchObject({ sample: null, communities: 1 })
    expect(complaints).toEqual([])
    await Promise.all([close(), owner.close()])
  })

  it('shows the one-time password until it is noted, when the step is done with it, and keeps values half filled', async () => {
    const { page, complaints, close } = await openAppPage(browser, app.url, DESKTOP)
    await page.getByLabel('账号').fill('admin')
    await page.getByLabel('密码').fill(ADMIN_PASSWORD)
    await page.getByRole('button', { name: '登录', exact: true }).click()
    await page.getByLabel('小区名字').fill('幸福家园')
    await page.getByLabel('哪几栋').fill('1-3')
    await page.getByLabel('几层到几层').fill('1-6')
    await page.getByRole('button', { name: '建好这个小区' }).click()
    // Nothing was opened by hand: the page leads from step to step.
    await page.getByRole('button', { name: '登记一位同事' }).click()
    await page.getByLabel('姓名').fill('林志远')
    await page.getByLabel('登录账号').fill('lin-first')
    await page.getByRole('button', { name: '登记', exact: true }).click()
    await page.getByText('1 位同事，2 个账号').waitFor()
    await page.getByText('密码只显示这一次').waitFor()
    await page.keyboard.press('Escape')
    expect(await page.getByText('密码只显示这一次').isVisible()).toBe(true)
    await picture(page, 'start-password')
    await page.getByRole('button', { name: '已经记下' }).click()
    await page.getByText('密码只显示这一次').waitFor({ state: 'hidden' })

    await page.getByRole('button', { name: /备好答案/ }).click()
    expect(
      await page
        .getByRole('button', { name: /备好答案/ })
        .getByLabel('还没做')
        .count(),
    ).toBe(1)
    await page.getByLabel('服务中心电话').fill('400-600-0001')
    await page.reload()
    await page.getByRole('button', { name: /备好答案/ }).click()
    expect(await page.getByLabel('服务中心电话').inputValue()).toBe('400-600-0001')
    expect(complaints).toEqual([])
    await close()
  })
})
