import path from 'node:path'
import { createKfPorts } from '../../src/app/kf/kf-ports'
import { createCallWhenFailed } from '../../src/app/kf/call-when-failed'
import { createMoveSession } from '../../src/app/kf/move-session'
import { createVoiceHearing } from '../../src/app/kf/hear-voices'
import type { KfDoor } from '../../src/channels/wecom-kf/start'
import { readDialogs } from '../../src/dialogs/read-dialogs'
import { ManualClock } from '../../src/platform/clock'
import { createDatabaseFiles } from '../../src/platform/files/database-files'
import { openSignals } from '../../src/platform/signals/signals'
import { conversationIdOf, createInbox } from '../../src/queue/inbox'
import type { OutboxItem } from '../../src/queue/delivery'
import type { ClaimedTurn } from '../../src/queue/turn'
import { SKILLS } from '../../src/app/talk-engine'
import { listCallBacks } from '../../src/records/call-back/call-back'
import { acceptHandoff } from '../../src/records/handoff/accept-handoff'
import { getHandoff } from '../../src/records/handoff/handoff'
import { openHandoff } from '../../src/records/handoff/open-handoff'
import { eraseMessage } from '../../src/records/exchange/erase-message'
import { createTestDatabase } from '../support/database'
import type { TestDatabase } from '../support/database'
import { AT, givenCommunity, givenTalk } from '../records/given'
import type { GivenTalk } from '../records/given'

let base: TestDatabase
let ports: ReturnType<typeof createKfPorts>
let talk: GivenTalk
const clock = new ManualClock(AT)
const ACCOUNT = 'wkA'
let owners = 0

beforeAll(async () => {
  base = await createTestDatabase()
  const dialogs = readDialogs(path.join(__dirname, '../../dialogs'), {
    effects: SKILLS.flatMap((skill) => Object.keys(skill.effects ?? {})),
  })
  ports = createKfPorts({ db: base.db, clock, signals: await openSignals(), dialogs: () => dialogs })
})
afterAll(() => base.close())
beforeEach(async () => {
  talk = await givenTalk(base.db, {
    channel: 'wecom-kf',
    account: ACCOUNT,
    user: `wm${(owners += 1)}`,
    says: ['找人工'],
  })
})

async function handoff(mode: 'native' | 'console' = 'native', by?: string) {
  return base.db.tx(async (tx) => {
    const { conversationId, personId } = talk
    const opened = await openHandoff(tx, {
      ...{ conversationId, personId, communityId: null, reason: 'requested' as const, evidence: ['找人工'] },
      ...{ mode, staffed: true, card: { facts: { said: ['找人工'] } }, at: AT },
    })
    return by === undefined ? opened : acceptHandoff(tx, opened.id, { by, at: AT })
  })
}
const now = (id: string) => getHandoff(base.db, id).then(({ status, assignee }) => ({ status, assignee }))
const notices = async () => {
  const rows = await base.db.query<{ to: string[]; text: string }>(
    'test-notices',
    `select body -> 'toUserIds' as to, body ->> 'text' as text from outbox where conversation_id = $1 and kind = 'notice' order by seq`,
    [talk.conversationId],
  )
  return rows
}
const muted = async () =>
  (
    await base.db.query<{ muted: boolean }>('test-muted', 'select muted from conversation where id = $1', [
      talk.conversationId,
    ])
  )[0]?.muted

describe('a session that WeCom moved', () => {
  test('makes the servicer the holder of the handoff', async () => {
    const { id } = await handoff()

    await ports.onTransition({ handoffId: id, outcome: 'assigned', servicer: 'zhangsan' })

    expect(await now(id)).toEqual({ status: 'active', assignee: 'zhangsan' })
  })

  test('to somebody else than who accepted in the console makes that one the holder', async () => {
    const { id } = await handoff('native', 'lisi')

    await ports.onTransition({ handoffId: id, outcome: 'assigned', servicer: 'zhangsan' })

    expect(await now(id)).toEqual({ status: 'active', assignee: 'zhangsan' })
  })

  test('under another spelling of the same name changes nothing', async () => {
    const { id } = await handoff('native', 'LiSi')

    await ports.onTransition({ handoffId: id, outcome: 'assigned', servicer: 'lisi' })

    expect(await now(id)).toEqual({ status: 'active', assignee: 'LiSi' })
  })

  test.each(['stayed', 'pool'] as const)(
    'not at all (%s) puts the handoff back to waiting, lets the bot speak, and tells whoever had accepted',
    async (outcome) => {
      const { id } = await handoff('native', 'lisi')
      expect(await muted()).toBe(true)

      await ports.onTransition({ handoffId: id, outcome })
      await ports.onTransition({ handoffId: id, outcome })

      expect(await now(id)).toEqual({ status: 'waiting', assignee: null })
      expect(await muted()).toBe(false)
      expect(await notices()).toEqual([{ to: ['lisi'], text: expect.stringContaining('重新接手') }])
    },
  )

  test('never takes a talk from a colleague who answers in the console', async () => {
    const { id } = await handoff('console', 'lisi')

    await ports.onTransition({ handoffId: id, outcome: 'stayed' })

    expect(await now(id)).toEqual({ status: 'active', assignee: 'lisi' })
  })

  test('puts the notice the owner got into the log, once', async () => {
    const { id } = await handoff()
    const said = { content: { type: 'text' as const, text: '同事已经接入' }, sourceId: 'o_1n' }

    await ports.onTransition({ handoffId: id, outcome: 'assigned', servicer: 'zhangsan', said })
    await ports.onTransition({ handoffId: id, outcome: 'assigned', servicer: 'zhangsan', said })

    const rows = await base.db.query<{ delivery: string; source_id: string }>(
      'test-said',
      `select delivery, source_id from exchange where conversation_id = $1 and direction = 'out'`,
      [talk.conversationId],
    )
    expect(rows).toEqual([{ delivery: 'sent', source_id: 'o_1n' }])
  })

  test('without the owner having heard of it asks the colleague to greet', async () => {
    const { id } = await handoff()

    await ports.onTransition({ handoffId: id, outcome: 'assigned', servicer: 'zhangsan', untold: true })

    expect(await notices()).toEqual([{ to: ['zhangsan'], text: expect.stringContaining('打声招呼') }])
  })
})

