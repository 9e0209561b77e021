import type { KfState } from '../../src/emulator/session'
import type { EmulatorOptions } from '../../src/emulator/settings'
import type { Talk } from './talk'
import { startTalk, USER } from './talk'

let talk: Talk
afterEach(() => talk.wecom.close())

/** Brings a fresh session into the state wanted, by the ways the page knows. */
async function inState(state: KfState, options: EmulatorOptions = {}): Promise<void> {
  talk = await startTalk(options)
  talk.wecom.addServicer(talk.wecom.openKfid, 'lisi')
  await talk.resident.text('在吗')
  if (state === 1) await talk.say('在的')
  if (state === 2) await talk.trans(2)
  if (state >= 3) await talk.trans(3, 'zhangsan')
  if (state === 4) await talk.trans(4)
  expect(talk.resident.state).toBe(state)
}
const read = () => talk.post('kf/service_state/get', { open_kfid: talk.wecom.openKfid, external_userid: USER })
const events = (): Array<Record<string, unknown>> =>
  talk.wecom
    .log(talk.wecom.openKfid)
    .filter((item) => item.msgtype === 'event')
    .map((item) => item.event as Record<string, unknown>)

const yes: ReadonlyArray<[KfState, KfState]> = [
  [0, 1],
  [0, 2],
  [0, 3],
  [1, 2],
  [1, 3],
  [2, 3],
  [3, 3],
  [3, 4],
]
const states: KfState[] = [0, 1, 2, 3, 4]
const table = states.flatMap((from) =>
  states.map((to): [KfState, KfState, number] => {
    if (from === 4) return [from, to, 95013]
    return [from, to, yes.some(([a, b]) => a === from && b === to) ? 0 : 95016]
  }),
)

test.each(table)('answers the change from %i to %i with %i', async (from, to, errcode) => {
  await inState(from)

  const answer = await talk.trans(to, 'lisi')

  expect(answer.errcode).toBe(errcode)
  expect((await read()).service_state).toBe(errcode === 0 ? to : from)
  expect(talk.rules()).toEqual(errcode === 95016 ? ['transition-not-allowed'] : [])
})

test('allows further changes where they are chosen', async () => {
  await inState(1, { unverified: { extraTransitions: [[1, 4]] } })

  expect((await talk.trans(4)).errcode).toBe(0)
})

test('names the servicer in state 3 only', async () => {
  await inState(3)
  const human = await read()
  await talk.trans(4)

  expect(human).toMatchObject({ service_state: 3, servicer_userid: 'zhangsan' })
  expect(await read()).toEqual({ errcode: 0, errmsg: 'ok', service_state: 4 })
})

test('moves a session silently from one servicer to another, as the real one does', async () => {
  await inState(3)
  await talk.trans(3, 'lisi')

  expect((await read()).servicer_userid).toBe('lisi')
  expect(events()).toEqual([])
})

test('opens an ended session as new when the resident writes', async () => {
  await inState(4)
  await talk.resident.text('又来了')

  expect((await read()).service_state).toBe(0)
  expect((await talk.say('欢迎回来')).errcode).toBe(0)
})

describe('the servicer asked for', () => {
  test.each<[string, number, () => void]>([
    ['is nobody', 40058, () => undefined],
    ['serves no such account', 95014, () => talk.wecom.addMember('lisi')],
    [
      'has not activated WeCom',
      95014,
      () => {
        talk.wecom.addServicer(talk.wecom.openKfid, 'lisi')
        talk.wecom.addMember('lisi', { activated: false })
      },
    ],
    ['has stopped', 95019, () => talk.wecom.addServicer(talk.wecom.openKfid, 'lisi', { receiving: false })],
    [
      'is outside the visible range',
      60030,
      () => {
        talk.wecom.addServicer(talk.wecom.openKfid, 'lisi')
        talk.wecom.addMember('lisi', { visible: false })
      },
    ],
  ])('who %s gives %i', async (_, errcode, arrange) => {
    talk = await startTalk()
    await talk.resident.text('在吗')
    arrange()

    expect((await talk.trans(3, errcode === 40058 ? undefined : 'lisi')).errcode).toBe(errcode)
    expect(talk.resident.state).toBe(0)
  })

  test('may leave in the last moment', async () => {
    talk = await startTalk()
    await talk.resident.text('在吗')
    talk.wecom.faults.set({ servicerLeaves: {} })

    expect((await talk.trans(3, 'zhangsan')).errcode).toBe(95019)
    expect(events()).toMatchObject([{ event_type: 'servicer_status_change', status: 2, servicer_userid: 'zhangsan' }])
  })
})

describe('what servicers do', () => {
  const at = (): [string, string] => [talk.wecom.openKfid, USER]

  test('is told in events, one for each change', async () => {
    await inState(2)
    const [zhangsan, lisi] = [talk.wecom.servicer('zhangsan'), talk.wecom.servicer('lisi')]
    zhangsan.pick(...at())
    zhangsan.transfer(...at(), 'lisi')
    lisi.end(...at())
    zhangsan.say(...at(), '补充一句')

    expect(events()).toMatchObject([
      { change_type: 1, new_servicer_userid: 'zhangsan', msg_code: expect.any(String) },
      { change_type: 2, old_servicer_userid: 'zhangsan', new_servicer_userid: 'lisi' },
      { change_type: 3, old_servicer_userid: 'lisi', msg_code: expect.any(String) },
      { change_type: 4, new_servicer_userid: 'zhangsan' },
    ])
    expect(events()[1]).not.toHaveProperty('msg_code')
    expect(await read()).toMatchObject({ service_state: 3, servicer_userid: 'zhangsan' })
    expect(talk.resident.heard).toEqual(['补充一句'])
  })

  test('includes taking words back and blocking a resident', async () => {
    await inState(3)
    const zhangsan = talk.wecom.servicer('zhangsan')
    const msgid = zhangsan.say(...at(), '写错了')
    zhangsan.recall(...at(), msgid)
    zhangsan.reject(...at(), true)

    expect(events()).toMatchObject([
      { event_type: 'servicer_recall_msg', recall_msgid: msgid, servicer_userid: 'zhangsan' },
      { event_type: 'reject_customer_msg_switch_change', reject_switch: 1 },
    ])
    expect(talk.resident.received[0]?.recalled).toBe(true)
  })

  test('is refused where the client would not offer it', async () => {
    await inState(1)
    const zhangsan = talk.wecom.servicer('zhangsan')

    expect(() => zhangsan.pick(...at())).toThrow('not in the pool')
    expect(() => zhangsan.say(...at(), '您好')).toThrow('does not see')
    expect(() => zhangsan.end(...at())).toThrow('does not serve')
  })

  test('counts 1 and 2 in the event and 0 and 1 in the list', async () => {
    await inState(0)
    talk.wecom.servicer('lisi').setReceiving(false, { paused: true })
    talk.wecom.servicer('zhangsan').setReceiving(true)

    const list = await talk.get('kf/servicer/list', { open_kfid: talk.wecom.openKfid })

    expect(events()).toMatchObject([{ status: 2, stop_type: 1 }, { status: 1 }])
    expect(list.servicer_list).toEqual([
      { userid: 'zhangsan', status: 0 },
      { userid: 'lisi', status: 1, stop_type: 1 },
    ])
  })
})
