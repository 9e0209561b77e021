import { createTestDatabase } from '../support/database'
import { startRunningApp } from '../support/running-app'
import type { RunningApp } from '../support/running-app'
import { until } from '../support/until'
import { startComplaintSystem } from './complaint-system'
import type { ComplaintSystem, Told } from './complaint-system'

jest.setTimeout(120_000)

const HOUR_MS = 3600_000
/** The real clock, pushed forward by the tests. */
let aheadMs: number
const clock = { now: () => new Date(Date.now() + aheadMs) }

let system: ComplaintSystem
let running: RunningApp | null
beforeEach(async () => {
  aheadMs = 0
  system = await startComplaintSystem(() => clock.now().getTime())
  running = null
})
afterEach(async () => {
  await running?.stop()
  await system.close()
})

const say = (app: RunningApp, user: string, text: string) =>
  app.api('POST', '/api/v1/web-chat/messages', { user, text, id: `${user}:${text}` })

async function logOf(app: RunningApp, user: string): Promise<{ seq: number; id: string }[]> {
  return (await app.api('GET', `/api/v1/exchanges?user=${user}&limit=500`)).body.items
}

const exchangesIn = (told: Told[]) => told.filter(({ type }) => type === 'exchange').map(({ data }) => data.id)
/** Of what is told more than once, the first time counts. */
const firstOfEach = (told: Told[]) => told.filter((one, index) => told.findIndex(({ id }) => id === one.id) === index)

it('is told of every exchange, case change and handoff, signed, once, in the order they happened', async () => {
  running = await startRunningApp({ ...system.env, STAFF_HOURS: '00:00-24:00' })
  for (const text of ['报修', '厨房水管漏水', '3栋2单元501', '随时都行，13812345678', '确认', '转人工'])
    await say(running, 'wang', text)
  const [repair] = (await running.api('GET', '/api/v1/cases?user=wang&kind=repair')).body.items
  const [handoff] = (await running.api('GET', '/api/v1/handoffs?user=wang')).body.items
  const act = (path: string, body: object) => running!.api('POST', `/api/v1/${path}`, { by: 'he-min', ...body })
  await act(`handoffs/${handoff.id}/accept`, {})
  await act(`handoffs/${handoff.id}/reply`, { text: '您好，师傅马上到' })
  await act(`handoffs/${handoff.id}/close`, { summary: '已派师傅' })
  for (const action of ['accept', 'progress', 'resolve', 'close'])
    expect((await act(`cases/${repair.id}/actions`, { action })).status).toBe(200)

  // What is due may still say something to the owner, which is told as well.
  const waiting = async () =>
    (
      await running!.database.db.query(
        'still-waiting',
        `select 1 from outside_event where status <> 'sent'
          union all select 1 from job where status = 'waiting' and due_at <= clock_timestamp()`,
      )
    ).length
  await until(async () => (await waiting()) === 0, 'everything to be told')

  const log = await logOf(running, 'wang')
  expect(log.length).toBeGreaterThan(12)
  expect(exchangesIn(system.taken)).toEqual(log.map(({ id }) => id))
  expect(new Set(system.taken.map(({ id }) => id)).size).toBe(system.taken.length)
  const changes = (type: string, id: string) =>
    system.taken
      .filter((told) => told.type === type && (told.data.case ?? told.data.handoff)?.id === id)
      .map(({ data }) => data.change)
  expect(changes('case', repair.id)).toEqual(['opened', 'accepted', 'progressed', 'resolved', 'closed'])
  expect(changes('handoff', handoff.id).length).toBeGreaterThanOrEqual(3)
  expect(system.violations).toEqual([])
})

