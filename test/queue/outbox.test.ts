import { queueErrand, saySomething } from '../../src/queue/say-later'
import type { DeliveryResult, OutboxItem } from '../../src/queue/delivery'
import { conversationIdOf } from '../../src/queue/inbox'
import { START, fromOwner, logOf, startQueue } from './queue-kit'
import type { QueueKit } from './queue-kit'

let queue: QueueKit
afterEach(() => queue.close())

const talk = conversationIdOf({ channel: 'wecom-kf', account: 'wkDemo', user: 'wmZhang' })
const plain = { shape: (content: never) => [content], delivers: true } as never

const textOf = ({ body }: OutboxItem) => (body.kind === 'message' ? body.content.text : '')

async function statuses(): Promise<string[]> {
  const rows = await queue.db.query<{ status: string }>('statuses', 'select status from outbox order by seq')
  return rows.map(({ status }) => status)
}

async function say(text: string, author: 'bot' | 'staff' = 'bot'): Promise<void> {
  await queue.db.tx((tx) =>
    saySomething(tx, {
      conversationId: talk,
      content: { type: 'text', text },
      author,
      at: START,
      channel: plain,
    }),
  )
}

describe('the outbox', () => {
  it('tries a failed sending again with the same id, later words waiting behind it', async () => {
    let tries = 0
    queue = await startQueue({
      deliver: async (): Promise<DeliveryResult> =>
        ++tries === 1 ? { kind: 'retry', afterMs: 2000, error: 'busy' } : { kind: 'sent', sourceId: `v${tries}` },
    })
    await queue.inbox.accept([fromOwner('1', '你好')])
    await say('一')
    await say('二')
    await queue.sender.drain()
    expect(queue.delivered).toHaveLength(1)

    queue.clock.advance(2000)
    await queue.sender.drain()

    expect(queue.delivered.map(textOf)).toEqual(['一', '一', '二'])
    expect(queue.delivered[0]!.id).toBe(queue.delivered[1]!.id)
    expect(queue.delivered[0]!.id).toMatch(/^[0-9a-zA-Z_-]{1,32}$/)
    expect((await logOf(queue.db)).slice(1)).toEqual(['bot 一 (sent)', 'bot 二 (sent)'])
  })

  it('parks words until the owner writes again, in their order, while staff notices go on', async () => {
    let open = false
    queue = await startQueue({
      deliver: async (item): Promise<DeliveryResult> =>
        item.body.kind === 'notice' || open ? { kind: 'sent' } : { kind: 'park', reason: '95001' },
    })
    await queue.inbox.accept([fromOwner('1', '你好')])
    await say('一')
    await say('二')
    await queue.db.tx((tx) =>
      queueErrand(tx, { conversationId: talk, at: START, body: { kind: 'notice', toUserIds: [], text: '转人工' } }),
    )
    await queue.sender.drain()
    expect(queue.delivered.map((item) => item.body.kind)).toEqual(['message', 'notice'])
    expect((await logOf(queue.db)).slice(1)).toEqual(['bot 一 (pending)', 'bot 二 (pending)'])

    open = true
    await queue.inbox.accept([fromOwner('2', '在吗')])
    await queue.sender.drain()

    expect((await logOf(queue.db)).filter((line) => line.startsWith('bot'))).toEqual(['bot 一 (sent)', 'bot 二 (sent)'])
  })

  it('says nothing of the bot any more once a person serves', async () => {
    queue = await startQueue()
    await queue.inbox.accept([fromOwner('1', '你好')])
    await say('想好的话')
    await queue.db.query('mute', 'update conversation set muted = true where id = $1', [talk])
    await queue.sender.drain()

    expect(queue.delivered).toEqual([])
    expect((await logOf(queue.db))[1]).toBe('bot 想好的话 (failed)')
  })

  it('delivers what was put in while it was sending', async () => {
    let once = false
    queue = await startQueue({
      deliver: async () => {
        if (!once) {
          once = true
          await say('后到')
        }
        return { kind: 'sent' }
      },
    })
    await queue.inbox.accept([fromOwner('1', '你好')])
    await say('先到')
    await queue.sender.drain()

    expect((await logOf(queue.db)).slice(1)).toEqual(['bot 先到 (sent)', 'bot 后到 (sent)'])
  })

  it('gives a message up after ten failed tries and goes on with the next', async () => {
    queue = await startQueue({
      deliver: async (item): Promise<DeliveryResult> =>
        item.body.kind === 'message' && item.body.content.text === '坏'
          ? { kind: 'retry', afterMs: 1000, error: 'down' }
          : { kind: 'sent' },
    })
    await queue.inbox.accept([fromOwner('1', '你好')])
    await say('坏')
    await say('好')
    for (let attempt = 0; attempt < 10; attempt++) {
      await queue.sender.drain()
      queue.clock.advance(1000)
    }
    expect((await logOf(queue.db)).slice(1)).toEqual(['bot 坏 (failed)', 'bot 好 (sent)'])
  })

  it('tries refused words again at once when the owner wrote while they were being refused', async () => {
    let tries = 0
    queue = await startQueue({
      deliver: async (): Promise<DeliveryResult> => {
        if (++tries > 1) return { kind: 'sent' }
        await queue.inbox.accept([fromOwner('2', '在吗')])
        return { kind: 'park', reason: '95001' }
      },
    })
    await queue.inbox.accept([fromOwner('1', '你好')])
    await say('一')
    await say('二')
    await queue.sender.drain()

    expect(tries).toBe(3)
    expect((await logOf(queue.db)).filter((line) => line.startsWith('bot'))).toEqual(['bot 一 (sent)', 'bot 二 (sent)'])
  })

  it('keeps the order when the owner writes while words are tried behind parked ones', async () => {
    let open = false
    const ownerWrites = async () => {
      open = true
      await queue.inbox.accept([fromOwner('2', '在吗')])
    }
    queue = await startQueue({
      deliver: async (item): Promise<DeliveryResult> => {
        // Should the second be tried before the first is through, the owner's message lets both go in that moment.
        if (textOf(item) === '二' && !open) await ownerWrites()
        return open ? { kind: 'sent' } : { kind: 'park', reason: '95001' }
      },
    })
    await queue.inbox.accept([fromOwner('1', '你好')])
    await say('一')
    await queue.sender.drain()
    await say('二')
    await queue.sender.drain()
    if (!open) await ownerWrites()
    await queue.sender.drain()

    expect(queue.delivered.map(textOf)).toEqual(['一', '一', '二'])
    expect((await logOf(queue.db)).filter((line) => line.startsWith('bot'))).toEqual(['bot 一 (sent)', 'bot 二 (sent)'])
  })

  it('parks nothing behind words that have been let go meanwhile', async () => {
    queue = await startQueue()
    await queue.inbox.accept([fromOwner('1', '你好')])
    await say('一')
    await say('二')
    const settled = {
      epoch: 0,
      gen: 0,
      links: 1000,
      status: 'parked',
      reason: 'offline',
      change: { delivery: 'pending', reason: 'offline' },
      last: false,
    }
    const settle = (which: 'min' | 'max') =>
      queue.db.query(
        `settle-${which}`,
        `select settle_send($1, $2::jsonb || jsonb_build_object('id', id), $3, 60) from outbox
          where seq = (select ${which}(seq) from outbox)`,
        [talk, JSON.stringify(settled), START],
      )

    await settle('max')
    expect(await statuses()).toEqual(['pending', 'pending'])
    await settle('min')
    expect(await statuses()).toEqual(['parked', 'pending'])
  })

  it('lets a person’s words pass those of the bot that only wait for the allowance', async () => {
    queue = await startQueue({
      deliver: async (item): Promise<DeliveryResult> =>
        item.bot ? { kind: 'park', reason: 'five_messages_used' } : { kind: 'sent' },
    })
    await queue.inbox.accept([fromOwner('1', '你好')])
    await say('一')
    await queue.sender.drain()
    await say('我是徐静', 'staff')
    await queue.sender.drain()

    expect((await logOf(queue.db)).slice(1)).toEqual(['bot 一 (pending)', 'staff 我是徐静 (sent)'])
  })

  it('forgets nothing of a talk in which more waits than one claim reads', async () => {
    queue = await startQueue()
    await queue.inbox.accept([fromOwner('1', '你好')])
    const words = Array.from({ length: 120 }, (_, index) => `第${index}句`)
    for (const text of words) await say(text)
    await queue.sender.drain()

    expect((await logOf(queue.db)).slice(1)).toEqual(words.map((text) => `bot ${text} (sent)`))
    expect(await queue.db.query('lanes', `select from ready where lane = 'send'`)).toEqual([])
  })

  it('falls silent between two words when a person takes over', async () => {
    queue = await startQueue({
      deliver: async (): Promise<DeliveryResult> => {
        await queue.db.query('take-over', 'update conversation set muted = true where id = $1', [talk])
        return { kind: 'sent' }
      },
    })
    await queue.inbox.accept([fromOwner('1', '你好')])
    await say('一')
    await say('二')
    await queue.sender.drain()

    expect((await logOf(queue.db)).slice(1)).toEqual(['bot 一 (sent)', 'bot 二 (failed)'])
  })
})