test('whoever accepts in the console holds the handoff before the session moves, so that a refusal finds a holder', async () => {
  const { id } = await handoff()
  const door = {
    staffing: async () => ({ receiving: ['lisi', 'wangwu'], all: [], departments: 0 }),
  } as unknown as KfDoor
  const move = createMoveSession({ db: base.db, clock, door: () => door, wakeSender: () => undefined })

  const results = await Promise.allSettled([move({ handoffId: id, to: 'lisi' }), move({ handoffId: id, to: 'wangwu' })])
  expect(await move({ handoffId: id, to: 'zhaoliu' })).toBe('not_receiving')

  expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  const errands = await base.db.query<{ target: string }>(
    'test-errands',
    `select body ->> 'target' as target from outbox where conversation_id = $1 and kind = 'transition'`,
    [talk.conversationId],
  )
  expect(errands.map(({ target }) => target)).toEqual([(await now(id)).assignee])
})

test('an owner nothing reaches is one call for a person, however many words failed', async () => {
  const owner = { conversationId: talk.conversationId, exchangeId: talk.exchangeIds[0]!, reason: '业主拒收', at: AT }
  await base.db.tx((tx) => ports.onUnreachable(tx, owner))
  await base.db.tx((tx) => ports.onUnreachable(tx, owner))

  const calls = (await listCallBacks(base.db, null)).filter(({ user }) => user === talk.user)
  expect(calls.map(({ reason, words }) => [reason, words])).toEqual([['业主拒收', '找人工']])
  expect((await notices()).map(({ text }) => text)).toEqual([expect.stringContaining('请回电')])
})

test('words given up after all attempts are the same call, a colleague’s mistake is none', async () => {
  const call = createCallWhenFailed({
    db: base.db,
    clock,
    log: { error: () => undefined },
    onUnreachable: ports.onUnreachable,
  })
  const item: OutboxItem = {
    ...{ id: 'o_f', conversationId: talk.conversationId, channel: 'wecom-kf', account: ACCOUNT, user: talk.user },
    ...{ exchangeId: talk.exchangeIds[0]!, bot: true, attempts: 9, createdAt: AT },
    body: { kind: 'message', way: 'plain', content: { type: 'text', text: '您好' } },
  }
  const open = async () => (await listCallBacks(base.db, null)).filter(({ user }) => user === talk.user).length

  await call(item, { kind: 'failed', reason: 'answer_in_wecom' })
  await call(item, { kind: 'park', reason: 'five_messages_used' })
  expect(await open()).toBe(0)
  await call(item, { kind: 'failed', reason: 'wecom_40096' })

  expect(await open()).toBe(1)
})

describe('an entrance', () => {
  const way = async (communityId: string, id = `q_${communityId}`) =>
    base.db.query(
      'test-way',
      `insert into contact_way (id, open_kfid, community_id, building, place, scene_param, url, created_at, created_by)
       values ($1, $2, $3, '3', '大堂', 'c=x', 'https://work.weixin.qq.com/kf/a', $4, 'test')`,
      [id, ACCOUNT, communityId, AT],
    )

  test('says the community by its code, and by its parameter where the code is not ours', async () => {
    const communityId = await givenCommunity(base.db, '入口花园')
    await way(communityId)

    expect(await ports.communityOf({ account: ACCOUNT, scene: `q_${communityId}` })).toBe(communityId)
    expect(await ports.communityOf({ account: ACCOUNT, scene: 'gate', sceneParam: `c=${communityId}&b=3` })).toBe(
      communityId,
    )
    expect(await ports.communityOf({ account: ACCOUNT, sceneParam: '入口花园' })).toBe(communityId)
  })

  test('that was missed places the owner later, and never moves one who has a place', async () => {
    const [one, two] = [await givenCommunity(base.db, '先来苑'), await givenCommunity(base.db, '后到苑')]
    await way(one)
    await way(two)
    const named = { account: ACCOUNT, user: talk.user, nickname: '小王' }

    for (const scene of [`q_${one}`, `q_${two}`]) await base.db.tx((tx) => ports.onOwner(tx, { ...named, scene }))

    const rows = await base.db.query<{ community_id: string; nickname: string }>(
      'test-placed',
      `select v.community_id, i.nickname from conversation v join identity i on i.external_id = v.user_id and i.channel = v.channel where v.id = $1`,
      [talk.conversationId],
    )
    expect(rows).toEqual([{ community_id: one, nickname: '小王' }])
  })
})

