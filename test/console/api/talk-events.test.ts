import type { InboundContent } from '../../../src/messages/inbound'
import { createInbox } from '../../../src/queue/inbox'
import { AT, givenTalk } from '../../records/given'
import { givenServer } from '../given-server'
import type { GivenServer } from '../given-server'

let server: GivenServer
beforeAll(async () => void (server = await givenServer()))
afterAll(() => server.close())

let events = 0
/** Something that happened in WeCom, as the door hands it to the inbox; nobody has to answer it. */
async function happens(user: string, author: 'system' | 'staff', content: InboundContent): Promise<void> {
  const inbox = createInbox({ db: server.db, clock: server.clock, pace: () => ({ settleMs: 0, answerMs: 0 }) })
  const id = `ev${(events += 1)}`
  const message = { id, channel: 'wecom-kf' as const, account: 'wkA', user, sourceId: id, at: AT, content }
  await inbox.accept([{ message, author, direction: author === 'staff' ? 'out' : 'in', turn: false }])
}
/** Without what the bot answers meanwhile. */
const shown = async (conversationId: string): Promise<string[]> => {
  const { json } = await server.call('GET', `/console/talks/${conversationId}`)
  const messages = json.messages as { author: string; text: string }[]
  return messages.filter(({ author }) => author !== 'bot').map(({ text }) => text)
}

test('staff see by which entrance an owner came', async () => {
  const talk = await givenTalk(server.db, { channel: 'wecom-kf', account: 'wkA' })
  await happens(talk.user, 'system', { kind: 'enter', scene: 'q_1', sceneParam: 'c=cm_1&b=3&p=大堂' })

  expect(await shown(talk.conversationId)).toEqual(['您好', '业主扫码打开了对话（二维码在3栋大堂）'])
})

test('a colleague’s recall is told as one, and keeps the words', async () => {
  const talk = await givenTalk(server.db, { channel: 'wecom-kf', account: 'wkA' })
  await happens(talk.user, 'staff', { kind: 'text', text: '师傅三点到' })
  await happens(talk.user, 'staff', { kind: 'recall', sourceId: `ev${events}` })

  expect(await shown(talk.conversationId)).toEqual(['您好', '师傅三点到', '同事撤回了一条消息，原话仍在记录里'])
})

test('what a machine heard stands with the voice, marked as such', async () => {
  const talk = await givenTalk(server.db, { channel: 'wecom-kf', account: 'wkA' })
  await happens(talk.user, 'system', { kind: 'voice', attachment: { kind: 'voice', fileId: null } })
  await server.db.query(
    'test-heard',
    `insert into transcript (exchange_id, text, model, at)
     select id, '厨房漏水', 'sense-voice', $2 from exchange where conversation_id = $1 and kind = 'voice'`,
    [talk.conversationId, AT],
  )

  expect((await shown(talk.conversationId)).at(-1)).toBe('（语音转文字，仅供参考）厨房漏水')
})
