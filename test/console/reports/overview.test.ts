import { hashPassword } from '../../../src/console/api/access/password'
import { wakeUp } from '../../../src/queue/wakers'
import { acceptHandoff } from '../../../src/records/handoff/accept-handoff'
import { openHandoff } from '../../../src/records/handoff/open-handoff'
import { openCase } from '../../../src/records/case/open-case'
import { AT, givenCommunity, givenStaff, givenTalk, repair } from '../../records/given'
import { until } from '../../support/until'
import { givenServer, type GivenServer } from '../given-server'

describe('how it goes, over HTTP', () => {
  let server: GivenServer
  let signedIn: Awaited<ReturnType<GivenServer['signIn']>>
  beforeAll(async () => {
    server = await givenServer()
    const { db } = server
    const places = [await givenCommunity(db, '幸福家园'), await givenCommunity(db, '别的小区')]
    await givenStaff(db, { id: 'st-xu', name: '徐静', communityId: places[0] })
    await db.query(
      'supervisor',
      `insert into console_account (id, name, password_hash, role, staff_id, created_at) values ('s', 's', $1, 'supervisor', 'st-xu', $2)`,
      [await hashPassword('pw'), AT],
    )
    for (const [n, place] of [...places, places[1]!].entries()) {
      const talk = await givenTalk(db, { user: `业主${n}`, says: ['您好'] })
      await db.query('place', 'update conversation set community_id = $2 where id = $1', [talk.conversationId, place])
      const handoff = await db.tx((tx) =>
        openHandoff(tx, {
          ...{ ...talk, communityId: place, reason: 'requested', evidence: [] },
          ...{ mode: 'console', staffed: true, card: {}, at: AT },
        }),
      )
      if (n === 2) await db.tx((tx) => acceptHandoff(tx, handoff.id, { by: 'st-xu', at: AT }))
      await db.tx((tx) => openCase(tx, repair(talk, { communityId: place, sameMatter: null, anonymous: n === 0 })))
    }
    signedIn = await server.signIn('s', 'pw')
  })
  afterAll(() => server.close())

  const overview = async (query = '', headers?: Record<string, string>) =>
    (await server.call('GET', `/console/reports/overview?${query}`, undefined, headers)).json
  const rows = (query: string, headers?: Record<string, string>) =>
    server.call('GET', `/console/reports/rows?${query}`, undefined, headers)

  it('counts for those who lead everything, and for a supervisor their own communities only', async () => {
    expect(await overview()).toMatchObject({
      ...{ from: '2026-11-21', to: '2026-11-21', talks: { alone: 0, handed: 3, rest: 0 }, waiting: 2 },
      people: [{ name: '徐静', tookTalks: 1 }],
      categories: [{ key: 'repair/水电', count: 3 }],
    })
    expect(await overview('', signedIn.reading)).toMatchObject({
      ...{ talks: { alone: 0, handed: 1, rest: 0 }, waiting: 1, people: [] },
      categories: [{ key: 'repair/水电', count: 1 }],
    })
    expect((await rows('measure=talk', signedIn.reading)).json).toMatchObject({ total: 1, items: [{ owner: '业主0' }] })
  })

  it('opens rows that lead to talk and case, but from an anonymous case to nobody', async () => {
    const { json } = await rows('measure=case')

    expect(json.total).toBe(3)
    expect(json.items.map(({ owner }: { owner: string }) => owner).sort()).toEqual(['业主1', '业主2', null].sort())
    const anonymous = json.items.find(({ owner }: { owner: string | null }) => owner === null)
    expect(anonymous).toMatchObject({ conversationId: null, number: expect.stringMatching(/^BX-/) })
  })

  it('tells of another community as if there were none', async () => {
    const other = encodeURIComponent('别的小区')
    const [talk] = (await rows(`measure=talk&community=${other}`)).json.items
    for (const path of [
      `/console/reports/overview?community=${other}`,
      `/console/reports/rows?measure=talk&community=${other}`,
      `/console/reports/talks/${talk.conversationId}/mood`,
    ])
      expect([path, (await server.call('GET', path, undefined, signedIn.reading)).status]).toEqual([path, 404])
  })

  it.each([
    'from=2026-11-22&to=2026-11-21',
    'from=2020-01-01&to=2026-11-21',
    'from=heute',
    'to=2026-02-30',
    `community=${encodeURIComponent('没有这个')}`,
  ])('refuses %s', async (query) => {
    expect([400, 404]).toContain((await server.call('GET', `/console/reports/overview?${query}`)).status)
  })

  it.each([
    'measure=nothing',
    'measure=talk&after=1',
    `measure=talk&after=${encodeURIComponent("2026-11-21T00:00:00Z'--|x")}`,
  ])('refuses the rows of %s', async (query) => {
    expect((await rows(query)).status).toBe(400)
  })

  it('draws the mood of a talk from what was read into its words', async () => {
    const [{ conversationId }] = (await rows('measure=talk')).json.items
    // Once the turn is over: it would write what it had read itself.
    wakeUp(server.deps.signals, 'turn')
    await until(
      async () => (await server.db.query('busy', `select 1 from ready where lane = 'turn'`)).length === 0,
      'the turns',
    )
    await server.db.query(
      'mood',
      `update exchange set understanding = '{"sentiment":{"label":"angry","score":0.9},"signals":["threat"]}' where conversation_id = $1 and author = 'owner'`,
      [conversationId],
    )

    const { json } = await server.call('GET', `/console/reports/talks/${conversationId}/mood`)

    expect(json.points).toEqual([expect.objectContaining({ label: 'angry', text: '您好' })])
    expect(json.points[0].level).toBeGreaterThan(0.6)
    expect((await server.call('GET', '/console/reports/talks/cv_no/mood')).status).toBe(404)
  })
})

