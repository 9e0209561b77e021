import type { ClaimedTurn, TurnDecision } from '../../src/queue/turn'
import { late } from '../../src/queue/turn'
import { echo, fromOwner, logOf, startQueue } from './queue-kit'
import type { QueueKit } from './queue-kit'

let queue: QueueKit
afterEach(() => queue.close())

describe('a turn', () => {
  it('holds everything an owner wrote until they were quiet', async () => {
    queue = await startQueue()
    await queue.inbox.accept([fromOwner('1', '你好')])
    queue.clock.advance(1000)
    await queue.inbox.accept([fromOwner('2', '厨房')])
    queue.clock.advance(1000)
    await queue.inbox.accept([fromOwner('3', '漏水')])
    expect(await queue.worker.drain()).toBe(0)

    queue.clock.advance(1200)
    expect(await queue.worker.drain()).toBe(1)
    await queue.sender.drain()

    expect(await logOf(queue.db)).toEqual(['owner 你好', 'owner 厨房', 'owner 漏水', 'bot 你好|厨房|漏水 (sent)'])
  })

  it('waits no longer than eight seconds for an owner who keeps writing', async () => {
    queue = await startQueue({ settleMs: 4000 })
    for (let second = 0; second < 8; second += 2) {
      await queue.inbox.accept([fromOwner(`m${second}`, '嗯')])
      queue.clock.advance(2000)
    }
    expect(await queue.worker.drain()).toBe(1)
  })

  it('starts at once for a menu tap, whatever else was waiting', async () => {
    queue = await startQueue({ settleMs: 4000 })
    await queue.inbox.accept([fromOwner('1', '那个')])
    await queue.inbox.accept([fromOwner('2', { kind: 'menu', menuId: 'x', text: '确认' })])

    expect(await queue.worker.drain()).toBe(1)
    expect(queue.errors).toEqual([])
  })

  it('takes a message delivered twice once', async () => {
    queue = await startQueue({ settleMs: 0 })
    expect(await queue.inbox.accept([fromOwner('1', '在吗')])).toHaveLength(1)
    expect(await queue.inbox.accept([fromOwner('1', '在吗')])).toHaveLength(0)
    await queue.worker.drain()
    expect(await queue.inbox.accept([fromOwner('1', '在吗')])).toHaveLength(0)
    await queue.worker.drain()

    expect(await logOf(queue.db)).toEqual(['owner 在吗', 'bot 在吗 (pending)'])
  })

  it('keeps a message whose text the database cannot hold as it is', async () => {
    queue = await startQueue({ settleMs: 0 })
    await queue.inbox.accept([fromOwner('1', 'a\u0000b\ud800c')])
    await queue.worker.drain()

    expect(await logOf(queue.db)).toEqual(['owner a\ufffdb\ufffdc', 'bot a\ufffdb\ufffdc (pending)'])
  })

  it('thinks once more, with everything, when a message arrives while it thinks', async () => {
    let thoughts = 0
    queue = await startQueue({
      settleMs: 0,
      think: async (claimed) => {
        thoughts++
        if (thoughts === 1) await queue.inbox.accept([fromOwner('2', '是4栋')])
        return echo(claimed)
      },
    })
    await queue.inbox.accept([fromOwner('1', '3栋漏水')])
    await queue.worker.drain()

    expect(thoughts).toBe(2)
    expect(await logOf(queue.db)).toEqual(['owner 3栋漏水', 'owner 是4栋', 'bot 3栋漏水|是4栋 (pending)'])
  })

  it('leaves what arrives during the second look to the next turn, and strands nothing', async () => {
    let thoughts = 0
    queue = await startQueue({
      settleMs: 0,
      think: async (claimed) => {
        thoughts++
        if (thoughts <= 2) await queue.inbox.accept([fromOwner(`late${thoughts}`, `晚${thoughts}`)])
        return echo(claimed)
      },
    })
    await queue.inbox.accept([fromOwner('1', '早')])
    await queue.worker.drain()

    expect(await logOf(queue.db)).toEqual([
      'owner 早',
      'owner 晚1',
      'owner 晚2',
      'bot 早|晚1 (pending)',
      'bot 晚2 (pending)',
    ])
  })

  it('puts values that only the commit knows into the words', async () => {
    queue = await startQueue({
      settleMs: 0,
      think: async (claimed) => ({
        ...echo(claimed),
        out: [{ say: { content: { type: 'text', text: `编号 ${late('case.number')}` } } }],
        effects: [() => Promise.resolve({ 'case.number': 'BX-20261121-0001 "引号"' })],
      }),
    })
    await queue.inbox.accept([fromOwner('1', '漏水')])
    await queue.worker.drain()

    expect((await logOf(queue.db))[1]).toBe('bot 编号 BX-20261121-0001 "引号" (pending)')
  })

  it('rolls its effects back when another worker has taken the talk', async () => {
    let stolen = false
    queue = await startQueue({
      settleMs: 0,
      think: async (claimed): Promise<TurnDecision> => {
        if (!stolen) {
          stolen = true
          await queue.db.query('steal', `update ready set epoch = epoch + 1, lease_until = null where lane = 'turn'`)
        }
        return {
          ...echo(claimed),
          effects: [
            async (tx) =>
              void (await tx.query('mark', `insert into setting (key, value, updated_at) values ('ran', '1', now())`)),
          ],
        }
      },
    })
    await queue.inbox.accept([fromOwner('1', '漏水')])
    await queue.worker.drain()

    // The first worker's result was dropped whole, the second one's stands: the row exists once and the answer once.
    expect(await logOf(queue.db)).toEqual(['owner 漏水', 'bot 漏水 (pending)'])
    expect(await queue.db.query('ran', `select * from setting where key = 'ran'`)).toHaveLength(1)
  })
})

describe('a turn that fails', () => {
  it('is tried three times with growing pauses, then apologised for, and the queue moves on', async () => {
    const seen: number[] = []
    queue = await startQueue({
      settleMs: 0,
      think: async (claimed: ClaimedTurn) => {
        if (claimed.conversation.user === 'wmBad') {
          seen.push(claimed.attempts)
          throw new Error('broken')
        }
        return echo(claimed)
      },
    })
    await queue.inbox.accept([fromOwner('1', '坏', { user: 'wmBad' }), fromOwner('2', '好', { user: 'wmGood' })])
    await queue.worker.drain()
    expect(await logOf(queue.db, 'wmGood')).toEqual(['owner 好', 'bot 好 (pending)'])
    expect(seen).toEqual([0])

    queue.clock.advance(500)
    await queue.worker.drain()
    queue.clock.advance(2000)
    await queue.worker.drain()

    expect(seen).toEqual([0, 1, 2])
    expect(await logOf(queue.db, 'wmBad')).toEqual(['owner 坏', 'bot 抱歉 (pending)'])
    await queue.inbox.accept([fromOwner('3', '还在吗', { user: 'wmBad' })])
    expect(await queue.db.query('left', `select * from ready where lane = 'turn'`)).toHaveLength(1)
  })
})
