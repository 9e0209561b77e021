import type { Browser, Page } from 'playwright-core'
import { AT, givenCommunity, givenStaff } from '../records/given'
import { DESKTOP, PHONE, openBrowser, openPage } from './browser'
import { builtPages } from './built-pages'
import { PASSWORD, givenServer, type GivenServer } from './given-server'

jest.setTimeout(240_000)

const OWN = '我自己选的-月亮很圆'

describe('the page of accounts', () => {
  let server: GivenServer
  let browser: Browser
  beforeAll(async () => {
    server = await givenServer({ webFolder: builtPages() })
    const communityId = await givenCommunity(server.db, '幸福家园')
    await givenStaff(server.db, { id: 'st-xu', name: '徐静', communityId })
    await server.db.query(
      'old-accounts',
      `insert into console_account (id, name, password_hash, role, must_change, disabled_at, wecom_userid, created_at)
       values ('ac-1', 'wangfang-wuye-jinglibu', 'x', 'manager', false, null, null, $1),
              ('ac-2', 'libin', 'x', 'staff', true, null, null, $1),
              ('ac-3', '刘洋', 'x', 'editor', false, $1, null, $1),
              ('ac-4', 'wecom:zhangwei', 'x', 'supervisor', false, null, 'zhangwei', $1)`,
      [AT],
    )
    browser = await openBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await server?.close()
  })

  const enter = async (page: Page, account: string, password: string) => {
    await page.getByLabel('账号').fill(account)
    await page.getByLabel('密码').fill(password)
    await page.getByRole('button', { name: '登录', exact: true }).click()
  }
  const choose = async (page: Page, old: string, chosen: string) => {
    await page.getByLabel(/登录用的密码|现在的密码/).fill(old)
    await page.getByLabel('新密码', { exact: true }).fill(chosen)
    await page.getByLabel('再输一次新密码').fill(chosen)
    await page.getByRole('button', { name: '保存新密码' }).click()
  }
  const isNarrowEnough = (page: Page) =>
    page.evaluate('document.documentElement.scrollWidth <= document.documentElement.clientWidth')
  const picture = async (page: Page, name: string) => {
    if (process.env.PICTURES)
      await page.screenshot({ path: `${process.env.PICTURES}/accounts-${name}.png`, animations: 'disabled' })
  }

  it.each([
    ['a desktop', DESKTOP, 'xujing'],
    ['a phone', PHONE, 'xiaoxu'],
  ])(
    'leads on %s from a new account through its first sign-in to work, and out again when it is closed',
    async (_on, size, account) => {
      const admin = await openPage(browser, server.url, size)
      await enter(admin.page, 'admin', PASSWORD)
      await admin.page.getByRole('button', { name: /^账号/ }).click()
      await admin.page.getByRole('button', { name: '管理账号' }).click()
      await admin.page.getByRole('heading', { name: '账号' }).waitFor()
      await admin.page.getByText('wangfang-wuye-jinglibu').waitFor()
      await picture(admin.page, `list-${size.width}`)
      expect(await isNarrowEnough(admin.page)).toBe(true)

      await admin.page.getByRole('button', { name: '新建账号' }).click()
      await admin.page.getByLabel('账号名').fill(account)
      await admin.page.getByLabel('对应的员工').click()
      await admin.page.getByTitle('徐静').click()
      await picture(admin.page, `new-${size.width}`)
      await admin.page.getByRole('button', { name: '新建，并生成一次性密码' }).click()
      const shown = admin.page.getByRole('dialog', { name: `账号 ${account} 的一次性密码` })
      const password = (await shown.locator('code').textContent())!.trim()
      expect(await shown.getByRole('button', { name: '取消' }).count()).toBe(0)
      await picture(admin.page, `password-${size.width}`)
      await shown.getByRole('button', { name: '已经记下' }).click()
      await shown.waitFor({ state: 'hidden' })
      expect(await admin.page.content()).not.toContain(password)

      const own = await openPage(browser, server.url, size)
      await enter(own.page, account, password)
      await own.page.getByRole('heading', { name: '设一个自己的密码' }).waitFor()
      await own.page.getByLabel('新密码', { exact: true }).fill('password12')
      await own.page.getByText('这是常见密码').waitFor()
      await picture(own.page, `first-${size.width}`)
      expect(await isNarrowEnough(own.page)).toBe(true)
      await choose(own.page, password, OWN)
      await own.page.getByRole('navigation').waitFor()
      expect(await own.page.getByRole('button', { name: /^账号/ }).textContent()).toBe('徐静')
      await own.page.getByRole('button', { name: /^账号/ }).click()
      await own.page.getByRole('button', { name: '修改密码' }).waitFor()
      expect(await own.page.getByRole('button', { name: '管理账号' }).count()).toBe(0)
      await own.page.keyboard.press('Escape')

      await admin.page.getByRole('button', { name: `停用账号 ${account}` }).click()
      await admin.page.getByRole('button', { name: '停用', exact: true }).click()
      await admin.page.getByRole('button', { name: `启用账号 ${account}` }).waitFor()
      await own.page.getByRole('navigation').getByText('工单').click()
      await own.page.getByRole('button', { name: '登录', exact: true }).waitFor()
      expect(admin.complaints).toEqual([])
      await Promise.all([admin.close(), own.close()])
    },
  )

  it('changes one’s own password and goes on', async () => {
    const { page, complaints, close } = await openPage(browser, server.url, PHONE)
    await enter(page, 'admin', PASSWORD)
    await page.getByRole('button', { name: /^账号/ }).waitFor()

    await page.locator('.who').click()
    await page.getByRole('button', { name: '修改密码' }).click()
    await page.getByLabel('现在的密码').waitFor()
    await picture(page, 'own-390')
    await choose(page, PASSWORD, OWN)
    await page.getByText('密码已修改').waitFor()

    // The session goes on under its new id and token.
    await page.goto(`${server.url}/#/accounts`)
    await page.getByRole('button', { name: '启用账号 刘洋' }).click()
    await page.getByRole('button', { name: '停用账号 刘洋' }).waitFor()
    expect(complaints).toEqual([])
    await close()
  })
})
