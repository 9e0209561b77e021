import axe from 'axe-core'
import type { Browser, Page } from 'playwright-core'
import { recordUnanswered } from '../../src/knowledge/articles/unanswered'
import { saySomething } from '../../src/queue/say-later'
import { AT, givenTalk } from '../records/given'
import { DESKTOP, PHONE, openBrowser, openPage } from './browser'
import { builtPages } from './built-pages'
import { PASSWORD, givenServer, type GivenServer } from './given-server'

jest.setTimeout(240_000)

describe('looking after the knowledge in the browser', () => {
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

  const windows = new Map<number, Awaited<ReturnType<typeof openPage>>>()
  /** One window of each width for all of the tests: a person works on in it. */
  const signIn = async (size: { width: number; height: number }) => {
    const known = windows.get(size.width)
    if (known) return known
    const opened = await openPage(browser, server.url, size)
    windows.set(size.width, opened)
    await opened.page.getByLabel('账号').fill('admin')
    await opened.page.getByLabel('密码').fill(PASSWORD)
    await opened.page.getByRole('button', { name: '登录', exact: true }).click()
    await opened.page.getByRole('navigation').waitFor()
    return opened
  }
  const openTab = (page: Page, tab: string) => page.goto(`${server.url}/#/knowledge/${tab}`)
  /** Nothing wider than the screen, nothing that a screen reader or weak eyes stumble over. */
  const expectSound = async (page: Page) => {
    expect(await page.evaluate('document.documentElement.scrollWidth <= document.documentElement.clientWidth')).toBe(
      true,
    )
    await page.evaluate(axe.source)
    const found = await page.evaluate<axe.AxeResults>('axe.run(document, { resultTypes: ["violations"] })')
    const serious = found.violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
    expect(serious.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`))).toEqual([])
  }
  const picture = async (page: Page, name: string) => {
    if (process.env.PICTURES)
      await page.screenshot({ path: `${process.env.PICTURES}/knowledge-${name}.png`, animations: 'disabled' })
  }

  it.each([
    ['a desktop', DESKTOP, '一'],
    ['a phone', PHONE, '二'],
  ])('shows on %s what a file would do, imports it, and takes a paper apart into drafts', async (_on, size, mark) => {
    const { page, complaints } = await signIn(size)
    await openTab(page, 'files')
    const csv = `标准问,相似问,答案,失效\n第${mark}号门几点关,关门时间${mark},夜里十二点。,\n缺答案的${mark},,,\n日期不对${mark},,答,明年\n`
    const input = page.getByLabel('选择要导入的文件')

    await input.setInputFiles({ name: '问答.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) })
    await page.getByText('新增 1').waitFor()
    await page.getByText('「答案」（C 列）是空的', { exact: false }).waitFor()
    await page.getByText('看不出是哪一天', { exact: false }).waitFor()
    await picture(page, `import-${size.width}`)
    await expectSound(page)
    expect((await server.deps.articles.list({})).items.map(({ question }) => question)).not.toContain(
      `第${mark}号门几点关`,
    )
    await page.getByRole('button', { name: '导入 1 条' }).click()
    await page.getByText('导入好了：新增 1 条', { exact: false }).waitFor()
    await input.setInputFiles({ name: '问答.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) })
    await page.getByText('没有变 1').waitFor()
    expect(await page.getByRole('button', { name: '导入 0 条' }).isDisabled()).toBe(true)

    const paper = `# 手册${mark}\n## 门禁卡丢了怎么办？\n带身份证到前台补办。\n## 装修${mark}时间\n每天8:00-18:00。\n`
    await input.setInputFiles({ name: `手册${mark}.md`, mimeType: 'text/markdown', buffer: Buffer.from(paper) })
    await page.getByText('拆出 2 条').waitFor()
    await picture(page, `document-${size.width}`)
    await expectSound(page)
    await page.getByLabel('保留第 1 条').uncheck()
    await page.getByLabel('第 2 条的问题').fill(`装修${mark}到几点`)
    await page.getByRole('button', { name: '存好并提交审核（1 条）' }).waitFor()
    await page.getByLabel('存好后直接提交审核').uncheck()
    await page.getByRole('button', { name: '存为草稿（1 条）' }).click()
    await page.getByText('新的草稿 1 条', { exact: false }).waitFor()

    const { items } = await server.deps.articles.list({})
    expect(items.find(({ question }) => question === `第${mark}号门几点关`)).toMatchObject({ publishedVersion: 0 })
    expect(items.find(({ question }) => question === `装修${mark}到几点`)).toMatchObject({
      publishedVersion: 0,
      source: expect.stringContaining(`手册${mark}.md`) as string,
    })

    await openTab(page, 'articles')
    await page.getByLabel('状态').click()
    await page.getByTitle('草稿').click()
    // While it fades its list stands there without a name.
    await page.locator('.ant-select-dropdown').waitFor({ state: 'hidden' })
    await page.getByLabel(`选中「装修${mark}到几点」`).check()
    await picture(page, `hand-in-${size.width}`)
    await expectSound(page)
    await page.getByRole('button', { name: '一起提交审核（1 篇）' }).click()
    await page.getByText('没有找到文章').waitFor()
    expect(complaints).toEqual([])
  })

  it.each([
    ['a desktop', DESKTOP],
    ['a phone', PHONE],
  ])('lists on %s who was told the old answer and sends them the correction once', async (_on, size) => {
    const question = `车位月租-${size.width}`
    const entry = await server.deps.articles.create({ question, answer: '每月300元。' }, '编辑')
    const talk = await givenTalk(server.db, { user: `听过旧答案的业主${size.width}` })
    const far = await givenTalk(server.db, { user: `wm-far-${size.width}`, channel: 'wecom-kf', account: 'kf' })
    for (const { conversationId } of [talk, far])
      await server.db.tx((tx) =>
        saySomething(tx, {
          conversationId,
          content: { type: 'text', text: '每月300元。' },
          author: 'bot',
          at: AT,
          channel: server.deps.channelOf('web'),
          sources: [{ article: entry.key, version: 1 }],
        }),
      )
    await server.deps.articles.update(entry.id, { answer: '每月350元。' }, '编辑')
    const { page, complaints } = await signIn(size)
    await openTab(page, 'corrections')
    await page.getByLabel('哪一条知识改过了').click()
    await page.getByTitle(question).click()
    await page.getByText(`听过旧答案的业主${size.width}`).waitFor()
    await page.getByText('发不出去，请电话联系', { exact: false }).waitFor()

    await page.getByLabel('更正的内容').fill('我不知道之前为什么那样说。')
    await page.getByRole('button', { name: '先看看发给谁' }).click()
    await page.getByText('这些说法不对业主说', { exact: false }).waitFor()
    await page.getByLabel('更正的内容').fill('之前说的车位月租有更正，很抱歉。现在是：\n每月350元。')
    await page.getByRole('button', { name: '先看看发给谁' }).click()
    await page.getByText('会发给 1 位业主，另有 1 位发不出去', { exact: false }).waitFor()
    await picture(page, `correction-${size.width}`)
    await expectSound(page)
    await page.getByRole('button', { name: '发送更正' }).dblclick()
    await page.getByText('更正正在发').first().waitFor()

    const jobs = await server.db.query(
      'jobs-of-correction',
      `select j.id from job j join correction c on c.id = j.body ->> 'correctionId' where c.article_id = $1`,
      [entry.id],
    )
    expect(jobs).toHaveLength(2)
    expect(complaints).toEqual([])
  })

  it.each([
    ['a desktop', DESKTOP],
    ['a phone', PHONE],
  ])('makes on %s a draft of what was not answered, and tells how healthy the knowledge is', async (_on, size) => {
    const query = `可以养鸡吗${size.width}`
    const asked = { communityId: null, personId: null, conversationId: null, reason: 'no_article' as const, at: AT }
    for (const words of [query, `请问${query}`]) await recordUnanswered(server.db, { ...asked, query: words })
    await server.deps.articles.create(
      { question: `${size.width}号楼电费多少`, answer: '每度5角。', validTo: '2026-12-01' },
      '编辑',
    )
    await server.deps.articles.create({ question: `${size.width}号楼的电费多少`, answer: '每度6角。' }, '编辑')
    const { page, complaints } = await signIn(size)

    await openTab(page, 'unanswered')
    await page.getByRole('button', { name: new RegExp(`把「.*养鸡吗${size.width}」做成草稿`) }).click()
    await page.getByLabel('答案').fill('小区里不能养家禽。')
    await picture(page, `draft-${size.width}`)
    await page.getByRole('button', { name: '存为草稿' }).click()
    await page.getByText('已有草稿，打开看看').first().waitFor()
    await expectSound(page)

    await openTab(page, 'health')
    await page.getByRole('region', { name: '30天内到期' }).getByText(`${size.width}号楼电费多少`).waitFor()
    await page
      .getByRole('region', { name: '问法差不多，答案不一样' })
      .getByText(`${size.width}号楼的电费多少`)
      .waitFor()
    await picture(page, `health-${size.width}`)
    await expectSound(page)
    await page
      .getByRole('region', { name: '30天内到期' })
      .getByRole('button', { name: `${size.width}号楼电费多少` })
      .click()
    await page.waitForURL(/#\/knowledge\/articles\//)
    expect(complaints).toEqual([])
  })
})
