import type { InboundContent } from '../../src/messages/inbound'
import { createInbox } from '../../src/queue/inbox'
import { conversationIdOf } from '../../src/queue/inbox'
import { verifyLog } from '../../src/records/exchange/verify-log'
import { startTalk } from '../support/talk'
import type { Talk } from '../support/talk'

let talk: Talk
beforeAll(async () => void (talk = await startTalk()))
afterAll(() => talk.close())

let user = ''
let owners = 0
beforeEach(() => void (user = `forgetful-${(owners += 1)}`))

const say = async (content: string | InboundContent) =>
  (await talk.say(content, { user })).map(({ text }) => text).join('\n')
/** Takes back the message that said this. */
async function takeBack(text: string) {
  const rows = await talk.db.query<{ source_id: string }>(
    'test-source-of',
    `select e.source_id from exchange e join exchange_content c on c.exchange_id = e.id
      where e.conversation_id = $1 and c.text = $2 and e.direction = 'in' order by e.seq desc limit 1`,
    [talk.conversationId(user), text],
  )
  return say({ kind: 'recall', sourceId: rows[0]!.source_id })
}
const state = async () => {
  const rows = await talk.db.query<{ state: unknown }>('test-state', 'select state from conversation where id = $1', [
    talk.conversationId(user),
  ])
  return JSON.stringify(rows[0]?.state)
}
const logged = async () => {
  const rows = await talk.db.query<{ text: string; recalled: boolean }>(
    'test-logged',
    `select c.text, e.recalled_at is not null as recalled from exchange e join exchange_content c on c.exchange_id = e.id
      where e.conversation_id = $1 and e.direction = 'in' and e.kind <> 'event' order by e.seq`,
    [talk.conversationId(user)],
  )
  return rows.map(({ text, recalled }) => [text, recalled])
}

test('words taken back leave the log’s row, and nothing of them in the talk', async () => {
  await say('我家厨房水管漏水')
  await takeBack('我家厨房水管漏水')

  expect(await logged()).toEqual([['', true]])
  expect(await state()).not.toContain('厨房')
  expect((await verifyLog(talk.db)).ok).toBe(true)
})

test('a detail taken back is asked for again, the rest of the draft stays', async () => {
  await say('我家厨房水管漏水')
  await say('3栋2单元501')
  await say('13812345678')
  await takeBack('13812345678')

  const left = await state()
  expect(left).not.toContain('13812345678')
  expect(left).toContain('501')
  expect(left).toContain('厨房')
})

test('a draft set aside for a person forgets what is taken back meanwhile', async () => {
  await say('我家厨房水管漏水')
  await say('3栋2单元501')
  await say('转人工')
  expect(await state()).toContain('501')

  await takeBack('3栋2单元501')

  expect(await state()).not.toContain('501')
  expect(await say('算了不用人工了')).toMatch(/我继续为您服务[^]*门牌/)
  await takeBack('我家厨房水管漏水')
  expect(await state()).not.toContain('厨房')
})

test('one message of a burst that is taken back later goes out of the joined words too', async () => {
  await talk.burst(['小区几点关门', '我是王秘密'], { user })
  await takeBack('我是王秘密')

  const left = await state()
  expect(left).not.toContain('王秘密')
  expect(left).toContain('几点关门')
})

test.each([
  ['courtesies are left out of it', '麻烦问一下，我是王秘密，小区几点关门，谢谢'],
  ['it is longer than a line', `我是王秘密，小区几点关门${'，还想问问停车的事'.repeat(80)}`],
])('what the talk made of a message is forgotten with it: %s', async (_, text) => {
  await say('电梯里有蟑螂怎么办')
  await say(text)
  expect(await state()).toContain('王秘密')

  await takeBack(text)

  const left = await state()
  expect(left).not.toContain('王秘密')
  expect(left).not.toContain('几点关门')
  expect(left).toContain('蟑螂')
})

test('a fault elsewhere, and what courtesies stood between, leave the draft with their message', async () => {
  await say('我家厨房水管漏水')
  await say('对了，楼道灯也不亮')
  await takeBack('对了，楼道灯也不亮')

  const left = await state()
  expect(left).not.toContain('楼道')
  expect(left).toContain('厨房')
})

test('an address said before its matter is forgotten', async () => {
  await say('3栋2单元501')
  await takeBack('3栋2单元501')

  expect(await state()).not.toContain('501')
})

test('a message and its recall in one turn: it was never said', async () => {
  const inbox = createInbox({ db: talk.db, clock: talk.clock, pace: () => ({ settleMs: 0, answerMs: 0 }) })
  const message = (id: string, content: InboundContent) => ({
    ...{ author: 'owner' as const, direction: 'in' as const, turn: true },
    message: { id, channel: 'web' as const, account: 'web', user, sourceId: id, at: talk.clock.now(), content },
  })
  await inbox.accept([
    message(`a-${user}`, { kind: 'text', text: '我要投诉保安' }),
    message(`r-${user}`, { kind: 'recall', sourceId: `a-${user}` }),
  ])
  await say('你好')

  expect(await logged()).toEqual([
    ['', true],
    ['你好', false],
  ])
  expect(await state()).not.toContain('保安')
})

test('a recall counts while a person serves too', async () => {
  await say('转人工')
  const rows = await talk.db.query<{ id: string }>(
    'test-hand',
    `update handoff set status = 'active', assignee = 'li' where conversation_id = $1 returning id`,
    [talk.conversationId(user)],
  )
  expect(rows).toHaveLength(1)
  await say('我的密码是4321')
  const id = await talk.db.query<{ source_id: string }>(
    'test-last',
    `select source_id from exchange where conversation_id = $1 and direction = 'in' order by seq desc limit 1`,
    [talk.conversationId(user)],
  )

  // The recall comes together with more words: whoever takes the turn, it is heeded.
  await talk.burst(['还在吗', { kind: 'recall', sourceId: id[0]!.source_id }], { user })

  expect((await logged()).map(([text]) => text)).toEqual(['转人工', '', '还在吗'])
})

test('the building of a QR code is asked about as the guess it is, and the owner’s own word wins', async () => {
  const account = 'wkA'
  const [community] = await talk.db.query<{ id: string }>('test-home', 'select id from community limit 1')
  await talk.db.query(
    'test-entered',
    `insert into kf_owner (open_kfid, external_userid, scene_param, entered_at) values ($1, $2, $3, now())`,
    [account, user, `c=${community!.id}&b=3`],
  )
  const inbox = createInbox({ db: talk.db, clock: talk.clock, pace: () => ({ settleMs: 0, answerMs: 0 }) })
  let count = 0
  const write = async (text: string): Promise<string> => {
    const id = `${user}-${(count += 1)}`
    const named = { id, channel: 'wecom-kf' as const, account, user, sourceId: id, at: talk.clock.now() }
    await inbox.accept([
      {
        ...{ author: 'owner' as const, direction: 'in' as const, turn: true, communityId: community!.id },
        message: { ...named, content: { kind: 'text', text } },
      },
    ])
    // The stage turns for everybody who waits.
    await talk.say('你好', { user: 'passer-by' })
    const rows = await talk.db.query<{ replies: { text: string }[] }>(
      'test-kf-replies',
      'select replies from turn where conversation_id = $1 order by committed_at desc limit 1',
      [conversationIdOf(named)],
    )
    return (rows[0]?.replies ?? []).map((reply) => reply.text).join('\n')
  }

  expect(await write('我家卫生间水管漏水了')).toContain('二维码')
  const next = await write('5栋2单元501')

  expect(next).not.toContain('3栋')
})
