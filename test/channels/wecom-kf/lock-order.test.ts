import type { Queryable } from '../../../src/platform/database/db'
import { conversationIdOf, createInbox } from '../../../src/queue/inbox'
import { DoorStage } from './open-door'

let stage: DoorStage
afterEach(() => stage.close())

test('a page that has to be stored message by message takes the talks in the order everybody takes them in', async () => {
  const order: string[] = []
  stage = await DoorStage.open()
  const { db, clock } = stage
  const inbox = createInbox({ db, clock, pace: () => ({ settleMs: 0, answerMs: 0 }) })
  const door = stage.another({
    acceptIn: async (tx: Queryable, arrivals) => {
      if (arrivals.length > 1) throw new Error('the page as a whole is refused')
      order.push(...arrivals.map(({ message }) => conversationIdOf(message)))
      return inbox.acceptIn(tx, arrivals)
    },
  })
  await door.start()
  await stage.emulator.together(async () => {
    for (const text of ['一', '二'])
      for (let n = 0; n < 8; n += 1) await stage.emulator.resident(`wm${n}`).text(`${text}${n}`)
  })
  await stage.emulator.idle()

  await door.pull()

  expect(order).toHaveLength(16)
  expect(order).toEqual([...order].sort())
  expect((await stage.exchanges('wm3')).map(({ text }) => text)).toEqual(['一3', '二3'])
  await door.stop()
})
