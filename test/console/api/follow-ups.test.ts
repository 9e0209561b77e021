import { FollowUps } from '../../../src/console/contract/follow-up'
import { openCase } from '../../../src/records/case/open-case'
import { getCase } from '../../../src/records/case/read-case'
import { getHandoff } from '../../../src/records/handoff/handoff'
import { endPromise, makePromise, markPromiseTold } from '../../../src/records/promise/promise'
import { findRatingChain, reachLevel, startRatingChain } from '../../../src/records/rating/rating-chain'
import { AT, givenTalk, repair } from '../../records/given'
import { givenServer, type GivenServer } from '../given-server'

describe('what we owe owners', () => {
  let server: GivenServer
  beforeAll(async () => {
    server = await givenServer()
  })
  afterAll(() => server.close())
  const owed = async () => FollowUps.parse((await server.call('GET', '/console/follow-ups')).json)

  it('shows what is promised, late and broken, and whether the owner has heard', async () => {
    const talk = await givenTalk(server.db)
    const promise = (what: string, hours: number) =>
      makePromise(server.db, {
        conversationId: talk.conversationId,
        personId: talk.personId,
        communityId: null,
        caseId: null,
        what,
        dueAt: new Date(AT.getTime() + hours * 3600_000),
        at: AT,
      })
    await promise('明天的', 24)
    await promise('过点的', -1)
    const broken = await promise('失信的', -2)
    await endPromise(server.db, broken.id, { ending: 'broken', at: AT })
    const told = await promise('说过的', -4)
    await endPromise(server.db, told.id, { ending: 'broken', at: AT })
    await markPromiseTold(server.db, told.id, AT)
    const kept = await promise('守信的', -3)
    await endPromise(server.db, kept.id, { ending: 'kept', at: AT })

    const { promises } = await owed()

    expect(promises.map(({ what, state, told }) => [what, state, told])).toEqual([
      ['失信的', 'broken', false],
      ['过点的', 'late', false],
      ['明天的', 'open', false],
      ['说过的', 'broken', true],
    ])
  })

  it('lets somebody take on a low score with how they met the owner, once, and gives nobody a way to change it', async () => {
    const talk = await givenTalk(server.db)
    const opened = await server.db.tx((tx) => openCase(tx, repair(talk)))
    const one = await getCase(server.db, opened.id)
    const chain = await startRatingChain(
      server.db,
      { ...one, conversationId: talk.conversationId },
      { score: 2, at: AT },
    )
    await reachLevel(server.db, chain!.id, {
      level: 0,
      post: 'responsible',
      staff: null,
      note: '这一级没有人，跳过',
      at: AT,
    })
    const takeOn = (body: object) => server.call('POST', `/console/low-scores/${chain!.id}/take-on`, body)

    const listed = (await owed()).lowScores
    const without = await takeOn({ by: '何敏' })
    const taken = await takeOn({ by: '何敏', note: '已电话道歉，明天上门' })
    const again = await takeOn({ by: '唐丽', note: '我也来' })

    expect(listed).toMatchObject([{ score: 2, levels: [{ level: 0, staff: null, note: '这一级没有人，跳过' }] }])
    expect([without.status, taken.status, again.status]).toEqual([400, 204, 404])
    expect(await findRatingChain(server.db, chain!.id)).toMatchObject({ endedBy: '何敏', score: 2 })
    expect((await owed()).lowScores).toEqual([])
  })

  it('refuses words that tell an owner how to score, and keeps them for the supervisor', async () => {
    const { json } = await server.call('POST', '/api/v1/web-chat/messages', { user: 'steered', text: '转人工' })
    const { id } = json.handoff
    await server.call('POST', `/api/v1/handoffs/${id}/accept`, { by: '宋燕' })

    const refused = await server.call('POST', `/api/v1/handoffs/${id}/reply`, {
      by: '宋燕',
      text: '等下麻烦给个五星好评',
    })
    const sent = await server.call('POST', `/api/v1/handoffs/${id}/reply`, { by: '宋燕', text: '还有哪里没处理好您说' })

    expect([refused.status, refused.json.error.code, sent.status]).toEqual([409, 'score_steering', 200])
    expect((await owed()).steering).toMatchObject([{ staff: '宋燕', sent: false, words: '等下麻烦给个五星好评' }])
  })

  it('lets a colleague who closes without a summary leave their last words to the next one', async () => {
    const { json } = await server.call('POST', '/api/v1/web-chat/messages', { user: 'left', text: '转人工' })
    const { id } = json.handoff
    await server.call('POST', `/api/v1/handoffs/${id}/accept`, { by: '宋燕' })
    await server.call('POST', `/api/v1/handoffs/${id}/reply`, { by: '宋燕', text: '明天上午十点师傅上门换灯' })

    await server.call('POST', `/api/v1/handoffs/${id}/close`, { by: '宋燕' })

    expect((await getHandoff(server.db, id)).summary).toContain('明天上午十点师傅上门换灯')
  })
})
