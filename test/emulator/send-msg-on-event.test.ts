import type { Reply, Talk } from './talk'
import { HOUR, startTalk, USER } from './talk'

let talk: Talk
beforeEach(async () => {
  talk = await startTalk()
})
afterEach(() => talk.wecom.close())

const zhangsan = () => talk.wecom.servicer('zhangsan')
const menuOf = (count: number): object => ({
  msgtype: 'msgmenu',
  msgmenu: {
    head_content: '请评价',
    list: Array.from({ length: count }, (_, i) => ({ type: 'text', text: { content: `${i}` } })),
  },
})
/** The code of the newest session_status_change. */
const codeOfEvent = (): string => {
  const events = talk.wecom.log(talk.wecom.openKfid).map((item) => item.event as { msg_code?: string } | undefined)
  return events.at(-1)?.msg_code ?? ''
}

describe('welcome', () => {
  test('is one message within 20 seconds, without any word of the resident', async () => {
    const { welcomeCode = '' } = await talk.resident.enter({ scene: 'gate3', sceneParam: 'b=3&u=2-501' })
    talk.clock.advance(20_000)

    const sent = await talk.onEvent(welcomeCode, '欢迎')
    const again = await talk.onEvent(welcomeCode, '再次欢迎')

    expect(sent.errcode).toBe(0)
    expect(talk.resident.received).toMatchObject([{ msgid: sent.msgid, text: '欢迎', via: 'event' }])
    expect(again.errcode).toBe(42022)
    expect(talk.rules()).toEqual(['code-reused'])
  })

  test('is over after 20 seconds on the clock', async () => {
    const { welcomeCode = '' } = await talk.resident.enter()
    talk.clock.advance(20_001)

    expect((await talk.onEvent(welcomeCode, '欢迎')).errcode).toBe(42003)
    expect(talk.rules()).toEqual(['code-late'])
  })

  test('is offered only to who got none and wrote nothing for 48 hours', async () => {
    const first = await talk.resident.enter()
    const unused = await talk.resident.enter()
    await talk.onEvent(unused.welcomeCode ?? '', '欢迎')
    const afterWelcome = await talk.resident.enter()
    talk.clock.advance(48 * HOUR + 1)
    const later = await talk.resident.enter()
    await talk.resident.text('你好')
    const afterWriting = await talk.resident.enter()

    expect([first, unused, afterWelcome, later, afterWriting].map((entry) => Boolean(entry.welcomeCode))).toEqual([
      true,
      true,
      false,
      true,
      false,
    ])
  })

  test('takes a menu of ten entries and not of eleven, and a refused message leaves the code unspent', async () => {
    const { welcomeCode = '' } = await talk.resident.enter()

    expect((await talk.onEvent(welcomeCode, '', menuOf(11) as Record<string, unknown>)).errcode).toBe(95008)
    expect((await talk.onEvent(welcomeCode, '', menuOf(10) as Record<string, unknown>)).errcode).toBe(0)
  })
})

describe('handing over', () => {
  beforeEach(() => talk.resident.text('找人工'))

  test('gives a code for the pool that works while the session waits there, for text only', async () => {
    const { msg_code } = await talk.trans(2)

    expect((await talk.onEvent(String(msg_code), '', menuOf(2) as Record<string, unknown>)).errcode).toBe(40058)
    talk.clock.advance(40 * HOUR)
    await talk.login()
    expect((await talk.onEvent(String(msg_code), '请稍候')).errcode).toBe(0)
  })

  test('refuses the pool code once somebody has taken the session', async () => {
    const { msg_code } = await talk.trans(2)
    zhangsan().pick(talk.wecom.openKfid, USER)

    expect((await talk.onEvent(String(msg_code), '请稍候')).errcode).toBe(95018)
    expect(talk.rules()).toEqual(['code-in-wrong-state'])
  })

  test('gives a code with the first assignment only', async () => {
    talk.wecom.addServicer(talk.wecom.openKfid, 'lisi')
    const first = await talk.trans(3, 'zhangsan')
    const second = await talk.trans(3, 'lisi')

    expect((await talk.onEvent(String(first.msg_code), '李四为您服务')).errcode).toBe(0)
    expect(second).toEqual({ errcode: 0, errmsg: 'ok' })
  })

  test('gives the code of a picked session with the event', async () => {
    await talk.trans(2)
    zhangsan().pick(talk.wecom.openKfid, USER)

    expect((await talk.onEvent(codeOfEvent(), '张三来了')).errcode).toBe(0)
  })

  test('gives an end code for 20 seconds, from the API and from the servicer', async () => {
    await talk.trans(3, 'zhangsan')
    const byApi: Reply = await talk.trans(4)
    const ended = await talk.onEvent(String(byApi.msg_code), '本次服务已结束')
    await talk.resident.text('又来了')
    await talk.trans(3, 'zhangsan')
    zhangsan().end(talk.wecom.openKfid, USER)
    const byServicer = await talk.onEvent(codeOfEvent(), '', menuOf(3) as Record<string, unknown>)

    expect([ended.errcode, byServicer.errcode]).toEqual([0, 0])
  })

  test('refuses the end code when the resident has written again', async () => {
    await talk.trans(3, 'zhangsan')
    const { msg_code } = await talk.trans(4)
    await talk.resident.text('等等')

    expect((await talk.onEvent(String(msg_code), '再见')).errcode).toBe(95018)
  })

  test('gives codes anew when the resident comes back, and the old ones are worth nothing', async () => {
    const old = await talk.trans(2)
    await talk.trans(3, 'zhangsan')
    await talk.trans(4)
    await talk.resident.text('又来了')

    const pool = await talk.trans(2)
    const late = await talk.onEvent(String(old.msg_code), '请稍候')
    const human = await talk.trans(3, 'zhangsan')

    expect(late.errcode).toBe(95018)
    expect([typeof pool.msg_code, typeof human.msg_code]).toEqual(['string', 'string'])
  })

  test('does not know a code it never gave', async () => {
    expect((await talk.onEvent('EC-invented', '再见')).errcode).toBe(40029)
    expect(talk.rules()).toEqual(['code-unknown'])
  })

  test('does not count code messages towards the five', async () => {
    for (let i = 0; i < 5; i += 1) await talk.say(`${i}`)
    const { msg_code } = await talk.trans(2)

    expect((await talk.onEvent(String(msg_code), '请稍候')).errcode).toBe(0)
  })

  test('counts them where that is chosen', async () => {
    await talk.wecom.close()
    talk = await startTalk({ unverified: { codeMessagesCount: true } })
    await talk.resident.text('找人工')
    for (let i = 0; i < 5; i += 1) await talk.say(`${i}`)
    const { msg_code } = await talk.trans(2)

    expect((await talk.onEvent(String(msg_code), '请稍候')).errcode).toBe(95001)
  })
})