test('a recall erases the words wherever they are quoted, drops the answer that waits, and keeps row and chain', async () => {
  const { id } = await handoff()
  const sourceId = (
    await base.db.query<{ source_id: string }>('test-source', 'select source_id from exchange where id = $1', [
      talk.exchangeIds[0],
    ])
  )[0]!.source_id
  const recall = { conversationId: talk.conversationId, sourceId, by: talk.user, at: AT }

  await base.db.tx((tx) => eraseMessage(tx, recall))
  await base.db.tx((tx) => eraseMessage(tx, recall))

  const { evidence, card } = await getHandoff(base.db, id)
  expect(JSON.stringify([evidence, card])).not.toContain('找人工')
  const rows = await base.db.query<{ text: string; recalled: boolean }>(
    'test-row',
    `select c.text, e.recalled_at is not null as recalled from exchange e join exchange_content c on c.exchange_id = e.id where e.id = $1`,
    [talk.exchangeIds[0]],
  )
  expect(rows).toEqual([{ text: '', recalled: true }])
})

describe('a voice', () => {
  let heard = 0
  const files = () => createDatabaseFiles({ db: base.db, clock })
  const hearing = (text: string | null) =>
    createVoiceHearing({
      db: base.db,
      files: files(),
      clock,
      transcriber: {
        model: 'sense-voice',
        transcribe: async () => {
          heard += 1
          return text
        },
      },
    })

  async function voiceTurn(fileId: string | null): Promise<ClaimedTurn> {
    const message = {
      ...{
        id: `v${owners}`,
        channel: 'wecom-kf' as const,
        account: ACCOUNT,
        user: talk.user,
        sourceId: `v${owners}`,
        at: AT,
      },
      content: { kind: 'voice' as const, attachment: { kind: 'voice' as const, fileId } },
    }
    const inbox = createInbox({ db: base.db, clock, pace: () => ({ settleMs: 0, answerMs: 0 }) })
    await inbox.accept([{ message, author: 'owner', direction: 'in', turn: true }])
    const rows = await base.db.query<{ exchange_id: string }>(
      'test-voice',
      'select exchange_id from inbox where id = $1',
      [`wecom-kf:${ACCOUNT}:${message.id}`],
    )
    return {
      conversation: {
        ...{ id: conversationIdOf(message), channel: 'wecom-kf', account: ACCOUNT, user: talk.user, communityId: null },
        ...{ personId: talk.personId, state: {}, muted: false },
      },
      ...{ gen: 0, epoch: 1, attempts: 0, handoff: null },
      person: { id: talk.personId, name: null, salutation: null, phone: null, language: null },
      messages: [{ id: message.id, exchangeId: rows[0]!.exchange_id, message, receivedAt: AT }],
    }
  }
  const keep = async () =>
    (await files().put({ bytes: Buffer.from('#!AMR\n1234'), name: 'voice.amr', mime: 'audio/amr' })).id
  const wordsOf = ({ messages }: ClaimedTurn) =>
    messages.map(({ message: { content } }) => (content.kind === 'voice' ? content.text : null))

  test('gets its words before the turn, and is not listened to again when the turn is thought again', async () => {
    const claimed = await voiceTurn(await keep())
    heard = 0

    const first = await hearing('厨房漏水')(claimed)
    const again = await hearing('别的')(claimed)

    expect([wordsOf(first), wordsOf(again), heard]).toEqual([['厨房漏水'], ['厨房漏水'], 1])
    const rows = await base.db.query('test-transcript', 'select text, model from transcript where exchange_id = $1', [
      claimed.messages[0]!.exchangeId,
    ])
    expect(rows).toEqual([{ text: '厨房漏水', model: 'sense-voice' }])
  })

  test('nothing can be made of, or that is not there yet, stays a voice', async () => {
    expect(wordsOf(await hearing(null)(await voiceTurn(await keep())))).toEqual([undefined])
    owners += 1
    expect(wordsOf(await hearing('不会听到')(await voiceTurn('fl_later')))).toEqual([undefined])
  })

  test('taken back takes its words along', async () => {
    const claimed = await voiceTurn(await keep())
    await hearing('厨房漏水')(claimed)
    const { exchangeId, message } = claimed.messages[0]!

    await base.db.tx((tx) =>
      eraseMessage(tx, { conversationId: claimed.conversation.id, sourceId: message.sourceId, by: talk.user, at: AT }),
    )

    expect(await base.db.query('test-gone', 'select 1 from transcript where exchange_id = $1', [exchangeId])).toEqual(
      [],
    )
  })
})
