import type { Browser } from 'playwright-core'
import { until } from '../../support/until'
import { AT, givenTalk } from '../../records/given'
import { DESKTOP, openBrowser, openPage } from '../browser'
import { builtPages } from '../built-pages'
import { PASSWORD, givenServer, type GivenServer } from '../given-server'

jest.setTimeout(240_000)

const COUNT = 2_000
const PAGE = 60
const WINDOW = 300

describe('a talk of 2,000 messages', () => {
  let server: GivenServer
  let browser: Browser
  let talk: string
  beforeAll(async () => {
    server = await givenServer({ webFolder: builtPages() })
    talk = (await givenTalk(server.db, { user: '老业主', says: ['第1句'] })).conversationId
    // By the log's own triggers, so that the chain holds; one statement, in the order of their numbers.
    await server.db.query(
      'long-talk',
      `with said as (
         insert into exchange (id, conversation_id, direction, author, kind, at, received_at, content_hash, delivery)
         select 'ex-long-' || n, $1, case when n % 2 = 0 then 'out' else 'in' end, case when n % 2 = 0 then 'bot' else 'owner' end,
                'text', $2::timestamptz + n * interval '1 second', $2, 'x', case when n % 2 = 0 then 'sent' else 'n/a' end
           from generate_series(2, ${COUNT}) n order by n returning id)
       insert into exchange_content (exchange_id, salt, text, body)
       select id, '', '第' || substr(id, 9) || '句', '{}' from said`,
      [talk, AT],
    )
    browser = await openBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await server?.close()
  })

  it('is opened with one page of it, read upwards a page at a time, and never stands on the page as a whole', async () => {
    const { page, complaints, close } = await openPage(
      browser,
      `${server.url}/#/talks/${encodeURIComponent(talk)}`,
      DESKTOP,
    )
    const pages: string[] = []
    page.on('request', (request) => {
      if (request.url().includes(`/console/talks/${encodeURIComponent(talk)}/messages`)) pages.push(request.url())
    })
    await page.getByLabel('账号').fill('admin')
    await page.getByLabel('密码').fill(PASSWORD)
    await page.getByRole('button', { name: '登录', exact: true }).click()
    await page.getByText(`第${COUNT}句`, { exact: true }).first().waitFor()
    const started = performance.now()
    const bubbles = () => page.locator('.bubble').count()
    const nodes = () => page.evaluate<number>('document.querySelector(".messages").querySelectorAll("*").length')
    const first = () => page.locator('.bubble .words').first().innerText()
    const top = (words: string) =>
      page.evaluate<number>(
        `[...document.querySelectorAll('.bubble')].find((one) => one.innerText.includes(${JSON.stringify(words)})).getBoundingClientRect().top`,
      )
    expect([await bubbles(), pages.length]).toEqual([PAGE, 0])
    const nodesOfAPage = await nodes()

    // One page upwards: the line under one's eyes stays where it was.
    const seen = await first()
    await page.evaluate(`document.querySelector('.messages').scrollTop = 1`)
    await until(async () => (await bubbles()) === 2 * PAGE, 'the page before')
    expect(pages).toHaveLength(1)
    const gone = await top(seen)
    expect(gone).toBeGreaterThan(0)
    expect(gone).toBeLessThan(DESKTOP.height)
    // A message that was there already is the same node: nothing of it was drawn anew.
    await page.evaluate(`document.querySelectorAll('.bubble')[${PAGE}].marked = true`)

    let most = 0
    for (let count = 2; (await first()) !== '第1句'; count++) {
      const before = await first()
      await page.evaluate(`document.querySelector('.messages').scrollTop = 0`)
      await until(async () => (await first()) !== before, `page ${count}`)
      most = Math.max(most, await nodes())
      if (count === 2)
        expect(await page.evaluate(`[...document.querySelectorAll('.bubble')].some((one) => one.marked)`)).toBe(true)
    }
    expect(pages.length).toBe(Math.ceil((COUNT - PAGE) / PAGE))
    expect(await bubbles()).toBe(WINDOW)
    expect(most).toBeLessThanOrEqual(nodesOfAPage * (WINDOW / PAGE) + 50)

    // What arrives meanwhile waits behind a button, and one click is back at the end.
    await server.call('POST', '/api/v1/web-chat/messages', { user: '老业主', text: '我又来了' })
    await page.getByRole('button', { name: '有新消息，回到最新' }).click()
    await page.locator('.bubble', { hasText: '您说的是：我又来了' }).waitFor()
    // The last page, with what came in the meantime.
    expect(await bubbles()).toBeLessThanOrEqual(PAGE + 2)
    if (process.env.TIMES)
      console.log(
        `2,000 messages to the top and back: ${Math.round(performance.now() - started)} ms, ${most} nodes at most, ${pages.length} requests`,
      )
    expect(complaints).toEqual([])
    await close()
  })
})
