import type { EmulatorOptions } from '../../src/emulator/settings'
import type { Talk } from './talk'
import { HOUR, startTalk, USER } from './talk'

let talk: Talk
afterEach(() => talk.wecom.close())

/** A resident has just written; the session is new. */
async function asked(options: EmulatorOptions = {}): Promise<void> {
  talk = await startTalk(options)
  await talk.resident.text('厨房漏水')
}
const state = (): number => talk.wecom.session(talk.wecom.openKfid, USER).state

describe('the window', () => {
  test('moves a new session to the bot with the first message', async () => {
    await asked()
    const before = state()

    await talk.say('您好')

    expect([before, state()]).toEqual([0, 1])
  })

  test('takes five messages for each message of the resident and refuses the sixth', async () => {
    await asked()
    for (let i = 1; i <= 5; i += 1) expect((await talk.say(`第${i}条`)).errcode).toBe(0)

    const sixth = await talk.say('第6条')
    await talk.resident.text('还有吗')
    const renewed = await talk.say('有')

    expect(sixth.errcode).toBe(95001)
    expect(talk.rules()).toEqual(['more-than-five-messages'])
    expect(renewed.errcode).toBe(0)
    expect(talk.resident.heard).toEqual(['第1条', '第2条', '第3条', '第4条', '第5条', '有'])
  })

  test('does not renew the five when the resident only comes in again', async () => {
    await asked()
    for (let i = 1; i <= 5; i += 1) await talk.say(`第${i}条`)
    await talk.resident.enter()

    expect((await talk.say('第6条')).errcode).toBe(95001)
  })

  test('renews the five by a menu tap, unless that is switched off', async () => {
    await asked({ unverified: { menuTapRenews: false } })
    await talk.post('kf/send_msg', menu([{ type: 'click', click: { id: 'ok', content: '好' } }]))
    for (let i = 1; i <= 4; i += 1) await talk.say(`第${i}条`)
    await talk.resident.tapMenu('好')

    expect((await talk.say('再来')).errcode).toBe(95001)
  })

  test('closes 48 hours after the last word of the resident', async () => {
    await asked()
    talk.clock.advance(48 * HOUR)
    await talk.login()
    const onTime = await talk.say('还在')
    talk.clock.advance(1)

    const late = await talk.say('太晚')

    expect(onTime.errcode).toBe(0)
    expect(late.errcode).toBe(95002)
    expect(talk.rules()).toEqual(['outside-48-hours'])
  })

  test('keeps the session for 48 hours to the millisecond', async () => {
    await asked()
    talk.clock.advance(48 * HOUR)
    const before = state()
    talk.clock.advance(1)

    expect([before, state()]).toEqual([0, 4])
  })

  test('counts the session as ended after 48 hours, or keeps its state where that is chosen', async () => {
    await asked({ unverified: { after48Hours: 'kept' } })
    await talk.say('您好')
    talk.clock.advance(49 * HOUR)
    const kept = state()
    await talk.wecom.close()
    await asked()
    await talk.say('您好')
    talk.clock.advance(49 * HOUR)

    expect([kept, state()]).toEqual([1, 4])
  })

  test.each([2, 3])('refuses with 95018 in state %i and records who was disturbed', async (target) => {
    await asked()
    await talk.trans(target, 'zhangsan')

    const answer = await talk.say('我也来')

    expect(answer.errcode).toBe(95018)
    expect(talk.wecom.violations).toMatchObject([{ rule: 'sent-while-staff-serve', path: 'kf/send_msg' }])
    expect(talk.resident.received).toEqual([])
  })

  test.each([95013, 95018] as const)('refuses with %i after the end, as chosen', async (errcode) => {
    await asked({ unverified: { sendAfterEndErrcode: errcode } })
    await talk.trans(3, 'zhangsan')
    talk.wecom.servicer('zhangsan').end(talk.wecom.openKfid, USER)

    expect((await talk.say('再见')).errcode).toBe(errcode)
    expect(talk.rules()).toEqual(['sent-after-end'])
  })

  test('refuses a resident who came in but has not written', async () => {
    talk = await startTalk()
    await talk.resident.enter()

    expect((await talk.say('欢迎')).errcode).toBe(95018)
  })

  test('knows a stranger from an id of another kind', async () => {
    await asked()

    expect((await talk.say('谁', { touser: 'wmStranger' })).errcode).toBe(84061)
    expect((await talk.say('谁', { touser: 'zhangsan' })).errcode).toBe(40096)
  })

  test('sends residents of an account that is not managed through the API straight to staff', async () => {
    talk = await startTalk()
    talk.wecom.addAccount({ openKfid: 'wkNative', managePrivilege: false })
    talk.wecom.addServicer('wkNative', 'zhangsan')
    await talk.wecom.resident(USER, 'wkNative').text('有人吗')

    expect((await talk.say('有', { open_kfid: 'wkNative' })).errcode).toBe(95018)
    expect(talk.wecom.session('wkNative', USER)).toMatchObject({ state: 3, servicer: 'zhangsan' })
  })
})

