import type { Browser, Page } from 'playwright-core'
import { playRoom } from '../../src/emulator/play'
import type { Emulator } from '../../src/emulator/start-emulator'
import { startEmulator } from '../../src/emulator/start-emulator'
import { openBrowser } from '../console/browser'
import { freePort } from '../support/free-port'
import { killPrograms, startProgram } from '../support/program'
import { startDoor } from './talk'

const USER = 'wmYezhu0001'

describe('the page', () => {
  let wecom: Emulator
  let browser: Browser
  let page: Page

  beforeAll(async () => {
    browser = await openBrowser()
  })
  beforeEach(async () => {
    wecom = await startEmulator({}, playRoom)
    page = await browser.newPage()
    page.setDefaultTimeout(100_000)
    await page.goto(wecom.baseUrl)
    await page.getByText('正在接待，点此停止').waitFor()
  })
  afterEach(async () => {
    await page.close()
    await wecom.close()
  })
  afterAll(() => browser.close())

  /** What a bot would do: one call with a token of its own. */
  async function call(path: string, body: object): Promise<void> {
    const { WECOM_CORP_ID: id, WECOM_SECRET: secret } = wecom.env
    const login = await fetch(`${wecom.baseUrl}/cgi-bin/gettoken?corpid=${id}&corpsecret=${secret}`)
    const { access_token } = (await login.json()) as { access_token: string }
    const answer = await fetch(
      `${wecom.baseUrl}/cgi-bin/${path}${path.includes('?') ? '&' : '?'}access_token=${access_token}`,
      {
        method: 'POST',
        body: JSON.stringify(body),
      },
    )
    expect(await answer.json()).toMatchObject({ errcode: 0 })
  }
  const speak = async (text: string): Promise<void> => {
    await page.getByPlaceholder('业主说……', { exact: true }).fill(text)
    await page.getByRole('button', { name: '发送' }).click()
    await page.locator('#chat p.mine', { hasText: text }).waitFor()
  }

  test('plays a resident who writes and taps a menu', async () => {
    await speak('厨房漏水')
    const list = [{ type: 'click', click: { id: 'sos', content: '水很大' } }]
    const target = { touser: USER, open_kfid: wecom.openKfid }
    await call('kf/send_msg', { ...target, msgtype: 'msgmenu', msgmenu: { head_content: '请先关总阀', list } })
    await page.getByRole('button', { name: '水很大' }).click()
    await page.locator('#chat p.mine', { hasText: '水很大' }).waitFor()

    expect(wecom.log(wecom.openKfid).at(-1)).toMatchObject({ text: { content: '水很大', menu_id: 'sos' } })
    expect(await page.locator('#state').textContent()).toContain('智能助手')
  })

  test('plays a servicer who takes a session, answers and ends it', async () => {
    await speak('找人工')
    await call('kf/service_state/trans', { open_kfid: wecom.openKfid, external_userid: USER, service_state: 2 })
    await page.getByRole('button', { name: '接入这位业主' }).click()
    await page.getByText('人工：zhangsan').waitFor()
    await page.getByPlaceholder('员工对业主说……').fill('我是张三')
    await page.getByRole('button', { name: '回复业主' }).click()
    await page.locator('#chat p.theirs', { hasText: '我是张三' }).waitFor()
    await page.getByRole('button', { name: '结束会话' }).click()
    await page.getByText('已结束或未开始').waitFor()

    expect(wecom.resident(USER).heard).toEqual(['我是张三'])
  })

  test('shows cards with buttons, violations, and why an act is impossible', async () => {
    const button_list = [{ text: '接单', key: 'accept' }]
    const template_card = {
      card_type: 'button_interaction',
      task_id: 'h1',
      main_title: { title: '转人工' },
      button_list,
    }
    await call('message/send', { touser: 'zhangsan', agentid: 1000002, msgtype: 'template_card', template_card })
    await page.getByRole('button', { name: '接单' }).click()
    await wecom.idle()
    await page.getByRole('button', { name: '结束会话' }).click()

    await page.getByText('没有完成').waitFor()
    expect(await page.locator('#env').textContent()).toContain(`WECOM_API_BASE=${wecom.baseUrl}`)
    expect(await page.locator('#violations').textContent()).toBe('没有')
  })

  test('plays a colleague who chooses in a card, and shows what the staff group reads', async () => {
    const door = await startDoor(() => wecom.env)
    wecom.setCallbackUrl(door.url)
    const template_card = {
      ...{ card_type: 'button_interaction', task_id: 'h2', main_title: { title: '报修' } },
      button_selection: { question_key: 'to', title: '转派给', option_list: [{ id: 'st2', text: '李四' }] },
      button_list: [{ text: '转派', key: 'pass' }],
    }
    await call('message/send', { touser: 'zhangsan', agentid: 1000002, msgtype: 'template_card', template_card })
    const markdown = { content: '<font color="warning">【紧急】</font>停电' }
    await call(`webhook/send?key=${new URL(wecom.env.WECOM_GROUP_WEBHOOK).searchParams.get('key')}`, {
      ...{ msgtype: 'markdown', markdown },
    })

    await page.locator('#group', { hasText: '【紧急】停电' }).waitFor()
    await page.locator('#inbox select').selectOption('st2')
    await page.getByRole('button', { name: '转派' }).click()
    await wecom.until(() => door.heard.length > 0)

    expect(door.heard[0]!.xml).toContain('<OptionId><![CDATA[st2]]></OptionId>')
    await door.close()
  })
})

test('does nothing for a form of another site', async () => {
  const wecom = await startEmulator({}, playRoom)

  const body = JSON.stringify({ act: 'text', user: USER, text: '在吗' })
  const answer = await fetch(`${wecom.baseUrl}/play/act`, { method: 'POST', body })

  expect(answer.status).toBe(415)
  expect(wecom.log(wecom.openKfid)).toEqual([])
  await wecom.close()
})

describe('the command', () => {
  afterEach(killPrograms)

  test('prints the variables to paste and ends on Ctrl-C', async () => {
    const port = await freePort()
    const program = startProgram('src/emulator/main.ts', ['--port', String(port)])
    await program.said(/回调发往/)

    const page = await fetch(`http://127.0.0.1:${port}/`)
    const ending = await program.kill('SIGINT')

    expect(await page.text()).toContain('企业微信模拟器')
    expect(program.lines).toEqual(
      expect.arrayContaining([`WECOM_API_BASE=http://127.0.0.1:${port}`, expect.stringMatching(/^WECOM_TOKEN=\w+$/)]),
    )
    expect(ending.code).toBe(0)
  })

  test('says in one sentence that its port is taken', async () => {
    const wecom = await startEmulator()
    const program = startProgram('src/emulator/main.ts', ['--port', new URL(wecom.baseUrl).port])

    const ending = await program.ended

    expect(program.lines.join('\n')).toContain('已被占用')
    expect(ending.code).toBe(1)
    await wecom.close()
  })
})
