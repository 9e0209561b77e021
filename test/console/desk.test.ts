import { DeskCasePage, TalkDetail, TalkList, Troubles } from '../../src/console/contract/console'
import { openCase } from '../../src/records/case/open-case'
import { openHandoff } from '../../src/records/handoff/open-handoff'
import { AT, givenCommunity, givenTalk, repair } from '../records/given'
import { givenServer, type GivenServer } from './given-server'

describe("the console's own requests", () => {
  let server: GivenServer
  let session: Awaited<ReturnType<GivenServer['signIn']>>
  beforeAll(async () => {
    server = await givenServer()
    session = await server.signIn()
  })
  afterAll(() => server.close())
  const get = async (path: string) => (await server.call('GET', path, undefined, session.reading)).json
  const say = async (user: string, text: string): Promise<string> =>
    (await server.call('POST', '/api/v1/web-chat/messages', { user, text })).json.conversationId

  it('puts waiting owners on top, the most urgent first, then those served, then the latest', async () => {
    await say('平静', '你好')
    await say('找人', '人工')
    server.clock.advance(60_000)
    const angry = await say('生气', '气死了 人工')
    const held = await say('有人管', '人工')
    const [{ id }] = (await get(`/api/v1/handoffs?user=有人管`)).items
    await server.call('POST', `/api/v1/handoffs/${id}/accept`, { by: '徐静' })
    const talk = await givenTalk(server.db, { user: '着火' })
    const emergency = { reason: 'emergency', evidence: ['着火了'], mode: 'console', staffed: true, card: {} } as const
    await server.db.tx((tx) => openHandoff(tx, { ...talk, ...emergency, communityId: null, at: server.clock.now() }))

    const list = TalkList.parse(await get('/console/talks'))

    expect(list.items.map(({ user }) => user)).toEqual(['着火', '找人', '生气', '有人管', '平静'])
    expect(list.items.find((item) => item.id === angry)).toMatchObject({
      unread: 1,
      lastAuthor: 'bot',
      handoff: { reason: 'sentiment', status: 'waiting', mode: 'console' },
    })
    expect(list.items.find((item) => item.id === held)!.handoff).toMatchObject({ assignee: '徐静' })
  })

  it('shows a talk with its messages and open cases, and remembers how far it was read', async () => {
    const id = await say('读者', '报修 灯')

    const before = TalkDetail.parse(await get(`/console/talks/${id}`))
    const read = { seq: before.messages.at(-1)!.seq }
    await server.call('POST', `/console/talks/${id}/read`, read, session.writing)
    await server.call('POST', `/console/talks/${id}/read`, { seq: 1 }, session.writing)
    const after = await get(`/console/talks/${id}`)

    expect(before).toMatchObject({ talk: { unread: 1, openCases: 1 }, cases: [{ kind: 'repair' }], more: false })
    expect(before.messages.map(({ author }) => author)).toEqual(['owner', 'bot'])
    expect(after.talk.unread).toBe(0)
  })

  it('finds talks by user and case number, taking no sign for a pattern', async () => {
    const id = await say('百分之百%', '报修 门')
    const [{ number }] = (await get('/api/v1/cases?user=百分之百%25')).items

    expect((await get('/console/talks?find=百分之百')).items).toHaveLength(1)
    expect((await get(`/console/talks?find=${number}`)).items.map((item: { id: string }) => item.id)).toEqual([id])
    expect((await get('/console/talks?find=%25')).items).toHaveLength(1)
  })

  it('finds talks by the name a guest is shown under, by the phone and by the home', async () => {
    const guest = await say('guest-K6zJcO0T0jL9', '你好')
    const known = await say('老住户', '你好')
    await server.db.query(
      'given-owner-of-home',
      `with p as (update person set phone = '13812345678'
                   where id = (select person_id from conversation where id = $1) returning id),
            h as (insert into house (id, community_id, building, unit, room)
                  values ('ho-find', $3, '3', '2', '502') returning id)
       insert into person_house (person_id, house_id, role, since) select p.id, h.id, 'owner', $2 from p, h`,
      [known, server.clock.now(), await givenCommunity(server.db, '找人小区')],
    )
    const ids = async (find: string) =>
      (await get(`/console/talks?find=${encodeURIComponent(find)}`)).items.map((item: { id: string }) => item.id)

    expect(await ids('访客 0jL9')).toEqual([guest])
    expect(await ids('13812345678')).toEqual([known])
    expect(await ids('3栋2单元502')).toEqual([known])
    expect(await ids('3-2-502')).toEqual([known])
  })

  it('lists cases newest first, by state, kind and words', async () => {
    const page = DeskCasePage.parse(await get('/console/cases?state=open&kind=repair'))

    const numbers = page.items.map(({ number }) => number)
    expect(numbers).toEqual([...numbers].sort().reverse())
    expect((await get('/console/cases?state=over')).items).toEqual([])
    expect((await get(`/console/cases?find=${numbers[0]}`)).items).toHaveLength(1)
  })

  it('does not lead from an anonymous case to whoever reported it', async () => {
    const talk = await givenTalk(server.db, { user: '匿名的人' })
    const found = await server.db.tx((tx) => openCase(tx, repair(talk, { anonymous: true, kind: 'complaint' })))

    const one = await get(`/console/cases/${found.id}`)
    const beside = await get(`/console/talks/${talk.conversationId}`)

    expect(one).toMatchObject({ anonymous: true, conversationId: null, user: null, contact: null })
    expect(beside.cases).toEqual([])
    expect(beside.talk.openCases).toBe(0)
  })

  it('lists what failed, and sends a resting event again', async () => {
    const talk = await givenTalk(server.db, { user: '出错的' })
    await server.db.query(
      'given-failed-turn',
      `insert into failed_turn (id, conversation_id, error, inbox_ids, at) values ('ft1', $1, 'boom', '[]', $2)`,
      [talk.conversationId, AT],
    )
    await server.db.query(
      'given-resting',
      `insert into outside_event (id, conversation_id, type, at, data, status, attempts, created_at, last_error)
       values ('ev1', $1, 'case', $2, '{}', 'resting', 40, $2, '503')`,
      [talk.conversationId, AT],
    )

    const before = Troubles.parse(await get('/console/troubles'))
    const sent = await server.call('POST', '/console/troubles/ev1/resend', {}, session.writing)
    const again = await server.call('POST', '/console/troubles/ev1/resend', {}, session.writing)

    expect(before).toMatchObject({
      failedTurns: [{ id: 'ft1', user: '出错的', error: 'boom' }],
      resting: [{ id: 'ev1', type: 'case', attempts: 40, lastError: '503' }],
    })
    expect([sent.status, again.status]).toEqual([204, 404])
    expect((await get('/console/troubles')).resting).toEqual([])
  })
})
