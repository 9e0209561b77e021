import type { Browser, Page } from 'playwright-core'
import { AT, givenCommunity, givenStaff } from '../records/given'
import { DESKTOP, PHONE, openBrowser, openPage } from '../console/browser'
import { builtPages } from '../console/built-pages'
import { givenServer, type GivenServer } from '../console/given-server'

const CASES = 50_000
/** Roomy for a machine with other work; on an idle one each takes a tenth of it. */
const QUICK_MS = 15_000
/** What a page of fifty lines comes to, with all that stands around it. */
const DOM_AT_MOST = 3_000

describe('fifty thousand cases in a browser', () => {
  let server: GivenServer
  let browser: Browser
  let cookie: string
  beforeAll(async () => {
    server = await givenServer({ webFolder: builtPages() })
    const communityId = await givenCommunity(server.db, '大社区')
    await givenStaff(server.db, { id: 'st-xu', name: '徐静', communityId })
    await server.db.query(
      'many-cases',
      `insert into cases (id, number, kind, category, status, priority, summary, community_id, location, contact, opened_at, due_at,
                          assignee, owner_of_record, source)
       select 'many' || n, 'BX-20261101-' || lpad(n::text, 5, '0'), (array['repair', 'complaint', 'enquiry'])[1 + n % 3],
              (array['水电/漏水', '电梯/异响'])[1 + n % 2],
              (array['open', 'accepted', 'in_progress', 'paused', 'resolved', 'closed', 'closed', 'cancelled'])[1 + n % 8],
              'normal', case when n = 31415 then '唯一的一件怪事' else '第' || n || '件，阳台漏水，请尽快来看' end, $1,
              jsonb_build_object('building', (n % 30)::text, 'room', '1202'), jsonb_build_object('phone', '138' || lpad(n::text, 8, '0')),
              $2::timestamptz - n * interval '5 minutes', $2::timestamptz - n * interval '4 minutes', null, 'st-xu', 'phone'
         from generate_series(1, $3::int) n`,
      [communityId, AT, CASES],
    )
    await server.db.query('know-the-table', 'analyze cases')
    cookie = (await server.signIn()).cookie
    browser = await openBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await server?.close()
  })

  const timed = async (what: () => Promise<unknown>): Promise<number> => {
    const before = performance.now()
    await what()
    return Math.round(performance.now() - before)
  }
  const nodes = (page: Page) => page.evaluate('document.querySelectorAll("*").length') as Promise<number>

  it.each([
    ['a desk', DESKTOP],
    ['a phone', PHONE],
  ])('opens, turns pages, narrows, finds and shows the board quickly and lightly on %s', async (_on, size) => {
    const { page, complaints, close } = await openPage(browser, 'about:blank', size)
    const [name = '', value = ''] = cookie.split('=')
    await page.context().addCookies([{ name, value, url: server.url }])
    const lines = page.locator('.list .line')
    const took: Record<string, number> = {}
    const most: number[] = []

    took['open'] = await timed(async () => {
      await page.goto(`${server.url}/#/cases`)
      await lines.nth(49).waitFor()
    })
    most.push(await nodes(page))
    for (let turn = 2; turn <= 4; turn++)
      took[`page ${turn}`] = await timed(async () => {
        await page.getByRole('button', { name: '下一页' }).click()
        await page.getByText(`第 ${turn} 页`).waitFor()
        await lines.nth(49).waitFor()
      })
    most.push(await nodes(page))
    took['all'] = await timed(async () => {
      await page.getByText('全部', { exact: true }).click()
      await page.getByText('1000 张以上').waitFor()
    })
    const find = page.getByLabel('单号、内容或电话后四位')
    for (const [words, label] of [
      ['31415', 'number'],
      ['唯一的一件怪事', 'words'],
      ['00031415', 'phone'],
    ] as const) {
      await find.fill(words)
      took[label] = await timed(async () => {
        await find.press('Enter')
        await page.getByText('唯一的一件怪事').waitFor()
        await lines.nth(1).waitFor({ state: 'detached' })
      })
      await find.fill('')
      await find.press('Enter')
      await lines.nth(49).waitFor()
    }
    took['board'] = await timed(async () => {
      await page.getByText('看板', { exact: true }).click()
      await page.locator('.board-card').nth(29).waitFor()
    })
    most.push(await nodes(page))

    expect(Object.entries(took).filter(([, ms]) => ms > QUICK_MS)).toEqual([])
    expect(Math.max(...most)).toBeLessThan(DOM_AT_MOST)
    expect(complaints).toEqual([])
    console.log(JSON.stringify({ took, nodes: most }))
    await close()
  })
})
