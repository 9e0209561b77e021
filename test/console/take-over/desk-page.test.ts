import axe from 'axe-core'
import type { Browser, Page, Request } from 'playwright-core'
import { makePromise } from '../../../src/records/promise/promise'
import { acceptHandoff } from '../../../src/records/handoff/accept-handoff'
import { openHandoff } from '../../../src/records/handoff/open-handoff'
import { AT, givenTalk } from '../../records/given'
import { until } from '../../support/until'
import { DESKTOP, PHONE, openBrowser, openPage } from '../browser'
import { builtPages } from '../built-pages'
import { givenServer, type GivenServer } from '../given-server'
import { DESK_PASSWORD, givenDesk } from './given-desk'

jest.setTimeout(240_000)

const ATTACK = '<img src=x onerror="window.hacked=1">'

describe('the desk in a browser', () => {
  let server: GivenServer
  let browser: Browser
  beforeAll(async () => {
    server = await givenServer({ webFolder: builtPages() })
    await givenDesk(server, [
      { name: '徐静', role: 'staff' },
      { name: '李明', role: 'staff' },
      { name: '赵主管', role: 'supervisor' },
    ])
    browser = await openBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await server?.close()
  })

  const enter = async (page: Page, name: string) => {
    await page.getByLabel('账号').fill(name)
    await page.getByLabel('密码').fill(DESK_PASSWORD)
    await page.getByRole('button', { name: '登录', exact: true }).click()
    await page.getByRole('navigation', { name: '主菜单' }).waitFor()
  }
  const say = async (user: string, text: string) =>
    (await server.call('POST', '/api/v1/web-chat/messages', { user, text, community: '幸福家园' })).json
  /** An owner of the community who asks for a person in a browser of their own. */
  const ownerWith = async (words: string) => {
    const owner = await openPage(browser, `${server.url}/chat`, PHONE)
    await owner.page.getByLabel('要说的话').fill(words)
    await owner.page.getByRole('button', { name: '发送' }).click()
    await owner.page.getByText('已经为您转给同事').waitFor()
    const { items } = (await server.call('GET', '/api/v1/handoffs?status=waiting&limit=500')).json
    const talk = String(items.at(-1).conversationId)
    await server.db.query('into-community', `update conversation set community_id = 'cm-幸福家园' where id = $1`, [
      talk,
    ])
    await server.db.query(
      'handoff-into-community',
      `update handoff set community_id = 'cm-幸福家园' where conversation_id = $1`,
      [talk],
    )
    return { ...owner, talk }
  }
  const promiseSomebody = async (conversationId: string) => {
    const [open] = await server.db.query<{ id: string }>(
      'open-one',
      'select id from handoff where conversation_id = $1',
      [conversationId],
    )
    const promise = {
      conversationId,
      personId: null,
      communityId: null,
      caseId: null,
      handoffId: open!.id,
      kind: 'join' as const,
    }
    await server.db.tx((tx) =>
      makePromise(tx, { ...promise, what: '同事接入', dueAt: new Date(AT.getTime() + 300_000), at: AT }),
    )
  }
  const seriousFindings = async (page: Page): Promise<string[]> => {
    await page.evaluate(axe.source)
    const { violations } = await page.evaluate<axe.AxeResults>('axe.run(document, { resultTypes: ["violations"] })')
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`))
  }
  const isNarrowEnough = (page: Page) =>
    page.evaluate('document.documentElement.scrollWidth <= document.documentElement.clientWidth')
  const picture = async (page: Page, name: string) => {
    if (process.env.PICTURES)
      await page.screenshot({ path: `${process.env.PICTURES}/${name}.png`, animations: 'disabled' })
  }

  it.each([
    ['phone', PHONE],
    ['desk', DESKTOP],
  ])(
    'leads a member of staff through a talk on a %s, and shows the owner nothing of what colleagues say',
    async (on, size) => {
      const owner = await ownerWith(`气死我了 ${on} 人工 ${ATTACK}`)
      await server.db.query(
        'name-of-owner',
        'update person set name = $2 where id = (select person_id from conversation where id = $1)',
        [owner.talk, `${on}${ATTACK}`],
      )
      await promiseSomebody(owner.talk)
      const { page, complaints, close } = await openPage(browser, server.url, size)
      await enter(page, '徐静')
      await page.getByText('提示音：开').waitFor()
      await page.locator('.line .waited.late', { hasText: '超过答应的时间' }).first().waitFor()
      await picture(page, `talks-list-${on}`)
      expect(await isNarrowEnough(page)).toBe(true)

      await page.locator('.line', { hasText: `${on}${ATTACK}` }).click()
      await page.locator('.messages').getByText(ATTACK).waitFor()
      if (on === 'phone') {
        await page.getByRole('button', { name: '业主资料', exact: true }).click()
        await page.getByText('请不要再问：称呼、电话、门牌').waitFor()
        await picture(page, `talks-sheet-${on}`)
        // The talk stays in sight behind the sheet, and a tap on it closes the sheet.
        expect(await page.locator('.talk .head').isVisible()).toBe(true)
        await page.getByRole('button', { name: '关闭业主资料' }).click({ position: { x: 100, y: 20 } })
        await page.locator('.side').waitFor({ state: 'hidden' })
      }
      await page.getByRole('button', { name: '接手', exact: true }).click()

      await page.getByRole('button', { name: '常用语', exact: true }).click()
      await page.getByText('接手先问好').waitFor()
      await picture(page, `talks-phrases-${on}`)
      await page.getByRole('button', { name: '接手先问好' }).click()
      const box = page.getByRole('textbox', { name: '回复业主' })
      expect(await box.inputValue()).toContain('我是徐静')
      await page.getByRole('button', { name: '发送', exact: true }).click()
      await owner.page.getByText('我是徐静').waitFor()

      await page.getByLabel('选择要发给业主的照片或文件').setInputFiles({
        name: `${ATTACK.replaceAll('"', '')}.png`,
        mimeType: 'image/png',
        buffer: await page.screenshot(),
      })
      await page.getByRole('img', { name: '要发给业主的照片' }).waitFor()
      await page.getByRole('button', { name: '发给业主' }).click()
      await owner.page.getByRole('img', { name: '同事发来的照片' }).waitFor()
      await page.getByLabel('选择要发给业主的照片或文件').setInputFiles({
        name: '照片.png',
        mimeType: 'image/png',
        buffer: Buffer.from('<script>alert(1)</script>'),
      })
      await page.getByRole('button', { name: '发给业主' }).click()
      await page.getByText('只能发照片').waitFor()
      await page.getByRole('button', { name: '不发了' }).click()

      await page.getByRole('button', { name: '备注', exact: true }).click()
      await page.getByLabel('内部备注').fill(`先别提费用 ${ATTACK}`)
      await page.getByRole('button', { name: '保存备注' }).click()
      await page.locator('.note', { hasText: '先别提费用' }).waitFor()
      await picture(page, `talks-talk-${on}`)
      expect(await seriousFindings(page)).toEqual([])

      await page.getByRole('button', { name: '登记工单', exact: true }).click()
      await until(async () => (await page.getByLabel('事情').inputValue()) !== '', 'the form to be filled')
      await page.getByText('报修', { exact: true }).click()
      await picture(page, `talks-case-${on}`)
      await page.getByRole('button', { name: '登记', exact: true }).click()
      await until(async () => /BX-\d{8}-\d{4}/.test(await box.inputValue()), 'the number in the reply')
      await page.getByRole('button', { name: '发送', exact: true }).click()
      await owner.page.getByText(/编号 BX-/).waitFor()

      await page.getByRole('button', { name: '请主管', exact: true }).click()
      await page.getByLabel('要主管帮什么').fill('要当场赔偿')
      await page.getByRole('button', { name: '通知主管' }).click()
      await page.getByText('徐静 请 赵主管 协助：要当场赔偿').waitFor()

      await page.getByRole('button', { name: '转给同事', exact: true }).click()
      await page.getByRole('radio', { name: /李明/ }).check()
      await page.getByLabel('给同事的话').fill('等师傅上门')
      await picture(page, `talks-pass-${on}`)
      await page.getByRole('button', { name: '转过去' }).click()
      await page.getByText('「李明」正在接待这位业主').waitFor()
      await page.locator('.note', { hasText: '徐静 转给 李明' }).waitFor()
      expect(await isNarrowEnough(page)).toBe(true)

      await owner.page.reload()
      await owner.page.getByRole('img', { name: '同事发来的照片' }).waitFor()
      for (const secret of ['先别提费用', '要当场赔偿', '等师傅上门'])
        expect(await owner.page.locator('body').innerText()).not.toContain(secret)
      expect([await page.evaluate('window.hacked'), await owner.page.evaluate('window.hacked')]).toEqual([
        undefined,
        undefined,
      ])
      // A refused upload is told to the browser as a failed request; nothing else went wrong.
      expect(complaints.filter((words) => !words.includes('400'))).toEqual([])
      expect(owner.complaints).toEqual([])
      await Promise.all([owner.close(), close()])
    },
  )

  it('rings and gives notice when an owner waits, unless it is switched off, which it remembers', async () => {
    const { page, close } = await openPage(browser, 'about:blank', DESKTOP)
    await page.addInitScript(`
      window.rung = 0; window.notices = []; window.asked = 0
      const param = { setValueAtTime() {}, linearRampToValueAtTime() {}, value: 0 }
      window.AudioContext = class {
        state = 'running'; currentTime = 0; destination = {}
        createGain() { return { gain: param, connect: (to) => to } }
        createOscillator() { return { frequency: param, connect: (to) => to, start() { window.rung += 1 }, stop() {} } }
      }
      window.Notification = class {
        static permission = sessionStorage.getItem('permission') ?? 'default'
        static async requestPermission() {
          window.asked += 1
          sessionStorage.setItem('permission', 'granted')
          return (Notification.permission = 'granted')
        }
        constructor(title, options) { window.notices.push(options.body) }
        close() {}
      }`)
    await page.goto(server.url)
    await enter(page, '李明')
    await page.getByRole('button', { name: '提示音：开' }).waitFor()
    expect(await page.evaluate('window.asked')).toBe(0)
    await page.getByRole('button', { name: '开启桌面提醒' }).click()
    await page.getByText('桌面提醒：开').waitFor()
    await page.getByRole('navigation').getByRole('button', { name: '工单' }).click()

    await say('响铃的业主', '气死 人工')
    await until(async () => Number(await page.evaluate('window.rung')) === 2, 'the two notes of the tone')
    expect(await page.evaluate('window.notices')).toEqual(['响铃的业主在等人接待：业主情绪激动'])
    await page.locator('nav .count').waitFor()

    await page.getByRole('navigation').getByRole('button', { name: '对话' }).click()
    await page.getByRole('button', { name: '提示音：开' }).click()
    await page.reload()
    await page.getByRole('button', { name: '提示音：关' }).waitFor()
    await page.locator('.line', { hasText: '响铃的业主' }).waitFor()
    await page.locator('h1, .find').first().click()
    await say('安静的业主', '人工')
    await until(async () => Number(await page.evaluate('window.notices.length')) === 1, 'the notice')
    expect(await page.evaluate('window.rung')).toBe(0)
    await close()
  })

  it('keeps half-written words over a reload, and comes back from a lost line with each message once', async () => {
    const { conversationId, handoff } = await say('断线的业主', '人工')
    await server.call('POST', `/api/v1/handoffs/${handoff.id}/accept`, { by: '徐静' })
    const { page, close } = await openPage(browser, `${server.url}/#/talks/${conversationId}`, DESKTOP)
    await enter(page, '徐静')
    const box = page.getByRole('textbox', { name: '回复业主' })
    await box.fill('写了一半的话')
    await page.reload()
    await box.waitFor()
    expect(await box.inputValue()).toBe('写了一半的话')

    // What is typed while the words before it are on their way stays.
    let go = () => {}
    const typed = new Promise<void>((resolve) => (go = resolve))
    await page.route('**/reply', (route) => typed.then(() => route.continue()))
    await page.getByRole('button', { name: '发送' }).click()
    await box.fill('写了一半的话\n下一句')
    go()
    await page.locator('.bubble.staff', { hasText: '写了一半的话' }).waitFor()
    await page.waitForFunction(`document.querySelector('[aria-label="回复业主"]').value === '下一句'`)
    await page.unrouteAll()

    await page.route('**/api/v1/stream*', (route) => route.abort())
    await page.reload()
    await page.getByText('和服务器的连接断开了').waitFor()
    await page.route('**/console/talks/**', (route) => route.abort())
    for (const words of ['断线一', '断线二', '断线三']) await say('断线的业主', words)
    await page.unrouteAll()

    await page.locator('.bubble.owner', { hasText: '断线三' }).waitFor()
    await page.getByText('和服务器的连接断开了').waitFor({ state: 'detached' })
    const said = await page.locator('.bubble.owner .words').allInnerTexts()
    expect(said.filter((words) => words.startsWith('断线'))).toEqual(['断线一', '断线二', '断线三'])

    // A tray takes room from the talk, and the last words stay in sight.
    await page.setViewportSize({ width: 1280, height: 560 })
    await page.getByRole('button', { name: '常用语', exact: true }).click()
    await page.getByText('接手先问好').waitFor()
    const below = `(() => {
      const list = document.querySelector('.messages')
      return list.scrollHeight > list.clientHeight && list.scrollHeight - list.scrollTop - list.clientHeight < 2
    })()`
    await page.waitForFunction(below)
    await close()
  })

  it('lets one of two pass the talk on and tells the other who has it', async () => {
    const { conversationId, handoff } = await say('两头转的业主', '人工')
    await server.call('POST', `/api/v1/handoffs/${handoff.id}/accept`, { by: '徐静' })
    const at = `${server.url}/#/talks/${conversationId}`
    const windows = await Promise.all([openPage(browser, at, DESKTOP), openPage(browser, at, DESKTOP)])
    for (const [index, { page }] of windows.entries()) {
      await enter(page, ['徐静', '赵主管'][index]!)
      await page.getByRole('button', { name: '转给同事', exact: true }).click()
      await page.getByRole('radio', { name: ['赵主管', '李明'][index]! }).check()
      // Neither hears of the other before clicking.
      await page.route('**/console/talks**', (route) => route.abort())
    }

    await windows[0]!.page.getByRole('button', { name: '转过去' }).click()
    await until(
      async () => (await server.call('GET', '/api/v1/handoffs?user=两头转的业主')).json.items[0].assignee === '赵主管',
      'the first to have passed it on',
    )
    await windows[1]!.page.getByRole('button', { name: '转过去' }).click()

    await windows[1]!.page.getByText('这位业主已由「赵主管」接手').waitFor()
    await Promise.all(windows.map(({ close }) => close()))
  })

  it('keeps what is newest when the answer to an earlier question comes after it', async () => {
    const { conversationId } = await say('慢答的业主', '人工')
    const { page, close } = await openPage(browser, `${server.url}/#/talks/${conversationId}`, DESKTOP)
    await enter(page, '徐静')
    const take = page.getByRole('button', { name: '接手', exact: true })
    await take.waitFor()
    let early: Request | undefined
    let letGo = () => {}
    const isLate = new Promise<void>((resolve) => (letGo = resolve))
    await page.route(
      ({ pathname }) => pathname === `/console/talks/${encodeURIComponent(conversationId)}`,
      async (route) => {
        const response = await route.fetch()
        if (early === undefined) {
          early = route.request()
          await isLate
        }
        await route.fulfill({ response })
      },
    )
    await say('慢答的业主', '在吗')
    await until(() => early !== undefined, 'the page to read the talk before it is taken')
    await take.click()
    const box = page.getByRole('textbox', { name: '回复业主' })
    await box.waitFor()

    const isHere = page.waitForEvent('requestfinished', (request) => request === early)
    letGo()
    await isHere
    await page.evaluate('new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))')

    expect(await box.isVisible()).toBe(true)
    await page.unrouteAll({ behavior: 'wait' })
    await close()
  })

  it('keeps the section one is in in sight on a phone, when numbers and switches come beside it', async () => {
    await say('看菜单的业主', '人工')
    const { page, close } = await openPage(browser, `${server.url}/#/reports`, PHONE)
    await enter(page, '赵主管')
    await page.locator('nav .count').waitFor()
    await page.getByRole('switch', { name: '接待业主' }).waitFor()

    const isInSight = `(() => {
      const menu = document.querySelector('.bar nav').getBoundingClientRect()
      const tab = document.querySelector('.bar nav [aria-current]').getBoundingClientRect()
      return tab.left >= menu.left - 1 && tab.right <= menu.right + 1
    })()`
    await until(() => page.evaluate<boolean>(isInSight), 'the tab to be in sight')
    expect(await page.locator('.bar nav [aria-current]').innerText()).toBe('统计')
    await close()
  })

  it('takes who rests out of the choice, as they say so in the bar', async () => {
    const { page, close } = await openPage(browser, server.url, PHONE)
    await enter(page, '李明')
    await page.getByRole('switch', { name: '接待业主' }).click()
    await page.getByRole('switch', { name: '接待业主', checked: false }).waitFor()
    await picture(page, 'talks-resting-phone')

    const rests = await server.db.query('who-rests', `select account_id from desk_rest where until > now()`, [])
    expect(rests).toEqual([{ account_id: 'ac-李明' }])
    await page.getByRole('switch', { name: '接待业主' }).click()
    await page.getByRole('switch', { name: '接待业主', checked: true }).waitFor()
    expect(await server.db.query('who-rests-now', 'select account_id from desk_rest where until > now()', [])).toEqual(
      [],
    )
    await close()
  })

  it('shows a talk that WeCom holds to be read, and says where to answer', async () => {
    const talk = await givenTalk(server.db, { channel: 'wecom-kf', account: 'wk1', user: 'wm-1', says: ['转人工'] })
    const { conversationId } = talk
    await server.db.query('native-community', `update conversation set community_id = 'cm-幸福家园' where id = $1`, [
      conversationId,
    ])
    await server.db.tx(async (tx) => {
      const wanted = {
        ...talk,
        communityId: 'cm-幸福家园',
        reason: 'requested',
        evidence: ['转人工'],
        mode: 'native',
      } as const
      const { id } = await openHandoff(tx, { ...wanted, staffed: true, card: {}, at: AT })
      await acceptHandoff(tx, id, { by: '徐静', at: AT })
    })
    const { page, close } = await openPage(browser, `${server.url}/#/talks/${conversationId}`, PHONE)
    await enter(page, '徐静')

    await page.getByText('请在企业微信客服工作台回复业主').waitFor()
    expect(await page.getByRole('textbox', { name: '回复业主' }).count()).toBe(0)
    expect(await page.getByRole('button', { name: '转给同事', exact: true }).count()).toBe(0)
    expect(await page.getByRole('button', { name: '备注', exact: true }).count()).toBe(1)
    await picture(page, 'talks-native-phone')
    await close()
  })
})