describe('msgid', () => {
  test('guards against duplicates: 95033, one message, no violation for an honest retry', async () => {
    await asked()
    const first = await talk.say('好的', { msgid: 'o_1' })

    const retry = await talk.say('好的', { msgid: 'o_1' })

    expect([first.msgid, first.errcode, retry.errcode]).toEqual(['o_1', 0, 95033])
    expect(talk.resident.heard).toEqual(['好的'])
    expect(talk.rules()).toEqual([])
  })

  test('records the same msgid with other content', async () => {
    await asked()
    await talk.say('好的', { msgid: 'o_1' })

    expect((await talk.say('另一句', { msgid: 'o_1' })).errcode).toBe(95033)
    expect(talk.rules()).toEqual(['msgid-reused'])
  })

  test('is not used up by a refused message', async () => {
    await asked()
    await talk.say('', { msgid: 'o_1', text: { content: '长'.repeat(700) } })

    expect((await talk.say('短', { msgid: 'o_1' })).errcode).toBe(0)
  })

  test('is unique within one account only', async () => {
    await asked()
    talk.wecom.addAccount({ openKfid: 'wkOther' })
    await talk.wecom.resident(USER, 'wkOther').text('在吗')
    await talk.say('甲', { msgid: 'o_1' })

    expect((await talk.say('乙', { msgid: 'o_1', open_kfid: 'wkOther' })).errcode).toBe(0)
  })

  test('is noticed before the five messages, or after them where that is chosen', async () => {
    const retryOfTheFifth = async (): Promise<number> => {
      for (let i = 1; i <= 5; i += 1) await talk.say('同一句', { msgid: `o_${i}` })
      return (await talk.say('同一句', { msgid: 'o_5' })).errcode
    }
    await asked()
    const first = await retryOfTheFifth()
    await talk.wecom.close()
    await asked({ unverified: { duplicateCheck: 'last' } })

    expect([first, await retryOfTheFifth()]).toEqual([95033, 95001])
  })

  test.each([
    ['empty', '', 'msgid-empty'],
    ['longer than 32', 'x'.repeat(33), 'msgid-malformed'],
    ['with other signs', 'a.b', 'msgid-malformed'],
  ])('is refused when it is %s', async (_, msgid, rule) => {
    await asked()

    expect((await talk.say('好', { msgid })).errcode).toBe(40058)
    expect(talk.rules()).toEqual([rule])
  })
})

const menu = (list: unknown[], more: object = {}): object => ({
  touser: USER,
  open_kfid: talk.wecom.openKfid,
  msgtype: 'msgmenu',
  msgmenu: { head_content: '请选择', list, tail_content: '谢谢', ...more },
})
const click = (id: number): object => ({ type: 'click', click: { id: `k${id}`, content: `选项${id}` } })
const times = (count: number, make: (index: number) => object): object[] =>
  Array.from({ length: count }, (_, i) => make(i))

