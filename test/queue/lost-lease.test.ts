import type { DeliveryResult } from '../../src/queue/delivery'
import { conversationIdOf } from '../../src/queue/inbox'
import { saySomething } from '../../src/queue/say-later'
import type { ClaimedTurn } from '../../src/queue/turn'
import { verifyLog } from '../../src/records/exchange/verify-log'
import { until } from '../support/until'
import { START, echo, fromOwner, logOf, startQueue } from './queue-kit'
import type { QueueKit } from './queue-kit'

let queue: QueueKit
afterEach(() => queue.close())

describe('a worker that slept through its lease', () => {
  it('cannot commit while another one holds the talk', async () => {
    const thoughts = gates()
    queue = await startQueue({ settleMs: 0, think: thoughts.pass(echo) })
    await queue.inbox.accept([fromOwner('1', '一')])
    const sleeper = queue.worker.drain()
    await thoughts.reached(1)
    await endLeases()
    const second = queue.worker.drain()
    await thoughts.reached(2)

    thoughts.open(1)
    await sleeper
    expect(await logOf(queue.db)).toEqual(['owner 一'])
    thoughts.open(2)
    await second

    expect(await logOf(queue.db)).toEqual(['owner 一', 'bot 一 (pending)'])
  })

  it('cannot pass for the holder of a later claim, although the ready row went away and came back', async () => {
    const thoughts = gates()
    queue = await startQueue({ settleMs: 0, think: thoughts.pass(echo) })
    await queue.inbox.accept([fromOwner('1', '一')])
    const sleeper = queue.worker.drain()
    await thoughts.reached(1)
    await endLeases()
    thoughts.open(2)
    await queue.worker.drain()
    await queue.inbox.accept([fromOwner('2', '二')])
    const third = queue.worker.drain()
    await thoughts.reached(3)

    thoughts.open(1)
    await sleeper
    thoughts.open(3)
    await third

    expect(await logOf(queue.db)).toEqual(['owner 一', 'bot 一 (pending)', 'owner 二', 'bot 二 (pending)'])
    expect(await verifyLog(queue.db)).toMatchObject({ ok: true })
  })

  it('does not run its effects', async () => {
    const thoughts = gates()
    let runs = 0
    queue = await startQueue({
      settleMs: 0,
      think: thoughts.pass((claimed: ClaimedTurn) => ({
        ...echo(claimed),
        effects: [() => Promise.resolve(void runs++)],
      })),
    })
    await queue.inbox.accept([fromOwner('1', '一')])
    const sleeper = queue.worker.drain()
    await thoughts.reached(1)
    await endLeases()
    thoughts.open(2)
    await queue.worker.drain()
    thoughts.open(1)
    await sleeper

    expect(runs).toBe(1)
  })

  it('has a fresh lease for its second look', async () => {
    const leases: number[] = []
    let thoughts = 0
    queue = await startQueue({
      settleMs: 0,
      think: async (claimed) => {
        if (++thoughts === 1) {
          await queue.inbox.accept([fromOwner('2', '二')])
          await queue.db.query('short', `update ready set lease_until = lease_until - interval '25 seconds'`)
        }
        const [row] = await queue.db.query<{ left: number }>(
          'lease-left',
          `select extract(epoch from lease_until - clock_timestamp())::float8 as left from ready where lane = 'turn'`,
        )
        leases.push(row!.left)
        return echo(claimed)
      },
    })
    await queue.inbox.accept([fromOwner('1', '一')])
    await queue.worker.drain()

    expect(leases[0]).toBeLessThan(6)
    expect(leases[1]).toBeGreaterThan(20)
  })
})

