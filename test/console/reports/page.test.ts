import type { Browser, Page } from 'playwright-core'
import axe from 'axe-core'
import { wakeUp } from '../../../src/queue/wakers'
import { actOnCase } from '../../../src/records/case/act-on-case'
import { openCase } from '../../../src/records/case/open-case'
import { recordUnanswered } from '../../../src/knowledge/articles/unanswered'
import { AT, givenCommunity, givenStaff, givenTalk, repair } from '../../records/given'
import { DESKTOP, PHONE, openBrowser, openPage } from '../browser'
import { builtPages } from '../built-pages'
import { until } from '../../support/until'
import { PASSWORD, givenServer, type GivenServer } from '../given-server'

jest.setTimeout(240_000)

describe('the pages about how it goes', () => {
  let server: GivenServer
  let browser: Browser
  beforeAll(async () => {
    server = await givenServer({
      webFolder: builtPages(),
      contactDesk: {
        accounts: async () => ['wkAAAA'],
        contactWay: async (account, scene) => `https://work.weixin.qq.com/kfid/${account}?enc_scene=${scene}`,
      },
    })
    const { db } = server
    const place = await givenCommunity(db, '幸福家园')
    await givenCommunity(db, '翠湖花园')
    await givenStaff(db, { id: 'st-xu', name: '徐静', communityId: place })
    const talks: string[] = []
    const moods = ['positive', 'neutral', 'neutral', 'negative', 'angry']
    for (let day = 0; day < 12; day++)
      for (let n = 0; n <= day % 4; n++) {
        const at = new Date(AT.getTime() - day * 86_400_000 + n * 3_600_000)
        const talk = await givenTalk(db, { user: `业主${day}-${n}`, says: ['电梯又坏了', '你们到底修不修'], at })
        await db.query('place', 'update conversation set community_id = $2 where id = $1', [talk.conversationId, place])
        talks.push(talk.conversationId)
        const found = await db.tx((tx) =>
          openCase(
            tx,
            repair(talk, {
              kind: n === 1 ? 'complaint' : 'repair',
              category: n === 1 ? '处理不及时/电梯' : '电梯/停运',
              ...{ summary: '电梯停运', communityId: place, at, sameMatter: null },
              ...{ exchangeIds: talk.exchangeIds, ownerOfRecord: 'st-xu' },
            }),
          ),
        )
        if (n === 2) continue
        const act = (action: 'accept' | 'resolve' | 'progress', hours: number, note?: string) =>
          db.tx((tx) =>
            actOnCase(tx, found.id, { action, by: 'st-xu', note, at: new Date(at.getTime() + hours * 3_600_000) }),
          )
        await act('accept', 1)
        await act('progress', 2, '已联系维保单位，今天下午到场检查，修好后马上告诉您')
        if (n === 0) await act('resolve', 5 + day)
      }
    // Once the turns are over: each would write what it had read itself.
    wakeUp(server.deps.signals, 'turn')
    await until(
      async () => (await db.query('busy', `select 1 from ready where lane = 'turn'`)).length === 0,
      'the turns',
    )
    for (const [n, talk] of talks.entries())
      await db.query(
        'mood',
        `update exchange set understanding = jsonb_build_object('sentiment', jsonb_build_object('label', $2::text, 'score', 0.5))
          where conversation_id = $1 and author = 'owner'`,
        [talk, moods[n % 5]],
      )
    await db.tx((tx) =>
      recordUnanswered(tx, {
        ...{ query: '充电桩几点断电', communityId: place, personId: null, conversationId: null },
        ...{ reason: 'no_article', at: AT },
      }),
    )
    await server.call('POST', '/console/contact-ways', { community: '幸福家园', buildings: ['1', '2'], place: '大堂' })
    browser = await openBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await server?.close()
  })

  const enter = async (size: { width: number; height: number }) => {
    const opened = await openPage(browser, server.url, size)
    // The browser's day is that of the tests' data.
    await opened.page.clock.setFixedTime(AT)
    await opened.page.getByLabel('账号').fill('admin')
    await opened.page.getByLabel('密码').fill(PASSWORD)
    await opened.page.getByRole('button', { name: '登录', exact: true }).click()
    await opened.page.getByRole('navigation', { name: '主菜单' }).waitFor()
    return opened
  }
  const look = async (page: Page, name: string, size: { width: number }) => {
    if (process.env.PICTURES)
      await page.screenshot({
        path: `${process.env.PICTURES}/${name}-${size.width > 400 ? 'desk' : 'phone'}.png`,
        animations: 'disabled',
      })
    expect(await page.evaluate('document.documentElement.scrollWidth <= document.documentElement.clientWidth')).toBe(
      true,
    )
  }
  const isUsable = async (page: Page) => {
    await page.evaluate(axe.source)
    const { violations } = await page.evaluate<axe.AxeResults>('axe.run(document, { resultTypes: ["violations"] })')
    const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
    expect(grave.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`))).toEqual([])
  }

  describe.each([
    ['a desktop', DESKTOP],
    ['a phone', PHONE],
  ])('on %s', (on, size) => {
    it('open from every number the rows that it counts, and from a row its case or talk', async () => {
      const { page, complaints, close } = await enter(size)
      const charts = () =>
        page.evaluate(`performance.getEntriesByType('resource').some(({ name }) => /\\/chart-/.test(name))`)
      expect(await charts()).toBe(false)

      await page.goto(`${server.url}/#/reports`)
      await page.getByRole('button', { name: /^1\s*找过我们/ }).waitFor()
      await look(page, 'reports-today', size)
      await page.getByLabel('哪段时间').click()
      await page.getByTitle('近7天').click()
      await page.getByRole('button', { name: /^16\s*找过我们/ }).waitFor()
      await page.locator('.report-chart svg').first().waitFor()
      await look(page, 'reports', size)
      for (const part of ['业主的心情', '工单分类', '每个人的工作']) {
        await page.getByRole('region', { name: part }).scrollIntoViewIfNeeded()
        if (process.env.PICTURES)
          await page.screenshot({ path: `${process.env.PICTURES}/reports-${part}-${size.width}.png` })
      }

      const resolved = page.getByRole('button', { name: /^徐静：办结的工单：\d+，/ })
      const count = Number(await resolved.textContent())
      expect(count).toBeGreaterThan(3)
      await resolved.click()
      await page.getByRole('dialog').getByText(`徐静：办结的工单 · ${count}`).waitFor()
      await page.getByRole('dialog').locator('li').first().waitFor()
      expect(
        await page
          .getByRole('dialog')
          .getByRole('button', { name: /^看工单/ })
          .count(),
      ).toBe(count)
      await look(page, 'reports-rows', size)
      await page
        .getByRole('dialog')
        .getByRole('button', { name: /^看心情/ })
        .first()
        .click()
      await page.getByRole('dialog').locator('.report-chart svg').waitFor()
      await look(page, 'reports-mood', size)
      await page.keyboard.press('Escape')
      await page
        .getByRole('dialog')
        .getByRole('button', { name: /^看工单/ })
        .first()
        .click()
      await page.waitForURL(/#\/cases\//)
      await page.locator('.reports').waitFor({ state: 'detached' })
      await page.goto(`${server.url}/#/reports`)
      await page.getByRole('button', { name: /^16\s*找过我们/ }).click()
      await page
        .getByRole('dialog')
        .getByRole('button', { name: /^看心情/ })
        .first()
        .waitFor()

      expect(complaints).toEqual([])
      await isUsable(page)
      await close()
    })

    it('show the daily report with its five columns, to be taken along as a workbook', async () => {
      const { page, complaints, close } = await enter(size)
      await page.goto(`${server.url}/#/reports/daily`)
      await page.getByText('共 1 件').waitFor()
      expect(await page.getByRole('heading', { name: '投诉日报' }).count()).toBe(1)
      await page.getByRole('button', { name: /^(记结果|重新记)/ }).click()
      await page.getByRole('radio', { name: '有出入' }).check()
      expect(await page.getByRole('button', { name: '保存抽查结果' }).isDisabled()).toBe(true)
      await page.getByLabel(/抽查说明$/).fill(`答复时间和对话对不上（${on}）`)
      await look(page, 'daily-check', size)
      await page.getByRole('button', { name: '保存抽查结果' }).click()
      await page.getByRole('region', { name: '抽查' }).getByText(`答复时间和对话对不上（${on}）`).waitFor()
      await page.getByText('已查 1 件，1 件有出入').waitFor()
      await look(page, 'daily', size)
      const saved = page.waitForEvent('download')
      await page.getByRole('link', { name: '下载 Excel' }).click()
      expect((await saved).suggestedFilename()).toBe('投诉日报-2026-11-20.xlsx')
      expect(complaints).toEqual([])
      await isUsable(page)
      await close()
    })

    it('tell who did what in words, by person and act', async () => {
      const { page, complaints, close } = await enter(size)
      await page.goto(`${server.url}/#/audit`)
      await page.getByText('生成二维码').first().waitFor()
      await look(page, 'audit', size)
      await page.getByLabel('谁：姓名或账号').fill('admin')
      await page.getByRole('button', { name: '查找' }).click()
      await page.getByText('接口程序').first().waitFor({ state: 'detached' })
      const who = await page.locator('.audit-list strong').allTextContents()
      expect([who.length > 0, [...new Set(who)]]).toEqual([true, ['admin']])
      await page.getByLabel('谁：姓名或账号').fill('')
      await page.getByLabel('做了什么').click()
      await page.getByLabel('做了什么').fill('二维码')
      await page.getByTitle('生成二维码').click()
      await page.getByText('登录', { exact: true }).first().waitFor({ state: 'detached' })
      await page.getByText('接口程序').first().waitFor()
      expect(complaints).toEqual([])
      await page.reload()
      await page.getByText('登录', { exact: true }).first().waitFor()
      await isUsable(page)
      await close()
    })

    it('make QR codes and print them', async () => {
      const { page, complaints, close } = await enter(size)
      await page.goto(`${server.url}/#/entrances`)
      await page.getByText('1栋 · 大堂').waitFor()
      await page.getByRole('button', { name: '新建二维码' }).click()
      await page.getByLabel('哪个小区').click()
      await page.getByTitle('翠湖花园').click()
      await page.getByLabel('楼栋').fill('7栋，8栋')
      await look(page, 'entrances-new', size)
      await page.getByRole('button', { name: '生成', exact: true }).click()
      await page.getByText('8栋', { exact: true }).waitFor()
      await page.getByRole('dialog').waitFor({ state: 'detached' })
      await look(page, 'entrances', size)
      const popup = page.waitForEvent('popup')
      await page.getByRole('region', { name: '翠湖花园' }).getByRole('link', { name: '打印全部海报' }).click()
      const posters = await popup
      await posters.getByText('微信扫一扫').first().waitFor()
      expect(await posters.locator('section').count()).toBe(2)
      expect(complaints).toEqual([])
      await isUsable(page)
      await close()
    })

    it('keep the table of roles by department, tag and member', async () => {
      const { page, complaints, close } = await enter(size)
      await page.goto(`${server.url}/#/wecom-roles`)
      await page.getByRole('button', { name: '加一行' }).click()
      const line = (await page.getByLabel(/^第\d+行角色$/).count()) - 1
      await page.getByLabel(new RegExp(`^第${line + 1}行部门`)).fill('12')
      await page.getByRole('button', { name: '保存' }).click()
      await page.getByText('请至少选一个小区').waitFor()
      await look(page, 'wecom-roles', size)
      await page.getByLabel(`第${line + 1}行小区`).click()
      await page.getByTitle('幸福家园').last().click()
      await page.getByRole('button', { name: '保存' }).click()
      await page.getByText('已保存').waitFor()
      const { json } = await server.call('GET', '/console/access/wecom-roles')
      expect(json.rows.at(-1)).toEqual({ department: 12, role: 'staff', communities: ['cm-幸福家园'] })
      expect(complaints).toEqual([])
      await isUsable(page)
      await close()
    })
  })
})