describe('limits', () => {
  test('takes 2048 bytes of text and not one more', async () => {
    await asked()
    const longest = `${'长'.repeat(682)}ab`

    expect((await talk.say(longest)).errcode).toBe(0)
    expect((await talk.say(`${longest}c`)).errcode).toBe(40058)
    expect(talk.rules()).toEqual(['text-too-long'])
  })

  test('cuts longer text instead, where that is chosen, and records it all the same', async () => {
    await asked({ unverified: { longText: 'cut' } })

    expect((await talk.say('长'.repeat(700))).errcode).toBe(0)
    expect(Buffer.byteLength(talk.resident.heard[0] ?? '')).toBeLessThanOrEqual(2050)
    expect(talk.rules()).toEqual(['text-too-long'])
  })

  test('shows a menu as one message whose entries can be tapped by id or label', async () => {
    await asked()
    await talk.post('kf/send_msg', menu([click(1), { type: 'text', text: { content: '其他' } }, click(2)]))

    const tapped = await talk.resident.tapMenu('k2')
    await talk.resident.tapMenu('选项1')
    const page = await talk.sync()

    expect(talk.resident.received[0]).toMatchObject({ text: '请选择\n选项1\n其他\n选项2\n谢谢' })
    expect((page.msg_list as unknown[]).slice(1)).toMatchObject([
      { msgid: tapped, origin: 3, msgtype: 'text', text: { content: '选项2', menu_id: 'k2' } },
      { text: { content: '选项1', menu_id: 'k1' } },
    ])
  })

  test('taps the newest menu that has the entry and says what there is otherwise', async () => {
    await asked()
    await talk.post('kf/send_msg', menu([{ type: 'click', click: { id: 'old', content: '确认' } }]))
    await talk.post('kf/send_msg', menu([{ type: 'click', click: { id: 'new', content: '确认' } }]))
    await talk.resident.tapMenu('确认')

    expect((await talk.sync()).msg_list).toMatchObject([{}, { text: { menu_id: 'new' } }])
    await expect(talk.resident.tapMenu('没有')).rejects.toThrow('no menu offers "没有"')
  })

  const text = (content: string): object => ({ type: 'text', text: { content } })
  test.each<[string, number, object[], object]>([
    ['ten entries to tap', 0, times(10, click), {}],
    ['eleven entries to tap', 95008, times(11, click), {}],
    ['fifty entries', 0, [...times(10, click), ...times(40, () => text('行'))], {}],
    ['fifty-one entries', 95008, [...times(10, click), ...times(41, () => text('行'))], {}],
    ['an entry of unknown type', 95009, [{ type: 'button', button: {} }], {}],
    ['a label of 129 bytes', 40058, [{ type: 'click', click: { id: 'a', content: '长'.repeat(43) } }], {}],
    ['a label without letters', 40058, [{ type: 'click', click: { id: 'a', content: '' } }], {}],
    ['an empty id', 40058, [{ type: 'click', click: { id: '', content: '好' } }], {}],
    ['an id of 129 bytes', 40058, [{ type: 'click', click: { id: 'x'.repeat(129), content: '好' } }], {}],
    ['no id at all', 0, [{ type: 'click', click: { content: '好' } }], {}],
    ['a head of 1025 bytes', 40058, [click(1)], { head_content: 'x'.repeat(1025) }],
    ['a tail of 1025 bytes', 40058, [click(1)], { tail_content: 'x'.repeat(1025) }],
    ['a text entry of 257 bytes', 40058, [text('x'.repeat(257))], {}],
  ])('answers a menu with %s by %i', async (_, errcode, list, more) => {
    await asked()

    const answer = await talk.post('kf/send_msg', menu(list, more))

    expect(answer.errcode).toBe(errcode)
    expect(talk.rules()).toEqual(errcode === 0 ? [] : ['menu-limits'])
  })

  test.each<[string, object]>([
    ['an unknown type', { msgtype: 'song', song: {} }],
    ['a type without its object', { msgtype: 'image' }],
    ['a link without picture', { msgtype: 'link', link: { title: '须知', url: 'https://example.com' } }],
    ['a place off the globe', { msgtype: 'location', location: { latitude: 91, longitude: 0 } }],
  ])('refuses %s', async (_, more) => {
    await asked()

    expect((await talk.say('', more as Record<string, unknown>)).errcode).toBe(40058)
    expect(talk.rules()).toEqual(['field-limits'])
  })

  test('refuses media it never stored', async () => {
    await asked()

    expect((await talk.say('', { msgtype: 'image', image: { media_id: 'none' } })).errcode).toBe(40007)
  })
})

describe('order', () => {
  test('records two sends to one resident under way at once, not two to different residents', async () => {
    await asked()
    await talk.wecom.resident('wmLi').text('在吗')
    await Promise.all([talk.say('甲'), talk.say('乙', { touser: 'wmLi' })])
    const apart = talk.rules()

    await Promise.all([talk.say('丙'), talk.say('丁')])

    expect(apart).toEqual([])
    expect(talk.rules()).toEqual(['concurrent-sends'])
  })

  test('takes the same msgid again, while its first answer is still under way, for the retry it is', async () => {
    await asked()
    talk.wecom.faults.set({ slow: { on: 'kf/send_msg', ms: 40 } })
    const first = talk.say('甲', { msgid: 'o_1' })
    await talk.wecom.until(() => talk.resident.heard.length === 1)

    const retry = await talk.say('甲', { msgid: 'o_1' })

    expect([(await first).errcode, retry.errcode]).toEqual([0, 95033])
    expect(talk.rules()).toEqual([])
  })
})
