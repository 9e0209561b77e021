import type { Browser, Page } from 'playwright-core'
import { ADMIN_PASSWORD, startRunningApp, type RunningApp } from '../support/running-app'
import { openAppPage } from './app-in-browser'
import { DESKTOP, PHONE, openBrowser } from './browser'

jest.setTimeout(240_000)

describe('words in the console', () => {
  let app: RunningApp
  let browser: Browser
  beforeAll(async () => {
    app = await startRunningApp()
    browser = await openBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await app?.stop()
  })

  const enter = async (page: Page, name = 'admin') => {
    await page.getByLabel('账号', { exact: true }).fill(name)
    await page.getByLabel('密码').fill(ADMIN_PASSWORD)
    await page.getByRole('button', { name: '登录', exact: true }).click()
    await page.getByRole('navigation', { name: '主菜单' }).waitFor()
  }
  const isNarrowEnough = (page: Page) =>
    page.evaluate('document.documentElement.scrollWidth <= document.documentElement.clientWidth')
  const picture = async (page: Page, name: string) => {
    if (process.env.PICTURES)
      await page.screenshot({ path: `${process.env.PICTURES}/${name}.png`, animations: 'disabled' })
  }

  it.each([
    ['a desktop', DESKTOP, '不客气，翠湖物业都在。', 'desk'],
    ['a phone', PHONE, '不客气，有我们呢。', 'phone'],
  ])(
    'lets an administrator on %s change a sentence, try it, bring it live, and the web chat says it',
    async (_on, size, words, name) => {
      const { page, complaints, close } = await openAppPage(browser, app.url, size)
      await enter(page)
      await page.goto(`${app.url}/#/words`)
      const isPhone = size.width < 760
      await page.getByRole('button', { name: /^报修/ }).click()
      await page.getByText('业主确认了才登记').waitFor()
      await picture(page, `words-outline-${name}`)
      expect(await isNarrowEnough(page)).toBe(true)
      if (isPhone) await page.getByRole('button', { name: '回到列表' }).click()
      await picture(page, `words-list-${name}`)
      await page.getByRole('button', { name: /^通用的话/ }).click()

      await page.getByRole('button', { name: '修改「道谢」' }).click()
      const box = page.getByLabel('道谢，中文')
      await box.fill('不客气，大概有人在。')
      await page.getByText('只说确定的').first().waitFor()
      await box.fill(words)
      await page.getByLabel('业主看到的样子').getByText(words).waitFor()
      await picture(page, `words-edit-${name}`)

      if (isPhone) await page.getByRole('button', { name: '试聊' }).click()
      await page.getByLabel('当业主说一句').fill('谢谢')
      await page.getByRole('button', { name: '说', exact: true }).click()
      await page.getByRole('log').getByText(words).waitFor()
      await picture(page, `words-trial-${name}`)
      expect(await isNarrowEnough(page)).toBe(true)
      if (isPhone) await page.getByRole('button', { name: '回到修改' }).click()

      const owner = await openAppPage(browser, app.url, PHONE, '/chat')
      const say = async (text: string) => {
        await owner.page.getByRole('textbox').fill(text)
        await owner.page.keyboard.press('Enter')
      }
      await say('你好')
      await owner.page.getByText('我在的').first().waitFor()

      await page.getByRole('button', { name: '上线…' }).click()
      await page.getByLabel('为什么改').fill('说得更亲切')
      await picture(page, `words-live-${name}`)
      await page.getByRole('button', { name: '上线', exact: true }).click()
      await page.getByText('已经上线').waitFor()

      await say('谢谢')
      await owner.page.getByText(words).waitFor()

      await page.getByRole('tab', { name: '改过什么' }).click()
      await page.getByText('说得更亲切').first().waitFor()
      await picture(page, `words-before-${name}`)
      expect(complaints).toEqual([])
      await Promise.all([close(), owner.close()])
    },
  )

  it('shows a fault beside its line and leaves what runs as it is', async () => {
    const { page, complaints, close } = await openAppPage(browser, app.url, DESKTOP)
    await enter(page)
    await page.goto(`${app.url}/#/words/${encodeURIComponent('dialogs/repair.yml')}`)
    await page.getByRole('tab', { name: '整份文字' }).click()
    const box = page.getByRole('textbox', { name: '整份文字' })
    await box.fill((await box.inputValue()).replace('{matter}', '{mater}'))
    await page.getByRole('button', { name: '上线…' }).click()

    await page.getByText('核对的话里写了 {mater}，没有要素填它').first().waitFor()
    await picture(page, 'words-fault-desk')
    expect(complaints).toEqual([])
    await close()
  })

  it('keeps over a reload, for whom it is of, what is not live yet, until it is live or given up', async () => {
    await app.database.db.query(
      'given-colleague',
      `insert into console_account (id, name, password_hash, role, created_at)
       select 'ac-colleague', '同事', password_hash, 'administrator', now() from console_account where name = 'admin'`,
    )
    const { page, complaints, close } = await openAppPage(browser, app.url, DESKTOP)
    const line = page.getByRole('button', { name: /^报修/ })
    const box = page.getByRole('textbox', { name: '整份文字' })
    const openFile = async () => {
      await page.goto(`${app.url}/#/words/${encodeURIComponent('dialogs/repair.yml')}`)
      await page.getByRole('tab', { name: '整份文字' }).click()
      return box.inputValue()
    }
    const changeTo = async (name: string) => {
      await page.getByRole('button', { name: /^账号/ }).click()
      await page.getByRole('button', { name: '退出登录' }).click()
      await enter(page, name)
    }
    await enter(page)
    const live = await openFile()
    const changed = `${live}# 还没写完\n`
    await box.fill(changed)
    await line.getByText('有没上线的修改').waitFor()
    await page.reload()
    await line.getByText('有没上线的修改').waitFor()
    expect(await openFile()).toBe(changed)

    await changeTo('同事')
    expect(await openFile()).toBe(live)
    expect(await line.getByText('有没上线的修改').count()).toBe(0)
    await changeTo('admin')
    expect(await openFile()).toBe(changed)

    await page.getByRole('button', { name: '放弃修改' }).click()
    await page.getByText('和线上一样').waitFor()
    await page.reload()
    expect(await openFile()).toBe(live)
    await page.getByText('和线上一样').waitFor()

    await box.fill(changed)
    await page.getByRole('button', { name: '上线…' }).click()
    await page.getByLabel('为什么改').fill('补一行说明')
    await page.getByRole('button', { name: '上线', exact: true }).click()
    await page.getByText('和线上一样').waitFor()
    await page.reload()
    await page.getByText('和线上一样').waitFor()
    expect(await line.getByText('有没上线的修改').count()).toBe(0)
    expect(complaints).toEqual([])
    await close()
  })

  it('shows every table without a fault in the browser’s log and without scrolling sideways', async () => {
    const { page, complaints, close } = await openAppPage(browser, app.url, PHONE)
    await enter(page)
    for (const [path, text, name] of [
      ['dialogs/policy/service.yml', '不打扰的时候', 'service'],
      ['dialogs/understanding/handoff-policy.yml', '从上往下看', 'handoff'],
      ['dialogs/guard/never-said.yml', '让人没着落的话', 'guard'],
      ['knowledge/thesaurus.yml', '业主说哪个词', 'thesaurus'],
    ] as const) {
      await page.goto(`${app.url}/#/words/${encodeURIComponent(path)}`)
      await page.getByText(text).first().waitFor()
      await picture(page, `words-${name}-phone`)
      expect(await isNarrowEnough(page)).toBe(true)
    }
    expect(complaints).toEqual([])
    await close()
  })
})
