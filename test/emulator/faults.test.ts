import { FaultPlan } from '../../src/emulator/faults'
import { SeededRandom } from '../../src/emulator/random'
import type { Talk } from './talk'
import { startTalk, USER } from './talk'

let talk: Talk
beforeEach(async () => {
  talk = await startTalk()
  await talk.resident.text('厨房漏水')
})
afterEach(() => talk.wecom.close())

const SEND = 'kf/send_msg'
const raw = (): Promise<Response> =>
  talk.postRaw(
    SEND,
    JSON.stringify({
      touser: USER,
      open_kfid: talk.wecom.openKfid,
      msgid: 'o_1',
      msgtype: 'text',
      text: { content: '您好' },
    }),
  )

test('answers -1 as often as told, and nothing has happened', async () => {
  talk.wecom.faults.set({ busy: { on: SEND, times: 2 } })

  const codes = [(await talk.say('甲')).errcode, (await talk.say('甲')).errcode, (await talk.say('甲')).errcode]

  expect(codes).toEqual([-1, -1, 0])
  expect(talk.resident.heard).toEqual(['甲'])
})

test('answers any other code on request', async () => {
  talk.wecom.faults.set({ errcode: { on: 'getcallbackip', errcode: 60020 } })

  expect((await talk.get('getcallbackip')).errcode).toBe(60020)
  expect((await talk.get('getcallbackip')).errcode).toBe(0)
})

test('blocks an API for a minute of the clock after 45009, and records calls in the meantime', async () => {
  talk.wecom.faults.set({ rateLimit: { on: SEND } })

  const first = await talk.say('甲')
  const meanwhile = await talk.say('甲')
  talk.clock.advance(60_000)
  const later = await talk.say('甲')

  expect([first.errcode, meanwhile.errcode, later.errcode]).toEqual([45009, 45009, 0])
  expect(talk.rules()).toEqual(['called-while-blocked'])
})

test('blocks an API that is called more often than its minute allows', async () => {
  await talk.wecom.close()
  talk = await startTalk({ limits: { perApiPerMinute: 2 } })
  const codes = []
  for (let i = 0; i < 3; i += 1) codes.push((await talk.get('getcallbackip')).errcode)

  expect(codes).toEqual([0, 0, 45009])
  expect(talk.rules()).toEqual(['rate-limit'])
})

test.each([
  ['before', 0, []],
  ['after', 95033, ['您好']],
] as const)('breaks the connection %s the effect', async (when, retry, heard) => {
  talk.wecom.faults.set({ reset: { on: SEND, when } })

  await expect(raw()).rejects.toThrow('fetch failed')
  const heardThen = [...talk.resident.heard]
  const second = (await (await raw()).json()) as { errcode: number }

  expect(heardThen).toEqual(heard)
  expect(second.errcode).toBe(retry)
  expect(talk.resident.heard).toEqual(['您好'])
  expect(talk.rules()).toEqual([])
})

test('accepts the connection and stays silent, with or without the effect', async () => {
  talk.wecom.faults.set({ hang: { on: SEND, when: 'after', ms: 20 } })

  await expect(raw()).rejects.toThrow('fetch failed')

  expect(talk.resident.heard).toEqual(['您好'])
})

test('answers 502 with HTML', async () => {
  talk.wecom.faults.set({ badGateway: { on: SEND } })

  const answer = await raw()

  expect([answer.status, answer.headers.get('content-type')]).toEqual([502, 'text/html'])
  expect(await answer.text()).toContain('<html>')
  expect(talk.resident.heard).toEqual([])
})

test('answers half a JSON text', async () => {
  talk.wecom.faults.set({ malformed: { on: SEND, when: 'after' } })

  const answer = await raw()

  expect(answer.status).toBe(200)
  await expect(answer.json()).rejects.toThrow()
  expect(talk.resident.heard).toEqual(['您好'])
})

test('answers late', async () => {
  talk.wecom.faults.set({ slow: { on: SEND, ms: 60 } })
  const started = performance.now()

  await raw()

  expect(performance.now() - started).toBeGreaterThanOrEqual(55)
})

