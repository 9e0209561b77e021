import { dialogsWith } from '../../../src/app/talk-engine'
import type { Dialogs } from '../../../src/dialogs/read-dialogs'
import { startTalk } from '../../support/talk'
import type { Talk } from '../../support/talk'

let talk: Talk
beforeAll(async () => {
  const dialogs = from9to18(dialogsWith(() => null))
  talk = await startTalk({ dialogs: () => dialogs })
})
afterAll(() => talk.close())

/** A company whose technicians come between nine and six. */
function from9to18(shipped: Dialogs): Dialogs {
  const repair = shipped.dialogs.get('repair')!
  const slots = repair.slots.map((slot) => (slot.kind === 'time' ? { ...slot, hours: '09:00-18:00' } : slot))
  return { ...shipped, dialogs: new Map([...shipped.dialogs, ['repair', { ...repair, slots }] as const]) }
}

test.each([
  ['改到明天晚上七点', '501'],
  ['不对，是明天晚上七点', '502'],
  ['换到明天早上8点', '601'],
])('a visit moved out of the company’s hours hears those hours: %s', async (text, room) => {
  const user = `owner-of-${room}`
  for (const words of [`3栋2单元${room}厨房水龙头漏水，明天下午，13812345678`, '确认']) await talk.say(words, { user })

  const said = (await talk.say(text, { user })).map((reply) => reply.text).join()

  expect(said).toContain('09:00 到 18:00')
})
