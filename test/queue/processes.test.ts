import { setTimeout as pause } from 'node:timers/promises'
import { systemClock } from '../../src/platform/clock'
import type { Db } from '../../src/platform/database/db'
import { conversationIdOf, createInbox } from '../../src/queue/inbox'
import type { Inbox } from '../../src/queue/inbox'
import { saySomething, queueErrand } from '../../src/queue/say-later'
import { verifyLog } from '../../src/records/exchange/verify-log'
import { createTestDatabase } from '../support/database'
import type { TestDatabase } from '../support/database'
import { killPrograms, startProgram } from '../support/program'
import type { Program } from '../support/program'
import { until } from '../support/until'
import { fromOwner, logOf, startQueue } from './queue-kit'

const PROGRAM = 'test/queue/programs/work.ts'

afterEach(killPrograms)

describe('two processes', () => {
  let test$: TestDatabase
  beforeEach(async () => {
    test$ = await createTestDatabase()
  })
  afterEach(() => test$.close())

  it('answer every message once and in order while owners go on writing, and send every answer once', async () => {
    const processes = await startTwo(test$)
    const inbox = openInbox(test$)
    const users = Array.from({ length: 600 }, (_, index) => `wm${index}`)

    // The second message arrives somewhere in the claim, thought, commit or sending of the first.
    await Promise.all(
      users.map(async (user, index) => {
        await pause((index % 100) * 10)
        await inbox.accept([fromOwner(`${user}-1`, '一', { user })])
        await pause(Math.random() * 40)
        await inbox.accept([fromOwner(`${user}-2`, '二', { user })])
      }),
    )
    await untilQuiet(test$)
    await endAll(processes)

    for (const said of await answersOf(test$)) expect(said.answers.split('|')).toEqual(['一', '二'])
    expect(await answersOf(test$)).toHaveLength(600)
    await expectSentOnce(test$, processes)
    expect(errorsOf(processes)).toEqual([])
    expect(await verifyLog(test$.db)).toMatchObject({ ok: true })
  }, 60_000)

  it('never wait for each other in a circle when arrivals, turns, deliveries and staff meet in the same talks', async () => {
    const processes = await startTwo(test$)
    const doors = [openInbox(test$), openInbox(test$)]
    const users = Array.from({ length: 6 }, (_, index) => `wm${index}`)
    for (const user of users) await doors[0]!.accept([fromOwner(`${user}-0`, '0', { user })])

    // Every page holds all talks, in an order of its own; between them staff speak and notices are queued.
    const page = (door: number, round: number) =>
      doors[door]!.accept(
        [...users]
          .sort(() => Math.random() - 0.5)
          .map((user) => fromOwner(`${user}-${door}-${round}`, `${door}.${round}`, { user })),
      )
    const staff = async (user: string) => {
      const conversationId = conversationIdOf({ channel: 'wecom-kf', account: 'wkDemo', user })
      const at = systemClock.now()
      await test$.db.tx(async (tx) => {
        await queueErrand(tx, { conversationId, at, body: { kind: 'notice', toUserIds: [], text: '转人工' } })
        const channel = { shape: <C>(content: C) => [content], delivers: true }
        await saySomething(tx, {
          conversationId,
          content: { type: 'text', text: '在' },
          author: 'staff',
          at,
          channel,
        })
      })
    }
    await Promise.all(
      [0, 1].flatMap((door) =>
        users.map(async (user, lane) => {
          for (let round = 0; round < 8; round++) await Promise.all([page(door, round * 10 + lane), staff(user)])
        }),
      ),
    )
    await untilQuiet(test$)
    await endAll(processes)

    expect(errorsOf(processes)).toEqual([])
    await expectSentOnce(test$, processes)
    expect(await verifyLog(test$.db)).toMatchObject({ ok: true })
  }, 60_000)

  it('send the words of one talk in their order', async () => {
    const users = ['wmA', 'wmB', 'wmC', 'wmD']
    const inbox = openInbox(test$)
    for (const user of users) await inbox.accept([{ ...fromOwner(`${user}-1`, '你好', { user }), turn: false }])
    const processes = await startTwo(test$)
    const ids: string[][] = users.map(() => [])
    for (let index = 0; index < 40; index++)
      await Promise.all(
        users.map(async (user, talk) => {
          const [id] = await test$.db.tx((tx) =>
            saySomething(tx, {
              conversationId: conversationIdOf({ channel: 'wecom-kf', account: 'wkDemo', user }),
              content: { type: 'text', text: `${index}` },
              author: 'bot',
              at: systemClock.now(),
              channel: { shape: (content) => [content], delivers: true },
            }),
          )
          ids[talk]!.push(id!)
        }),
      )
    await untilQuiet(test$)
    await endAll(processes)

    // The order of sending is the order in which the log learned of it.
    for (const [talk, user] of users.entries()) {
      const sent = await test$.db.query<{ exchange_id: string }>(
        'sent-order',
        `select exchange_id from exchange_change where conversation_id = $1 and kind = 'delivery' order by link`,
        [conversationIdOf({ channel: 'wecom-kf', account: 'wkDemo', user })],
      )
      expect(sent.map((row) => row.exchange_id)).toEqual(ids[talk])
    }
    await expectSentOnce(test$, processes)
  })
})