test('lets the access token die in the middle of work', async () => {
  talk.wecom.faults.set({ tokenDeath: { on: SEND, errcode: 42001 } })

  const refused = await talk.say('甲')
  await talk.login()

  expect(refused.errcode).toBe(42001)
  expect((await talk.say('甲')).errcode).toBe(0)
})

test('accepts a message that never arrives and reports it afterwards', async () => {
  talk.wecom.faults.set({ sendFail: { failType: 6 } })

  const sent = await talk.say('甲')
  const page = await talk.sync()

  expect(sent.errcode).toBe(0)
  expect(talk.resident.heard).toEqual([])
  expect((page.msg_list as unknown[])[1]).toMatchObject({
    origin: 4,
    event: { event_type: 'msg_send_fail', fail_msgid: sent.msgid, fail_type: 6, external_userid: USER },
  })
})

test('gives an empty page with has_more 1 and loses nothing', async () => {
  talk.wecom.faults.set({ emptyPage: {} })

  const empty = await talk.sync()
  const full = await talk.sync({ cursor: empty.next_cursor })

  expect(empty).toMatchObject({ has_more: 1, msg_list: [], next_cursor: expect.any(String) })
  expect(full).toMatchObject({ has_more: 0, msg_list: [{ text: { content: '厨房漏水' } }] })
  expect(talk.rules()).toEqual([])
})

test('gives short pages with has_more 1, even at the end', async () => {
  await talk.resident.text('快来')
  talk.wecom.faults.set({ shortPage: { times: 2 } })

  const first = await talk.sync()
  const second = await talk.sync({ cursor: first.next_cursor })
  const third = await talk.sync({ cursor: second.next_cursor })

  expect([first, second, third].map((page) => [(page.msg_list as unknown[]).length, page.has_more])).toEqual([
    [1, 1],
    [1, 1],
    [0, 0],
  ])
})

test('refuses a good callback token', async () => {
  talk.wecom.faults.set({ msgTokenDeath: {} })

  expect((await talk.sync({ token: 'whatever' })).errcode).toBe(95007)
})

test('leaves out what is empty or zero', async () => {
  const { next_cursor: cursor } = await talk.sync()
  talk.wecom.faults.set({ omitEmpty: {} })

  expect(await talk.sync({ cursor })).toEqual({ errmsg: 'ok', next_cursor: cursor })
})

test('warns in errmsg although nothing is wrong', async () => {
  talk.wecom.faults.set({ oddErrmsg: { on: SEND } })

  expect(await talk.say('甲')).toMatchObject({ errcode: 0, errmsg: expect.stringContaining('Warning') })
})

test('lets the first calls pass when told to, and stops when cleared', async () => {
  talk.wecom.faults.set({ busy: { on: SEND, skip: 1, times: 5 } })
  const codes = [(await talk.say('甲')).errcode, (await talk.say('乙')).errcode]
  talk.wecom.faults.clear()

  expect([...codes, (await talk.say('丙')).errcode]).toEqual([0, -1, 0])
  expect(talk.wecom.faults.fired).toEqual([{ kind: 'busy', path: SEND }])
})

test('strikes with a probability, and alike with the same seed', () => {
  const run = (seed: number): boolean[] => {
    const plan = new FaultPlan(new SeededRandom(seed))
    plan.set({ busy: { probability: 0.3 } })
    return Array.from({ length: 1000 }, () => plan.strike('busy', SEND) !== undefined)
  }
  const struck = run(7).filter(Boolean).length

  expect(run(7)).toEqual(run(7))
  expect(run(7)).not.toEqual(run(8))
  expect(struck).toBeGreaterThan(250)
  expect(struck).toBeLessThan(350)
})

test('means the whole name of a call', () => {
  const plan = new FaultPlan(new SeededRandom(1))
  plan.set({ busy: { on: SEND, times: 9 } })

  expect(plan.strike('busy', 'kf/send_msg_on_event')).toBeUndefined()
  expect(plan.strike('busy', SEND)).toBeDefined()
})
