import { readFileSync } from 'node:fs'
import axe from 'axe-core'
import type { Browser, Page } from 'playwright-core'
import { hashPassword } from '../../src/console/api/access/password'
import { startRunningApp, type RunningApp } from '../support/running-app'
import { openAppPage } from './app-in-browser'
import { DESKTOP, PHONE, openBrowser } from './browser'

jest.setTimeout(240_000)

const ARTICLES = '/console/knowledge/articles'
const HOSTILE = '<img src=x onerror="window.hurt=1">'
const COURT = '周末打羽毛球多少钱'

describe('the editors’ day in the browser', () => {
  let app: RunningApp
  let browser: Browser
  beforeAll(async () => {
    ;[app, browser] = await Promise.all([startRunningApp(), openBrowser()])
    const hash = await hashPassword('pw')
    for (const [id, role] of [
      ['王编辑', 'editor'],
      ['李审核', 'editor'],
      ['管理员', 'administrator'],
    ])
      await app.database.db.query(
        'given-account',
        'insert into console_account (id, name, password_hash, role, created_at) values ($1, $1, $2, $3, now())',
        [id, hash, role],
      )
  })
  afterAll(async () => {
    await browser?.close()
    await app?.stop()
  })

  const signIn = async (page: Page, name: string) => {
    await page.getByLabel('账号', { exact: true }).fill(name)
    await page.getByLabel('密码').fill('pw')
    await page.getByRole('button', { name: '登录', exact: true }).click()
    await page.getByRole('navigation', { name: '主菜单' }).waitFor()
  }
  const enter = async (name: string, size: { width: number; height: number }) => {
    const opened = await openAppPage(browser, app.url, size)
    await signIn(opened.page, name)
    return opened
  }
  const open = (page: Page, tab: string) => page.goto(`${app.url}/#/knowledge/${tab}`)
  const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()
  const answerOf = async (text: string) => {
    const said = await app.api('POST', '/api/v1/web-chat/messages', { user: `guest-${text}-${asked++}`, text })
    return (said.body as { replies: { text?: string }[] }).replies.map(({ text: words = '' }) => words).join('\n')
  }
  let asked = 0
  /** The newest version is what owners are told; the list below calls an older one so until then. */
  const isPublished = (page: Page) => page.locator('.article-form > p .ant-tag', { hasText: '已发布' }).waitFor()
  const given = async (article: object) =>
    (await app.api('POST', '/api/v1/knowledge/entries', { topic: '收费', ...article })).body as { id: string }
  const picture = async (page: Page, name: string) => {
    if (process.env.PICTURES)
      await page.screenshot({ path: `${process.env.PICTURES}/knowledge-${name}.png`, animations: 'disabled' })
  }
  /** Nothing wider than the screen, nothing that a screen reader or weak eyes stumble over. */
  const expectSound = async (page: Page) => {
    const wide = `['html', '.knowledge-body', '.scroll'].filter((part) => {
      const shown = document.querySelector(part)
      return shown && shown.scrollWidth > shown.clientWidth
    })`
    expect(await page.evaluate(wide)).toEqual([])
    await page.evaluate(axe.source)
    const found = await page.evaluate<axe.AxeResults>('axe.run(document, { resultTypes: ["violations"] })')
    const serious = found.violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
    expect(serious.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`))).toEqual([])
  }

  it('stops a wrong tariff with the question named, and lets the chat say the right one once a colleague has published', async () => {
    const old = '羽毛球场平日每小时30元，周末每小时50元。'
    const { id } = await given({
      question: '羽毛球场怎么收费',
      similar: ['打羽毛球多少钱', COURT, '羽毛球场地费'],
      answer: old,
    })
    const editor = await enter('王编辑', DESKTOP)
    const { page } = editor
    await open(page, 'files')
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: '导出知识 Excel' }).click(),
    ])
    await page.getByLabel('选择要导入的文件').setInputFiles({
      name: '原样.xlsx',
      mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      buffer: readFileSync(await download.path()),
    })
    await page.getByText(/^没有变 3\d\d$/).waitFor()
    expect(await page.getByRole('button', { name: '导入 0 条' }).isDisabled()).toBe(true)
    await open(page, 'articles')
    await page.getByLabel('找文章').fill('羽毛球')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: /^羽毛球场怎么收费/ }).waitFor()
    await expectSound(page)
    await picture(page, 'list-1280')
    await page.getByRole('button', { name: /^羽毛球场怎么收费/ }).click()

    await page.getByLabel('业主会怎么问').fill(COURT)
    await page.getByLabel('答案里要有的字').fill('50元')
    await press(page, '加这一题')
    await page.getByRole('button', { name: `删掉「${COURT}」` }).waitFor()
    const answer = page.getByLabel(/^答案（/)
    await answer.fill('羽毛球场平日每小时35元，周末每小时5元。')
    await page.getByLabel('改了什么、为什么').fill('平日涨价')
    await press(page, '存下并先试一试')
    await page.getByText('测试问题会答得更差', { exact: false }).waitFor()
    await page.getByText(`「${COURT}」答对 → 答案里少了要有的字`).waitFor()
    await expectSound(page)
    await page.getByText('测试问题会答得更差', { exact: false }).scrollIntoViewIfNeeded()
    await picture(page, 'dry-run-1280')
    await press(page, '提交审核')
    await page.getByText('自己写的要请另一位', { exact: false }).waitFor()
    expect(await page.getByRole('button', { name: '发布', exact: true }).count()).toBe(0)

    const reviewer = await enter('李审核', DESKTOP)
    const second = reviewer.page
    await open(second, 'reviews')
    await second.getByRole('button', { name: /^羽毛球场怎么收费/ }).waitFor()
    await expectSound(second)
    await picture(second, 'reviews-1280')
    await second.getByRole('button', { name: /^羽毛球场怎么收费/ }).click()
    await second.locator('ins').first().waitFor()
    await press(second, '发布')
    await second.getByText(`「${COURT}」答对 → 答案里少了要有的字`).waitFor()
    expect(await answerOf(COURT)).toContain('周末每小时50元')
    await second.getByLabel('有不对的，写明原因退回').fill('周末还是50元')
    await press(second, '退回')
    await second.getByText('退回修改').first().waitFor()

    await page.reload()
    await page.getByText('周末还是50元', { exact: false }).first().waitFor()
    await answer.fill('羽毛球场平日每小时35元，周末每小时50元。')
    await press(page, '提交审核')
    await page.getByText('自己写的要请另一位', { exact: false }).waitFor()
    await second.reload()
    await second.locator('ins').first().waitFor()
    await second.getByRole('region', { name: '审核' }).scrollIntoViewIfNeeded()
    await picture(second, 'review-1280')
    await press(second, '发布')
    await isPublished(second)

    expect(await answerOf(COURT)).toContain('平日每小时35元')
    await open(second, 'try')
    await second.getByLabel('业主的问题').fill(COURT)
    await second.keyboard.press('Enter')
    await second.getByText('机器人会用第一条回答', { exact: false }).waitFor()
    await second.getByText('里有「', { exact: false }).first().waitFor()
    await expectSound(second)
    await picture(second, 'try-1280')
    await second.getByRole('button', { name: '羽毛球场怎么收费' }).click()
    await second.waitForURL((url) => url.hash.endsWith(id))
    // The browser itself notes the one publication that was refused.
    expect(reviewer.complaints.filter((complaint) => !complaint.includes('409'))).toEqual([])
    expect(editor.complaints).toEqual([])
    await editor.close()
    await reviewer.close()
  })

  it('takes on a phone one article in another’s place, at a time, past the questions with a reason, and drops a draft', async () => {
    const fee = { question: '游泳池怎么收费', similar: ['游泳多少钱一次'], answer: '游泳每次30元。' }
    const { id } = await given(fee)
    await given({ question: '会所游泳馆价目', similar: ['游泳馆票价'], answer: '游泳馆每次45元。' })
    const { page, complaints, close } = await enter('管理员', PHONE)
    await open(page, `golden`)
    await page.getByLabel('业主会怎么问').fill('游泳多少钱一次')
    await page.getByLabel('该由哪一篇回答').fill('游泳池怎么收费')
    await page.getByTitle('游泳池怎么收费').click()
    await page.getByLabel('答案里要有的字').fill('30元')
    await press(page, '加这一题')
    await page.getByRole('button', { name: '删掉这一题：游泳多少钱一次' }).waitFor()
    await expectSound(page)
    await picture(page, 'golden-390')

    const draft = { ...fee, topic: '收费', validFrom: null, validTo: null, source: '', supersededBy: null }
    const colleague = await sessionOf('王编辑')
    await open(page, `articles/${id}`)
    await page.getByLabel('由哪一篇代替').fill('游泳馆')
    await page.getByTitle('会所游泳馆价目').click()
    await press(page, '存为草稿')
    await page.getByText('发布后由「会所游泳馆价目」代替').waitFor()
    await expectSound(page)
    await picture(page, 'editor-390')

    // A colleague's words, for this person to publish.
    const other = await colleague('POST', ARTICLES, {
      ...draft,
      question: '泳池更衣柜押金',
      similar: [],
      communityId: null,
    })
    await colleague('POST', `${ARTICLES}/${other.id}/submit`, { version: 1 })
    await open(page, `articles/${other.id}`)
    await page.getByLabel(/^什么时候上线/).fill('2099-01-01T08:00')
    await press(page, '定时发布')
    await page.getByText('定在 2099年1月1日 8:00 上线', { exact: false }).waitFor()
    await page.getByRole('region', { name: '审核' }).scrollIntoViewIfNeeded()
    await picture(page, 'schedule-390')
    await press(page, '取消定时')
    await page.getByText('待审').first().waitFor()

    const bad = await colleague('POST', ARTICLES, {
      ...draft,
      question: '泳池停用通知',
      similar: [],
      communityId: null,
    })
    expect(bad.id).toBeTruthy()
    const changed = await given({ question: '乒乓球台怎么收费', similar: ['打乒乓球多少钱'], answer: '每小时10元。' })
    await colleague('POST', '/console/knowledge/golden', {
      query: '打乒乓球多少钱',
      communityId: null,
      articleId: changed.id,
      answerHas: '10元',
    })
    const second = { ...draft, question: '乒乓球台怎么收费', similar: ['打乒乓球多少钱'], answer: '每小时20元。' }
    await colleague('PUT', `${ARTICLES}/${changed.id}`, { ...second, communityId: null, base: 1 })
    await colleague('POST', `${ARTICLES}/${changed.id}/submit`, { version: 2 })
    await open(page, `articles/${changed.id}`)
    await press(page, '发布')
    await page.getByLabel(/^管理员可以写明原因/).fill('今年起涨价，题随后改')
    await page.getByText('仍然发布').first().scrollIntoViewIfNeeded()
    await expectSound(page)
    await picture(page, 'override-390')
    await press(page, '仍然发布')
    await isPublished(page)
    expect(await answerOf('打乒乓球多少钱')).toContain('20元')

    await open(page, `articles/${bad.id}`)
    await press(page, '删除草稿')
    await press(page, '删除')
    await page.getByLabel('找文章').waitFor()
    await page.getByRole('button', { name: /^乒乓球台怎么收费/ }).waitFor()
    expect(await page.getByRole('button', { name: /^泳池停用通知/ }).count()).toBe(0)
    expect(complaints.filter((complaint) => !complaint.includes('409'))).toEqual([])
    await close()
  })

  it('publishes on a phone what a file brought in one go, and shows hostile words as words', async () => {
    const editor = await enter('王编辑', PHONE)
    const { page } = editor
    await open(page, 'files')
    const table = `标准问,答案\n${HOSTILE}门岗几点换班,早上七点${HOSTILE}。\n快递柜满了放哪,放在前台。\n`
    await page.getByLabel('选择要导入的文件').setInputFiles({
      name: `${HOSTILE.replaceAll('"', '')}.csv`,
      mimeType: 'text/csv',
      buffer: Buffer.from(table.replace('window.hurt=1', 'window.hurt=2').replaceAll('"', "'")),
    })
    await page.getByText('新增 2').waitFor()
    await expectSound(page)
    await press(page, '导入 2 条')
    await page.getByText('导入好了：新增 2 条', { exact: false }).waitFor()
    await open(page, 'reviews')
    await page.getByText('请别的同事审').first().waitFor()
    expect(await page.getByRole('button', { name: /^一起发布/ }).count()).toBe(0)

    const reviewer = await enter('李审核', PHONE)
    await open(reviewer.page, 'reviews')
    await reviewer.page.getByRole('button', { name: /^选中「导入 .*」的 2 篇/ }).click()
    await expectSound(reviewer.page)
    await picture(reviewer.page, 'batch-390')
    await press(reviewer.page, '一起发布（2 篇）')
    await reviewer.page.getByText('发布了 2 篇', { exact: false }).waitFor()
    expect(await answerOf('快递柜满了放哪')).toContain('放在前台')

    for (const { page: window } of [editor, reviewer]) {
      await open(window, 'articles')
      await window.getByRole('button', { name: /门岗几点换班/ }).click()
      await window.getByText('早上七点<img', { exact: false }).first().waitFor()
      await open(window, 'try')
      await window.getByLabel('业主的问题').fill('门岗几点换班')
      await window.keyboard.press('Enter')
      await window.getByText('早上七点<img', { exact: false }).first().waitFor()
      expect(await window.evaluate('window.hurt')).toBeUndefined()
    }
    await expectSound(reviewer.page)
    await picture(reviewer.page, 'try-390')
    expect([...editor.complaints, ...reviewer.complaints]).toEqual([])
    await editor.close()
    await reviewer.close()
  })

  it('offers what was half written over a reload to whom it is of, until it is saved or given up', async () => {
    const { id } = await given({ question: '泳池几点开', answer: '早上七点开。' })
    const { page, complaints, close } = await enter('王编辑', DESKTOP)
    const answer = page.getByLabel(/^答案（/)
    const notice = page.getByText('这是您上次写的，还没有存。')
    await open(page, 'articles/new')
    await page.getByLabel('问题', { exact: true }).fill('健身房几点开')
    await open(page, `articles/${id}`)
    await answer.fill('早上六点开，晚上九点关。')
    await page.reload()
    await notice.waitFor()
    expect(await answer.inputValue()).toBe('早上六点开，晚上九点关。')

    // Somebody else who sits down at the same window reads what is saved, and takes nothing away.
    const changeTo = async (name: string) => {
      await page.getByRole('button', { name: /^账号/ }).click()
      await page.getByRole('button', { name: '退出登录' }).click()
      await signIn(page, name)
      await open(page, `articles/${id}`)
      await answer.waitFor()
    }
    await changeTo('李审核')
    expect([await answer.inputValue(), await notice.count()]).toEqual(['早上七点开。', 0])
    await changeTo('王编辑')
    expect([await answer.inputValue(), await notice.count()]).toEqual(['早上六点开，晚上九点关。', 1])

    await press(page, '存为草稿')
    await page.getByText('第 2 版', { exact: true }).waitFor()
    await page.reload()
    await page.getByText('第 2 版', { exact: true }).waitFor()
    expect([await answer.inputValue(), await notice.count()]).toEqual(['早上六点开，晚上九点关。', 0])

    await open(page, 'articles/new')
    await notice.waitFor()
    expect(await page.getByLabel('问题', { exact: true }).inputValue()).toBe('健身房几点开')
    await press(page, '不要了')
    await notice.waitFor({ state: 'hidden' })
    await page.reload()
    await answer.waitFor()
    expect(await page.getByLabel('问题', { exact: true }).inputValue()).toBe('')
    expect(complaints).toEqual([])
    await close()
  })

  it('keeps what was written beside what a colleague has saved meanwhile, and lets one choose', async () => {
    const { id } = await given({ question: '泳池几点关', answer: '晚上七点关。' })
    const { page, close } = await enter('王编辑', DESKTOP)
    const answer = page.getByLabel(/^答案（/)
    const theirsIsNewer = page.getByText('同事已经存了第 2 版，您写的还在这里', { exact: false })
    await open(page, `articles/${id}`)
    await answer.fill('晚上九点关。')
    const colleague = await sessionOf('李审核')
    const words = { question: '泳池几点关', similar: [], answer: '晚上八点关。', topic: '收费', source: '' }
    const rest = { validFrom: null, validTo: null, supersededBy: null, communityId: null, base: 1 }
    await colleague('PUT', `${ARTICLES}/${id}`, { ...words, ...rest })

    await press(page, '存为草稿')
    await theirsIsNewer.waitFor()
    expect(await answer.inputValue()).toBe('晚上九点关。')
    await page.reload()
    await theirsIsNewer.waitFor()
    await press(page, '用同事的')
    await theirsIsNewer.waitFor({ state: 'hidden' })
    expect(await answer.inputValue()).toBe('晚上八点关。')
    await answer.fill('晚上九点半关。')
    await press(page, '存为草稿')
    await page.getByText('第 3 版', { exact: true }).waitFor()
    await close()
  })

  /** A colleague who works elsewhere, over the same routes as the pages. */
  async function sessionOf(account: string) {
    const signedIn = await fetch(`${app.url}/console/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ account, password: 'pw' }),
    })
    const cookie = (signedIn.headers.get('set-cookie') ?? '').split(';', 1)[0] ?? ''
    const { csrf } = (await signedIn.json()) as { csrf: string }
    return async (method: string, path: string, body: object) => {
      const answer = await fetch(app.url + path, {
        method,
        headers: { 'content-type': 'application/json', cookie, 'x-csrf-token': csrf },
        body: JSON.stringify(body),
      })
      expect(answer.status).toBe(200)
      return (await answer.json()) as { id: string }
    }
  }
})