describe('a process killed in the middle', () => {
  it.each(['think', 'commit'])('of its %s leaves the turn to the next one, whole and once', async (point) => {
    const queue = await startQueue({ settleMs: 0 })
    try {
      const inbox = openInbox(queue)
      await inbox.accept([fromOwner('1', '漏水')])
      const victim = startProgram(PROGRAM, [queue.url, point])
      await victim.said(/^stalled$/)
      // Behind a commit under way the next message waits; it must not wait for the dead.
      const next = inbox.accept([fromOwner('2', '3栋')])
      await victim.kill()
      await next
      queue.clock.set(systemClock.now())
      expect(await queue.worker.drain()).toBe(0)

      await endLeases(queue)
      await queue.worker.drain()
      await queue.sender.drain()

      expect(await logOf(queue.db)).toEqual(['owner 漏水', 'owner 3栋', 'bot 漏水|3栋 (sent)'])
      expect(await queue.db.query('half', `select from setting where key = 'half'`)).toEqual([])
      expect(queue.delivered).toHaveLength(1)
      expect(await verifyLog(queue.db)).toMatchObject({ ok: true })
    } finally {
      await queue.close()
    }
  })

  it('of a delivery leaves it to the next one, which sends it under the same id', async () => {
    const queue = await startQueue({ settleMs: 0 })
    try {
      await openInbox(queue).accept([fromOwner('1', '漏水')])
      queue.clock.set(systemClock.now())
      await queue.worker.drain()
      const [row] = await queue.db.query<{ id: string }>('outbox-id', 'select id from outbox')
      const victim = startProgram(PROGRAM, [queue.url, 'deliver'])
      await victim.said(/^stalled$/)
      await victim.kill()
      queue.clock.set(systemClock.now())
      expect(await queue.sender.drain()).toBe(0)

      await endLeases(queue)
      await queue.sender.drain()

      expect(queue.delivered.map((item) => item.id)).toEqual([row!.id])
      expect(await logOf(queue.db)).toEqual(['owner 漏水', 'bot 漏水 (sent)'])
    } finally {
      await queue.close()
    }
  })
})

function openInbox({ db }: { db: Db }): Inbox {
  return createInbox({ db, clock: systemClock, pace: () => ({ settleMs: 0, answerMs: 0 }) })
}

async function startTwo({ url }: TestDatabase): Promise<Program[]> {
  const processes = [startProgram(PROGRAM, [url]), startProgram(PROGRAM, [url])]
  for (const process of processes) await process.said(/^working$/)
  return processes
}

async function endAll(processes: Program[]): Promise<void> {
  for (const { child } of processes) child.stdin?.end()
  for (const { ended } of processes) expect(await ended).toEqual({ code: 0, signal: null })
}

/** Nothing is due and nothing is under way: what is not answered by then is stranded. */
function untilQuiet({ db }: TestDatabase): Promise<void> {
  return until(
    async () => (await db.query('ready-left', 'select from ready limit 1')).length === 0,
    'the queue to be empty',
    40_000,
  )
}

/** As time would do it. */
async function endLeases({ db }: { db: Db }): Promise<void> {
  await db.query('end-leases', `update ready set lease_until = clock_timestamp() - interval '1 second'`)
}

function answersOf({ db }: TestDatabase) {
  return db.query<{ user_id: string; answers: string }>(
    'answers',
    `select v.user_id, string_agg(c.text, '|' order by e.link) as answers
       from exchange e join exchange_content c on c.exchange_id = e.id join conversation v on v.id = e.conversation_id
      where e.direction = 'out' group by v.user_id`,
  )
}

async function expectSentOnce({ db }: TestDatabase, processes: Program[]): Promise<void> {
  const said = processes.flatMap(({ lines }) =>
    lines.filter((line) => line.startsWith('sent ')).map((line) => line.slice(5)),
  )
  const rows = await db.query<{ id: string }>('outbox-sent', `select id from outbox where status = 'sent'`)
  const [all] = await db.query<{ count: string }>('outbox-count', 'select count(*) from outbox')
  const [changes] = await db.query<{ count: string }>(
    'delivery-count',
    `select count(*) from exchange_change where kind = 'delivery'`,
  )
  const [words] = await db.query<{ count: string }>(
    'words-count',
    `select count(*) from outbox where exchange_id is not null`,
  )
  expect([...said].sort()).toEqual(rows.map(({ id }) => id).sort())
  expect(rows).toHaveLength(Number(all!.count))
  expect(changes!.count).toBe(words!.count)
}

function errorsOf(processes: Program[]): string[] {
  return processes.flatMap(({ lines }) => lines.filter((line) => line.startsWith('error')))
}