describe('the audit, over HTTP', () => {
  it('is read newest first, page by page, by person, act and day; a manager sees what was done in their own communities', async () => {
    const server = await givenServer()
    const { db } = server
    const [ours, theirs] = [await givenCommunity(db, '幸福家园'), await givenCommunity(db, '别的小区')]
    await givenStaff(db, { id: 'st-xu', name: '徐静', communityId: ours })
    await db.query(
      'manager',
      `insert into console_account (id, name, password_hash, role, staff_id, created_at) values ('m', 'xu', $1, 'manager', 'st-xu', $2)`,
      [await hashPassword('pw'), AT],
    )
    const cases = []
    for (const place of [ours, theirs]) {
      const talk = await givenTalk(db)
      cases.push(await db.tx((tx) => openCase(tx, repair(talk, { communityId: place, sameMatter: null }))))
    }
    for (let n = 0; n < 120; n++)
      await db.query('act', 'insert into audit (at, actor, act, target) values ($1, $2, $3, $4)', [
        new Date(AT.getTime() - n * 3_600_000),
        n % 2 === 0 ? 'xu' : 'other',
        n % 3 === 0 ? 'case.accept' : 'case.close',
        cases[n % 5 === 0 ? 1 : 0]!.id,
      ])
    const { reading } = await server.signIn('xu', 'pw')
    const read = async (query: string, headers?: Record<string, string>) => {
      const seqs: number[] = []
      let after: string | null = null
      do {
        const path: string = `/console/audit?${query}${after === null ? '' : `&after=${after}`}`
        const { json } = await server.call('GET', path, undefined, headers)
        seqs.push(...json.items.map(({ seq }: { seq: string }) => Number(seq)))
        after = json.next
      } while (after !== null)
      return seqs
    }
    const expected = async (condition: string) =>
      (
        await db.query<{ seq: string }>(
          `want-${condition.length}`,
          `select seq from audit where ${condition} order by seq desc`,
        )
      ).map(({ seq }) => Number(seq))

    expect(await read('')).toEqual(await expected('true'))
    expect(await read(`who=${encodeURIComponent('徐')}`)).toEqual(await expected(`actor = 'xu'`))
    expect(await read('act=case.accept&who=other')).toEqual(await expected(`act = 'case.accept' and actor = 'other'`))
    expect(await read('from=2026-11-20&to=2026-11-20')).toEqual(
      await expected(`at >= '2026-11-20T00:00:00+08:00' and at < '2026-11-21T00:00:00+08:00'`),
    )
    expect(await read('', reading)).toEqual(await expected(`actor = 'xu' or target = '${cases[0]!.id}'`))
    expect((await server.call('GET', '/console/audit?who=other&act=case.close')).json.items[0]).toMatchObject({
      ...{ actor: 'other', act: 'case.close', case: { number: expect.stringMatching(/^BX-/) } },
    })
    // Of a complaint about themselves they read nothing; knowledge is everybody's.
    const about = await db.tx(async (tx) =>
      openCase(tx, repair(await givenTalk(db), { communityId: ours, kind: 'complaint', aboutStaff: ['st-xu'] })),
    )
    for (const [act, target] of [
      ['case.accept', about.id],
      ['article.publish', 'ar_1'],
      ['golden.add', 'gq_1'],
    ])
      await db.query('act', 'insert into audit (at, actor, act, target) values ($1, $2, $3, $4)', [
        ...[AT, 'other', act, target],
      ])
    expect((await read('', reading)).slice(0, 3)).toEqual([
      ...(await expected(`target in ('gq_1', 'ar_1')`)),
      (await expected(`actor = 'xu' or target = '${cases[0]!.id}'`))[0],
    ])
    await server.close()
  }, 30_000)
})
