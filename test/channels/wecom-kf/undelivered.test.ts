import type { Unreachable } from '../../../src/channels/wecom-kf/undelivered'
import type { OutboundContent } from '../../../src/messages/outbound'
import { conversationIdOf } from '../../../src/queue/inbox'
import { saySomething } from '../../../src/queue/say-later'
import { startSender } from '../../../src/queue/sender'
import { DoorStage } from './open-door'

let stage: DoorStage
afterEach(() => stage.close())

let calls: Unreachable[]
async function open() {
  calls = []
  stage = await DoorStage.open({ deps: { onUnreachable: async (_tx, owner) => void calls.push(owner) } })
  const resident = stage.emulator.resident('wmA')
  await resident.text('厨房漏水')
  await stage.settle()
  return resident
}

const talk = () => conversationIdOf({ channel: 'wecom-kf', account: stage.emulator.openKfid, user: 'wmA' })

/** Through the real outbox, as everything that is said. */
async function say(content: string | OutboundContent, message: { evenWhenServed?: boolean } = {}) {
  await stage.db.tx((tx) =>
    saySomething(tx, {
      conversationId: talk(),
      content: typeof content === 'string' ? { type: 'text', text: content } : content,
      author: 'bot',
      at: stage.clock.now(),
      channel: { shape: stage.door.sender.shape, delivers: true },
      message,
    }),
  )
  await send()
}

async function send(): Promise<void> {
  const sender = startSender({
    db: stage.db,
    clock: stage.clock,
    waker: { onWake: () => () => undefined },
    concurrency: 1,
    byHand: true,
    senderOf: () => stage.door.sender,
    onError: (error) => {
      throw error
    },
  })
  await sender.drain()
  await sender.stop()
}

const failNext = (failType: number) => stage.emulator.faults.set({ sendFail: { times: 1, failType } })
const delivery = async () => {
  const rows = await stage.db.query<{ text: string; delivery: string; delivery_reason: string | null }>(
    'test-delivery',
    `select x.text, e.delivery, e.delivery_reason from exchange e join exchange_content x on x.exchange_id = e.id
      where e.direction = 'out' order by e.seq`,
  )
  return rows.map((row) => [row.text, row.delivery, row.delivery_reason])
}
const verified = async () => {
  const rows = await stage.db.query<{ links: string; made: string }>(
    'test-links',
    `select c.links, (select count(*) from exchange where conversation_id = c.id) + (select count(*) from exchange_change where conversation_id = c.id) as made
       from conversation c where id = $1`,
    [talk()],
  )
  return rows[0]?.links === rows[0]?.made
}

test.each([5, 6])('after fail type %i the words wait, and go out with the owner’s next message', async (failType) => {
  const resident = await open()
  failNext(failType)
  await say('已为您登记')
  await stage.settle()

  expect(resident.heard).toEqual([])
  expect(await delivery()).toEqual([['已为您登记', 'pending', expect.stringContaining(`send_fail ${failType}`)]])
  await resident.text('还在吗')
  await stage.settle()
  await send()

  expect(resident.heard).toEqual(['已为您登记'])
  expect(await delivery()).toEqual([['已为您登记', 'sent', null]])
  expect(calls).toEqual([])
  expect(stage.emulator.violations).toEqual([])
  expect(await verified()).toBe(true)
})

test('safety text that has to wait is also a call for a person', async () => {
  await open()
  failNext(6)
  await say('请先关掉总阀', { evenWhenServed: true })
  await stage.settle()

  expect(calls).toEqual([expect.objectContaining({ conversationId: talk(), reason: expect.stringContaining('5条') })])
})

test('an owner who refuses messages is rung up: the words count as failed', async () => {
  await open()
  failNext(10)
  await say('师傅今天下午到')
  await stage.settle()
  await send()

  expect(await delivery()).toEqual([['师傅今天下午到', 'failed', expect.stringContaining('send_fail 10')]])
  expect(calls).toEqual([
    { conversationId: talk(), exchangeId: expect.any(String), reason: '业主在微信里拒收了消息', at: expect.any(Date) },
  ])
})

test('a kind of message that is barred goes out once more as words', async () => {
  const resident = await open()
  failNext(12)
  await say({ type: 'menu', text: '请确认', options: [{ id: 'yes_1', label: '确认' }] })
  await stage.settle()
  await send()

  expect(resident.heard).toEqual(['请确认\n· 确认'])
  expect((await delivery()).map(([, how]) => how)).toEqual(['sent'])
})

test('what failed for no known reason is said once more, then a person calls', async () => {
  const resident = await open()
  stage.emulator.faults.set({ sendFail: { times: 2, failType: 0 } })
  await say('您好')
  await stage.settle()
  await send()
  await stage.settle()
  await send()

  expect(resident.heard).toEqual([])
  expect((await delivery()).map(([, how]) => how)).toEqual(['failed'])
  expect(calls).toHaveLength(1)
})

test('a failure told twice is mended once', async () => {
  const resident = await open()
  failNext(0)
  await say('您好')
  await stage.settle()
  await stage.db.query('test-lose', "update kf_account set cursor = 'nonsense', due_at = $1", [stage.clock.now()])
  await stage.settle()
  await send()

  expect(resident.heard).toEqual(['您好'])
})

test('a failure of something we never sent changes nothing', async () => {
  const resident = await open()
  failNext(10)
  await stage.say('wmA', '没有经过发件箱')
  await stage.settle()

  expect([resident.heard, calls, await delivery()]).toEqual([[], [], []])
})
