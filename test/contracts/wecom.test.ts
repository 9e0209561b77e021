import { until } from '../support/until'
import { KF_ALONE, KF_STOPPED, startOtherWecom } from './other-wecom'
import type { OtherWecom } from './other-wecom'
import { startOutside } from './outside'
import type { Outside } from './outside'

let wecom: OtherWecom
let outside: Outside
beforeAll(async () => {
  wecom = await startOtherWecom()
  outside = await startOutside({ ...wecom.env, STAFF_HOURS: '00:00-24:00' })
})
afterAll(async () => {
  await outside.stop()
  await wecom.stop()
})
afterEach(() => {
  Object.assign(wecom.habit, { page: 1000, emptyPages: 0, omit: false })
  wecom.fault.before = wecom.fault.cut = undefined
  // Whatever was tried, no rule of the protocol was broken.
  expect(wecom.wrong).toEqual([])
})

const tell = () => wecom.tells(outside.app.url)
const answered = (user: string) => until(() => wecom.saidTo(user).length > 0, `${user} to be answered`)
const inOf = async (user: string) =>
  (await outside.exchanges(`user=${user}`)).filter((item) => item.direction === 'in' && item.author === 'owner')
const outOf = async (user: string) => (await outside.exchanges(`user=${user}`)).filter((item) => item.author === 'bot')

it('answers the console’s check with the echo alone, a raw + in it kept', async () => {
  for (const echo of ['1616140317555161061', '5927782489442352469592778248944235', '7'])
    expect(await wecom.triesAddress(outside.app.url, echo)).toEqual({ status: 200, body: echo })
})

it('welcomes with the code of the entry, acknowledges with nothing, and answers what comes then', async () => {
  wecom.codes.set('W1', { user: 'wmNew', types: ['text', 'msgmenu'] })
  wecom.happens({
    event_type: 'enter_session',
    external_userid: 'wmNew',
    scene: 's',
    scene_param: '',
    welcome_code: 'W1',
  })
  expect(await tell()).toEqual({ status: 200, body: '' })
  await answered('wmNew')
  expect(wecom.saidTo('wmNew')[0]).toMatchObject({ by: 'event', menu: expect.arrayContaining(['转人工']) })

  wecom.writes('wmNew', { text: { content: '装修要办什么手续' } })
  await tell()
  const isOver = async () => {
    const out = await outOf('wmNew')
    return out.length > 1 && out.every((item) => item.delivery !== 'pending')
  }
  await until(isOver, 'an answer')
  const sent = (await outOf('wmNew')).map((item) => [item.sourceId, item.delivery])
  expect(sent).toEqual(wecom.saidTo('wmNew').map(({ msgid }) => [msgid, 'sent']))
})

it('goes on over empty pages, one item a page, and takes an item once that comes twice', async () => {
  Object.assign(wecom.habit, { page: 1, emptyPages: 3 })
  const first = wecom.writes('wmPages', { text: { content: '你好' } })
  for (const content of ['装修要办什么手续', '谢谢']) wecom.writes('wmPages', { text: { content } })
  wecom.again(first)
  await tell()
  await answered('wmPages')
  wecom.writes('wmPages', { text: { content: '再见' } })
  await tell()
  await until(async () => (await inOf('wmPages')).length === 4, 'all to be on record')

  expect((await inOf('wmPages')).map((item) => item.text)).toEqual(['你好', '装修要办什么手续', '谢谢', '再见'])
})

it('does without what an answer leaves out because it is empty or zero', async () => {
  wecom.habit.omit = true
  wecom.writes('wmBare', { text: { content: '装修要办什么手续' } })
  await tell()

  await answered('wmBare')
})

it.each([
  ['40014', () => wecom.killTokens()],
  [
    '42001',
    () => {
      let left = 1
      wecom.fault.before = (path) => (path !== 'gettoken' && left-- > 0 ? { errcode: 42001, errmsg: '' } : undefined)
    },
  ],
])('after %s fetches one token and goes on', async (code, kill) => {
  const before = wecom.asked.filter(({ path }) => path === 'gettoken').length
  kill()
  wecom.writes(`wmT${code}`, { text: { content: '装修要办什么手续' } })
  await tell()
  await answered(`wmT${code}`)

  expect(wecom.asked.filter(({ path }) => path === 'gettoken').length).toBe(before + 1)
})

it('pulls without the callback’s token where that is dead', async () => {
  wecom.writes('wm95007', { text: { content: '装修要办什么手续' } })
  await wecom.tells(outside.app.url, null)

  await answered('wm95007')
})

it('says it once where the answer to its sending is lost', async () => {
  let left = 1
  wecom.fault.cut = (path, { touser }) => path === 'kf/send_msg' && touser === 'wmLost' && left-- > 0
  wecom.writes('wmLost', { text: { content: '装修要办什么手续' } })
  await tell()
  await until(async () => (await outOf('wmLost')).some((item) => item.delivery === 'sent'), 'it to count as sent')

  expect(left).toBeLessThan(1)
  const texts = wecom.saidTo('wmLost').map(({ text }) => text)
  expect(new Set(texts).size).toBe(texts.length)
})