it('is asked again with growing pauses and in order, whatever it answers, while other talks go on', async () => {
  running = await startRunningApp(system.env, undefined, clock)
  const answers: (number | 'reset')[] = [500, 302, 'reset', 404, 429, 503]
  system.behave = ({ data, type }) => {
    const isWang = type !== 'exchange' || (data as { user?: string }).user === 'wang'
    return (isWang ? answers.shift() : undefined) ?? 200
  }
  const pauses: number[] = []

  await say(running, 'wang', '物业费怎么交')
  await say(running, 'li', '谢谢')
  await until(() => exchangesIn(system.taken).length >= 2, 'the other talk to be told')
  for (let attempt = 1; attempt <= 6; attempt++) {
    const due = async () =>
      (
        await running!.database.db.query<{ due_at: Date; attempts: number }>(
          'when-again',
          `select r.due_at, e.attempts from outside_event e join conversation v on v.id = e.conversation_id
             join ready r on r.lane = 'tell' and r.conversation_id = v.id and r.lease_until is null
            where v.user_id = 'wang' and e.status = 'pending' order by e.seq limit 1`,
        )
      )[0]
    await until(async () => (await due())?.attempts === attempt, `try ${attempt}`)
    const at = (await due())!.due_at.getTime()
    pauses.push(Math.round((at - clock.now().getTime()) / 1000))
    aheadMs += Math.max(0, at - clock.now().getTime())
  }
  const log = await logOf(running, 'wang')
  await until(() => log.every(({ id }) => exchangesIn(system.taken).includes(id)), 'all of it to arrive')

  // 2, 4, 8 … seconds, less what has passed since.
  for (const [index, pause] of pauses.entries()) {
    expect(pause).toBeLessThanOrEqual(2 ** (index + 1))
    expect(pause).toBeGreaterThan(index < 2 ? -1 : 2 ** index)
  }
  const ofWang = exchangesIn(system.taken).filter((id) => log.some((row) => row.id === id))
  expect(ofWang).toEqual(log.map(({ id }) => id))
  expect(system.violations).toEqual([])
})

it('that hangs does not hold up a stop, and gets everything from the next process', async () => {
  const database = await createTestDatabase()
  const first = await startRunningApp(system.env, database)
  system.behave = () => 'hang'
  await say(first, 'zhao', '装修要办什么手续')
  await until(() => system.tried.length > 0, 'a request that hangs')

  const began = performance.now()
  await first.stop()
  expect(performance.now() - began).toBeLessThan(8_000)

  expect(system.taken).toEqual([])
  system.behave = () => 200
  // Before anything is on its way: a request must not grow old between two lines of this test.
  aheadMs += HOUR_MS
  const second = await startRunningApp(system.env, database, clock)
  const log = await logOf(second, 'zhao')
  await until(() => exchangesIn(system.taken).length === log.length, 'everything to arrive')
  await second.stop()
  await database.close()

  expect(exchangesIn(firstOfEach(system.taken))).toEqual(log.map(({ id }) => id))
  expect(system.violations).toEqual([])
})

it('that refuses for three days is left alone; what rests is listed for staff, and is sent again when they say so', async () => {
  running = await startRunningApp(system.env, undefined, clock)
  system.behave = () => 503
  await say(running, 'sun', '谢谢')
  await until(() => system.tried.length > 0, 'the first try')

  aheadMs += 73 * HOUR_MS
  const resting = async () =>
    (await running!.api('GET', '/console/troubles')).body.resting as { id: string; lastError: string }[]
  await until(async () => (await resting()).length === 2, 'both to rest')
  const tries = system.tried.length
  system.behave = () => 200
  aheadMs += HOUR_MS
  await say(running, 'sun', '再见')
  await until(() => system.taken.length === 2, 'what is new to be told')

  expect(await resting()).toHaveLength(2)
  expect(system.tried.length).toBe(tries + 2)
  for (const { id, lastError } of await resting()) {
    expect(lastError).toBe('the complaint system answered 503')
    expect((await running.api('POST', `/console/troubles/${id}/resend`)).status).toBe(204)
  }
  await until(() => system.taken.length === 4, 'what rested to be told')
  expect(await resting()).toEqual([])
  expect(exchangesIn(system.taken).sort()).toEqual((await logOf(running, 'sun')).map(({ id }) => id).sort())
  expect(system.violations).toEqual([])
})
