import { createInbox } from '../../src/queue/inbox'
import { createPace } from '../../src/queue/pace'
import { saySomething } from '../../src/queue/say-later'
import { listHandoffs } from '../../src/records/handoff/find-handoffs'
import { acceptHandoff } from '../../src/records/handoff/accept-handoff'
import { closeHandoff } from '../../src/records/handoff/close-handoff'
import { closeStages, MORNING, openHandoverStage, type Stage } from './handover/stage'

let stage: Stage
beforeEach(async () => {
  stage = await openHandoverStage({ at: MORNING })
})
afterEach(() => stage.close())
afterAll(closeStages)

const form = { shape: (content: { type: 'text'; text: string }) => [content], delivers: false }
const reply = (text: string) =>
  stage.db.tx((tx) =>
    saySomething(tx, {
      conversationId: stage.conversationId('u1'),
      content: { type: 'text', text },
      author: 'staff',
      authorId: 'song-yan',
      at: stage.clock.now(),
      channel: form as never,
    }),
  )
const words = () =>
  stage.db.query<{ what: string; due: string; ending: string | null; reason: string | null }>(
    'words',
    `select what, to_char(due_at at time zone 'Asia/Shanghai', 'DD HH24:MI') as due, ending, reason from promise
      where kind = 'word' order by made_at, id`,
  )
const beServed = async () => {
  await stage.say('转人工')
  const [handoff] = (await listHandoffs(stage.db, { limit: 1 })).items
  await stage.db.tx((tx) => acceptHandoff(tx, handoff!.id, { by: 'song-yan', at: stage.clock.now() }))
  return handoff!.id
}

test('a time a colleague names to an owner stands in the ledger, by when and who', async () => {
  await beServed()
  await reply('您好，我下午三点前给您回电')

  await stage.pass(0)

  expect(await words()).toEqual([
    { what: expect.stringMatching(/宋燕答应回电$/), due: '21 15:00', ending: null, reason: null },
  ])
})

test('a question, a condition and a refusal make no promise', async () => {
  await beServed()
  await reply('您下午三点方便师傅上门吗？')
  await reply('如果配件到了，下午三点给您装好')
  await reply('三点前我不能给您回电')

  await stage.pass(0)

  expect(await words()).toEqual([])
})

test('what is said in the same breath does not keep it; a word later in the talk does', async () => {
  await beServed()
  await reply('我下午三点前给您回电')
  await stage.pass(1)
  await reply('您先忙')
  await stage.pass(200)
  await reply('查到了，是阀门老化，已经换了新的')

  await stage.pass(120)

  expect((await words()).map(({ ending }) => ending)).toEqual(['kept'])
})

test('another time for the same thing is renegotiated, with the colleague’s own words as the reason', async () => {
  await beServed()
  await reply('我下午三点前给您回电')
  await stage.pass(30)
  await reply('对不起，改到下午五点前给您回电')

  await stage.pass(0)

  expect(await words()).toEqual([
    expect.objectContaining({ due: '21 15:00', ending: 'renegotiated', reason: expect.stringContaining('五点前') }),
    expect.objectContaining({ due: '21 17:00', ending: null }),
  ])
})

test('the same time said twice is one promise', async () => {
  await beServed()
  await reply('我下午三点前给您回电')
  await reply('放心，下午三点前给您回电')

  await stage.pass(0)

  expect(await words()).toHaveLength(1)
})

test('one that is not kept is broken: raised to the next person and told to the owner with an apology', async () => {
  const handoffId = await beServed()
  await reply('我下午三点前给您回电')
  await stage.pass(5)
  await stage.db.tx((tx) => closeHandoff(tx, handoffId, { by: 'song-yan', summary: '稍后回电', at: stage.clock.now() }))

  const told = await stage.pass(6 * 60)

  expect((await words()).map(({ ending }) => ending)).toEqual(['broken'])
  expect(told.join('\n')).toMatch(/同事答应您今天15:00前.*没有做到.*对不起/)
  expect((await stage.notices()).map(({ text }) => text).join('\n')).toMatch(/承诺超时.*宋燕答应回电/)
})

test('what a servicer says in the WeCom client is heard when it is pulled, by the time it was said', async () => {
  await stage.say('你好')
  await stage.db.query('test-userid', `update staff set wecom_userid = 'SongYan' where id = 'song-yan'`)
  const pace = createPace({ quietMs: 0, isEmergency: () => false, isRequest: () => true })
  const inbox = createInbox({ db: stage.db, clock: stage.clock, pace })
  const servicer = (id: string, text: string, at: Date) => ({
    author: 'staff' as const,
    authorId: 'songyan',
    direction: 'out' as const,
    turn: false,
    message: {
      id,
      channel: 'web' as const,
      account: 'web',
      user: 'u1',
      sourceId: id,
      at,
      content: { kind: 'text' as const, text },
    },
  })
  const yesterday = new Date(stage.clock.now().getTime() - 24 * 3600_000)

  await inbox.accept([
    servicer('pulled-1', '师傅一小时内到您家', stage.clock.now()),
    servicer('pulled-2', '我下午三点前给您回电', yesterday),
  ])
  await stage.pass(0)

  // What came a day late has passed by now.
  expect(await words()).toEqual([
    expect.objectContaining({ what: expect.stringMatching(/宋燕答应上门$/), due: '21 11:00' }),
  ])
})