describe('a turn whose worker is gone each time', () => {
  it('is apologised for after five of them without being thought again, and the talk goes on', async () => {
    let thoughts = 0
    queue = await startQueue({
      settleMs: 0,
      think: (claimed) => {
        thoughts++
        return Promise.resolve(echo(claimed))
      },
    })
    await queue.inbox.accept([fromOwner('1', '要命的话')])
    for (let gone = 0; gone < 5; gone++) {
      await queue.db.query('claimed-and-gone', 'select claim_turns($1, 30, 1)', [queue.clock.now()])
      await endLeases()
    }
    await queue.worker.drain()

    expect(thoughts).toBe(0)
    expect(await logOf(queue.db)).toEqual(['owner 要命的话', 'bot 抱歉 (pending)'])

    await queue.inbox.accept([fromOwner('2', '还在吗')])
    await queue.worker.drain()
    expect(thoughts).toBe(1)
    expect((await logOf(queue.db)).at(-1)).toBe('bot 还在吗 (pending)')
  })

  it('is thought as any other after a few of them', async () => {
    queue = await startQueue({ settleMs: 0 })
    await queue.inbox.accept([fromOwner('1', '漏水')])
    for (let gone = 0; gone < 4; gone++) {
      await queue.db.query('claimed-and-gone', 'select claim_turns($1, 30, 1)', [queue.clock.now()])
      await endLeases()
    }
    await queue.worker.drain()

    expect(await logOf(queue.db)).toEqual(['owner 漏水', 'bot 漏水 (pending)'])
  })
})

describe('a sender that slept through its lease', () => {
  it('notes nothing twice and leaves the rest to the one that holds the lane', async () => {
    const deliveries = gates()
    queue = await startQueue({ deliver: deliveries.pass((): DeliveryResult => ({ kind: 'sent' })) })
    await queue.inbox.accept([fromOwner('1', '你好')])
    const ids = [await say('一'), await say('二')]
    const sleeper = queue.sender.drain()
    await deliveries.reached(1)
    await endLeases()
    deliveries.open(2)
    deliveries.open(3)
    await queue.sender.drain()
    deliveries.open(1)
    await sleeper

    // The first words were asked for twice, under one id: the vendor's own guard drops the second.
    expect(queue.delivered.map((item) => item.exchangeId)).toEqual([ids[0], ids[0], ids[1]])
    expect(queue.delivered[0]!.id).toBe(queue.delivered[1]!.id)
    expect(await logOf(queue.db)).toEqual(['owner 你好', 'bot 一 (sent)', 'bot 二 (sent)'])
    const changes = await queue.db.query('changes', `select from exchange_change where kind = 'delivery'`)
    expect(changes).toHaveLength(2)
  })

  it('stops after the row under way when another one took the lane and is at the same row', async () => {
    const deliveries = gates()
    queue = await startQueue({ deliver: deliveries.pass((): DeliveryResult => ({ kind: 'sent' })) })
    await queue.inbox.accept([fromOwner('1', '你好')])
    await say('一')
    await say('二')
    const sleeper = queue.sender.drain()
    await deliveries.reached(1)
    await endLeases()
    const holder = queue.sender.drain()
    await deliveries.reached(2)
    deliveries.open(1)
    await sleeper
    deliveries.open(2)
    deliveries.open(3)
    await holder

    const words = queue.delivered.map(({ body }) =>
      body.kind === 'message' && 'text' in body.content ? body.content.text : '',
    )
    expect(words).toEqual(['一', '一', '二'])
  })
})

/** As time would do it. */
async function endLeases(): Promise<void> {
  await queue.db.query('end-leases', `update ready set lease_until = clock_timestamp() - interval '1 second'`)
}

async function say(text: string): Promise<string> {
  const [id] = await queue.db.tx((tx) =>
    saySomething(tx, {
      conversationId: conversationIdOf({ channel: 'wecom-kf', account: 'wkDemo', user: 'wmZhang' }),
      content: { type: 'text', text },
      author: 'bot',
      at: START,
      channel: { shape: (content) => [content], delivers: true },
    }),
  )
  return id!
}

/** Lets the first, second, third … call of a function go on only when told. */
function gates() {
  const doors = new Map<number, { opened: Promise<void>; open: () => void }>()
  let calls = 0
  const door = (number: number) => {
    let known = doors.get(number)
    if (!known) {
      let open = () => {}
      const opened = new Promise<void>((resolve) => (open = resolve))
      known = { opened, open }
      doors.set(number, known)
    }
    return known
  }
  return {
    pass:
      <Given, Answer>(work: (given: Given) => Answer) =>
      async (given: Given): Promise<Answer> => {
        await door(++calls).opened
        return work(given)
      },
    open: (number: number) => door(number).open(),
    reached: (number: number) => until(() => calls >= number, `call ${number}`),
  }
}
