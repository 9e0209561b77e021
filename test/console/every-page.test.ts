import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import axe from 'axe-core'
import type { Browser, Page } from 'playwright-core'
import { SECTIONS } from '../../src/console/web/desk/section-names'
import { makePromise } from '../../src/records/promise/promise'
import { AT, givenCommunity, givenStaff } from '../records/given'
import { DESKTOP, PHONE, openBrowser, openPage } from './browser'
import { builtPages } from './built-pages'
import { BEARER, PASSWORD, givenServer, type GivenServer } from './given-server'

jest.setTimeout(240_000)

const FIRST_LOAD_LIMIT = 500 * 1024

describe('every page of the console', () => {
  let server: GivenServer
  let browser: Browser
  const webFolder = builtPages()
  beforeAll(async () => {
    server = await givenServer({ webFolder })
    const communityId = await givenCommunity(server.db, '幸福家园')
    await givenStaff(server.db, { id: 'st-xu', name: '徐静', communityId })
    const say = (user: string, text: string) =>
      server.call('POST', '/api/v1/web-chat/messages', { user, text, community: '幸福家园', at: AT.toISOString() })
    const { json } = await say('wang', '报修：厨房水管漏水，3栋1单元1202')
    // More than a phone shows at once.
    for (const nr of [1, 2, 3, 4, 5, 6, 7, 8, 9])
      await makePromise(server.db, {
        ...{ conversationId: json.conversationId, personId: null, communityId, caseId: null },
        ...{ what: `第 ${nr} 件事答复`, dueAt: new Date(AT.getTime() + nr * 3_600_000), at: AT },
      })
    await say('li', '人工')
    await say('zhao', '物业费怎么交')
    await server.call(
      'POST',
      '/api/v1/knowledge/entries',
      { question: '物业费怎么交', answer: '可以在线上交，也可以到服务中心交。' },
      BEARER,
    )
    browser = await openBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await server?.close()
  })

  it.each([
    ['desktop', DESKTOP],
    ['phone', PHONE],
  ])(
    'has on a %s no serious finding of axe, nothing wider than the screen or out of its pane, and nothing in the browser’s log',
    async (name, size) => {
      const { page, complaints, close } = await openPage(browser, server.url, size)
      const findings: Record<string, unknown> = {}
      const note = async (section: string) => {
        // A page that broke has nothing to find fault with.
        expect(await page.getByText('这一页没有打开').count()).toBe(0)
        const found = {
          wide: await isTooWide(page),
          spilt: await isSpilt(page),
          axe: await seriousFindings(page),
          log: complaints.splice(0),
        }
        if (process.env.PICTURES)
          await page.screenshot({ path: `${process.env.PICTURES}/${section}-${name}.png`, animations: 'disabled' })
        if (found.wide || found.spilt || found.axe.length > 0 || found.log.length > 0) findings[section] = found
      }

      await page.getByLabel('密码').waitFor()
      await note('sign-in')
      await page.getByLabel('账号').fill('admin')
      await page.getByLabel('密码').fill(PASSWORD)
      await page.getByRole('button', { name: '登录', exact: true }).click()
      await page.getByRole('navigation').waitFor()
      for (const section of SECTIONS) {
        await page.goto('about:blank')
        await page.goto(`${server.url}/#/${section}`)
        await settled(page)
        await note(section)
      }

      expect(findings).toEqual({})
      await close()
    },
  )

  it('loads no more than 500 kB before the first page stands', () => {
    const page = readFileSync(join(webFolder, 'index.html'), 'utf8')
    const named = [...page.matchAll(/(?:src|href)="\.?\/?(assets\/[^"]+)"/g)].map(([, path]) => path!)
    expect(named.length).toBeGreaterThan(0)
    // What signing in shows first: the talks, with all that they import.
    const first = readdirSync(join(webFolder, 'assets')).filter((file) => file.startsWith('talks-page-'))
    expect(first.length).toBeGreaterThan(0)
    const wanted = new Set<string>()
    const want = (path: string) => {
      if (wanted.has(path)) return
      wanted.add(path)
      if (!path.endsWith('.js')) return
      const code = readFileSync(join(webFolder, path), 'utf8')
      for (const [, file] of code.matchAll(/(?:from|import)\s*["']\.\/([\w.-]+\.(?:js|css))["']/g))
        want(`assets/${file}`)
    }
    for (const path of [...named, ...first.map((file) => `assets/${file}`)]) want(path)
    const bytes = [...wanted].reduce((sum, path) => sum + gzipSync(readFileSync(join(webFolder, path))).length, 0)
    expect(bytes).toBeGreaterThan(100 * 1024)
    expect(bytes).toBeLessThan(FIRST_LOAD_LIMIT)
  })
})

/** Nothing turns any more: what was asked of the server is there. */
async function settled(page: Page): Promise<void> {
  await page.locator('.desk').waitFor()
  await page.locator('.ant-spin-spinning, .ant-btn-loading').first().waitFor({ state: 'detached' })
}

function isTooWide(page: Page): Promise<boolean> {
  return page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth')
}

/** What does not fit into its pane scrolls; it never lies over the pane below. */
function isSpilt(page: Page): Promise<boolean> {
  return page.evaluate(
    `[...document.querySelectorAll('.pane')].some((pane) => pane.scrollHeight > pane.clientHeight + 1 && getComputedStyle(pane).overflowY === 'visible')`,
  )
}

async function seriousFindings(page: Page): Promise<string[]> {
  await page.evaluate(axe.source)
  const found = await page.evaluate<axe.AxeResults>('axe.run(document, { resultTypes: ["violations"] })')
  return found.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`))
}
