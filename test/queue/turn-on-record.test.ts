import { verifyLog } from '../../src/records/exchange/verify-log'
import { echo, fromOwner, logOf, startQueue } from './queue-kit'
import type { QueueKit } from './queue-kit'

let queue: QueueKit
afterEach(() => queue.close())

const say = (text: string) => ({ say: { content: { type: 'text' as const, text } } })

it('a turn of several messages and answers is on record as one unbroken chain, with what was understood', async () => {
  queue = await startQueue({
    think: async (claimed) => ({
      ...echo(claimed),
      understanding: claimed.messages.map(({ exchangeId }, index) => ({
        exchangeId,
        value: { intent: 'repair', index },
      })),
      out: [
        say('已登记'),
        { say: { ...say('师傅10:30前到').say, sources: [{ article: 'repair-times', version: 2 }] } },
      ],
    }),
  })
  await queue.inbox.accept([fromOwner('1', '厨房漏水'), fromOwner('2', '3栋1202')])
  queue.clock.advance(1200)
  await queue.worker.drain()
  await queue.sender.drain()

  expect(await logOf(queue.db)).toEqual([
    'owner 厨房漏水',
    'owner 3栋1202',
    'bot 已登记 (sent)',
    'bot 师傅10:30前到 (sent)',
  ])
  const rows = await queue.db.query('seen', 'select understanding, sources from exchange order by seq')
  expect(rows).toEqual([
    { understanding: { intent: 'repair', index: 0 }, sources: [] },
    { understanding: { intent: 'repair', index: 1 }, sources: [] },
    { understanding: null, sources: [] },
    { understanding: null, sources: [{ article: 'repair-times', version: 2 }] },
  ])
  // Two arrivals, two understandings, two answers, two deliveries.
  const [talk] = await queue.db.query('links', 'select links, last_at from conversation')
  expect(talk).toEqual({ links: '8', last_at: expect.any(Date) })
  expect(await verifyLog(queue.db)).toMatchObject({ ok: true, count: 4 })
})

it('a word changed behind our back is found in a turn as anywhere', async () => {
  queue = await startQueue({ settleMs: 0 })
  await queue.inbox.accept([fromOwner('1', '漏水')])
  await queue.worker.drain()
  await queue.db.query('forge', `update exchange set author = 'staff' where direction = 'out'`)

  expect(await verifyLog(queue.db)).toMatchObject({ ok: false })
})