it('counts what did not arrive after all as failed, with the reason', async () => {
  wecom.writes('wmFail', { text: { content: '装修要办什么手续' } })
  await tell()
  await until(async () => (await outOf('wmFail'))[0]?.delivery === 'sent', 'it to be sent')
  const { msgid } = wecom.saidTo('wmFail')[0]!
  wecom.happens({ event_type: 'msg_send_fail', external_userid: 'wmFail', fail_msgid: msgid, fail_type: 10 })
  await tell()

  await until(async () => (await outOf('wmFail'))[0]?.delivery === 'failed', 'it to be known')
  expect((await outOf('wmFail'))[0].deliveryReason).toContain('10')
})

it('holds its tongue where a servicer has taken the owner meanwhile', async () => {
  wecom.writes('wmTaken', { text: { content: '装修要办什么手续' } })
  Object.assign(wecom.sessionOf('wmTaken'), { state: 3, servicer: 'zhang' })
  await tell()
  await until(async () => (await outOf('wmTaken'))[0]?.delivery === 'failed', 'the answer to be dropped')

  expect(wecom.saidTo('wmTaken')).toEqual([])
})

it('hands over to the servicer who receives, with one text by the code of the change', async () => {
  wecom.writes('wmPerson', { text: { content: '转人工' } })
  await tell()
  await until(() => wecom.sessionOf('wmPerson').state === 3, 'the session to move')
  await until(
    async () => (await outside.get('/api/v1/handoffs?user=wmPerson')).items[0].status === 'active',
    'the desk',
  )

  expect(wecom.sessionOf('wmPerson').servicer).toBe('zhang')
  const { id } = (await outside.get('/api/v1/handoffs?user=wmPerson')).items[0]
  const reply = await outside.ask('POST', `/api/v1/handoffs/${id}/reply`, { by: 'zhang', text: '您好' })
  expect(reply).toMatchObject({ status: 409, body: { error: { code: 'answer_in_wecom' } } })
})

it('leaves the owner of an account without servicers to staff in the console', async () => {
  wecom.writes('wmAlone', { text: { content: '转人工' } }, KF_ALONE)
  await wecom.tells(outside.app.url, undefined, KF_ALONE)
  await answered('wmAlone')
  const { id } = (await outside.get('/api/v1/handoffs?user=wmAlone')).items[0]

  const taken = await outside.ask('POST', `/api/v1/handoffs/${id}/accept`, { by: '小李' })
  expect(taken).toMatchObject({ status: 200, body: { status: 'active', assignee: '小李' } })
  const reply = await outside.ask('POST', `/api/v1/handoffs/${id}/reply`, { by: '小李', text: '您好，我是小李' })
  expect(reply.status).toBe(200)
  await until(() => wecom.saidTo('wmAlone').some(({ text }) => text.includes('我是小李')), 'the words to arrive')
  expect(wecom.sessionOf('wmAlone').state).toBe(1)
})

it('names a time, and not the hours, where nobody is receiving within them', async () => {
  wecom.writes('wmStopped', { text: { content: '转人工' } }, KF_STOPPED)
  await wecom.tells(outside.app.url, undefined, KF_STOPPED)
  await answered('wmStopped')

  expect(wecom.saidTo('wmStopped')[0]!.text).toMatch(/ZX-\d{8}-\d{4}，同事.*\d{1,2}:\d{2}前/)
  expect(wecom.saidTo('wmStopped')[0]!.text).not.toContain('不在人工服务时间')
})

it('records every kind of item, answers the owner, and stops at none', async () => {
  const kinds: Record<string, unknown>[] = [
    { hologram: { depth: 3 } },
    { business_card: { userid: 'zhang' } },
    { meeting: {} },
    {
      merged_msg: { title: '聊天记录', item: [{ send_time: 1, msgtype: 'text', sender_name: '甲', msg_content: '{' }] },
    },
    { image: { media_id: 'gone' } },
    { location: { latitude: 31.1, longitude: 121.5, name: '南门', address: '' } },
    { text: {} },
  ]
  for (const [index, payload] of kinds.entries()) wecom.writes(`wmKind${index}`, payload)
  wecom.again({ msgid: 'odd1', send_time: 1, origin: 4, msgtype: 'event', event: { event_type: 'brand_new' } })
  wecom.again({ msgid: 'odd2', origin: 3, msgtype: 'text' })
  wecom.again('nothing')
  await tell()

  for (const index of kinds.keys()) await answered(`wmKind${index}`)
  for (const index of [0, 1, 2]) expect(wecom.saidTo(`wmKind${index}`)[0]!.text).toContain('看不到内容')
  expect((await outside.get('/api/v1/exchanges/verify')).ok).toBe(true)
})
