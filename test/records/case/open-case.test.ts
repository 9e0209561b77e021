import { actOnCase } from '../../../src/records/case/act-on-case'
import { caseView } from '../../../src/records/case/case-view'
import { correctCase } from '../../../src/records/case/correct-case'
import { casesOfUser, findCaseByNumber, listCases, openCasesOf } from '../../../src/records/case/find-cases'
import { linkCases, openCase } from '../../../src/records/case/open-case'
import { getCase } from '../../../src/records/case/read-case'
import { createTestDatabase, type TestDatabase } from '../../support/database'
import { AT, ZONE, givenCommunity, givenTalk, repair } from '../given'

let test$: TestDatabase
beforeEach(async () => {
  test$ = await createTestDatabase()
})
afterEach(() => test$.close())

const open = (wanted: Parameters<typeof openCase>[1]) => test$.db.tx((tx) => openCase(tx, wanted))

test('a case has its number, its due time, its first stage and its way back into the log', async () => {
  const communityId = await givenCommunity(test$.db)
  const talk = await givenTalk(test$.db, { says: ['厨房水管漏水', '3栋1单元1202'] })

  const filed = await open(
    repair(talk, {
      communityId,
      contact: { name: '李女士', phone: '13800001234' },
      appointment: {
        from: new Date('2026-11-22T09:00:00+08:00'),
        to: new Date('2026-11-22T11:00:00+08:00'),
        text: '明天上午',
      },
      details: { since: '今早' },
      exchangeIds: talk.exchangeIds,
      attachments: [{ kind: 'image', exchangeId: talk.exchangeIds[1]! }],
    }),
  )

  expect(caseView(filed, ZONE)).toEqual({
    id: filed.id,
    number: 'BX-20261121-0001',
    kind: 'repair',
    category: '水电/漏水',
    emergencyType: null,
    status: 'open',
    priority: 'normal',
    summary: '厨房水管漏水',
    user: talk.user,
    reporters: [talk.user],
    community: '翠湖花园',
    location: { building: '3', unit: '1', room: '1202', place: null, text: null },
    appointment: { from: '2026-11-22T09:00:00.000+08:00', to: '2026-11-22T11:00:00.000+08:00', text: '明天上午' },
    contact: { name: '李女士', phone: '13800001234' },
    anonymous: false,
    confidential: false,
    details: { since: '今早' },
    attachments: [{ kind: 'image', exchangeSeq: 2 }],
    urges: 0,
    openedAt: '2026-11-21T09:30:00.000+08:00',
    dueAt: '2026-11-22T11:00:00.000+08:00',
    assignee: null,
    ownerOfRecord: 'xu-jing',
    source: 'web',
    links: [],
    rating: null,
    stages: [{ stage: 'intake', at: '2026-11-21T09:30:00.000+08:00', actor: 'bot', note: '' }],
    exchangeSeqs: [1, 2],
  })
})

test('the day of a number is the day where the owner is, and all kinds share one counter', async () => {
  const late = new Date('2026-11-21T23:59:00+08:00')
  const early = new Date('2026-11-22T00:01:00+08:00')

  const numbers = []
  for (const facts of [{ at: late }, { kind: 'complaint', at: late }, { kind: 'emergency', at: early }] as const)
    numbers.push((await open(repair(null, { ...facts, sameMatter: null }))).number)

  expect(numbers).toEqual(['BX-20261121-0001', 'TS-20261121-0002', 'JJ-20261122-0001'])
})

test('twenty cases opened at once get twenty numbers without a gap', async () => {
  const filed = await Promise.all(Array.from({ length: 20 }, () => open(repair(null))))

  const numbers = filed.map((found) => found.number).sort()
  expect(numbers).toEqual(Array.from({ length: 20 }, (_, i) => `BX-20261121-${String(i + 1).padStart(4, '0')}`))
})

test('a number that was rolled back is given to the next case', async () => {
  await expect(
    test$.db.tx(async (tx) => {
      await openCase(tx, repair(null))
      throw new Error('the turn was lost')
    }),
  ).rejects.toThrow('the turn was lost')

  expect((await open(repair(null))).number).toBe('BX-20261121-0001')
})

test('a second report of the same fault in the same place joins the first', async () => {
  const communityId = await givenCommunity(test$.db)
  const [first, second] = [await givenTalk(test$.db), await givenTalk(test$.db, { says: ['电梯不动了'] })]
  const lift = { communityId, category: '电梯/停运', location: { building: '3', unit: '1', place: '电梯' } }

  const opened = await open(repair(first, lift))
  const joined = await open(repair(second, { ...lift, summary: '电梯又不动了', exchangeIds: second.exchangeIds }))

  expect(joined).toMatchObject({ id: opened.id, joined: true, urges: 0 })
  expect(caseView(joined, ZONE)).toMatchObject({ reporters: [first.user, second.user], exchangeSeqs: [2] })
  expect(joined.stages.at(-1)).toMatchObject({ stage: 'joined', note: '电梯又不动了' })
  expect((await casesOfUser(test$.db, { user: second.user })).map(({ id }) => id)).toEqual([opened.id])
  expect((await openCasesOf(test$.db, second.conversationId)).map(({ id }) => id)).toEqual([opened.id])
})

test('the same owner telling it again urges', async () => {
  const communityId = await givenCommunity(test$.db)
  const talk = await givenTalk(test$.db)

  await open(repair(talk, { communityId }))
  const again = await open(repair(talk, { communityId }))

  expect(again).toMatchObject({ joined: true, urges: 1, reporters: [{ user: talk.user }] })
})

test('reports that arrive in the same moment become one case', async () => {
  const communityId = await givenCommunity(test$.db)
  const talks = []
  for (let i = 0; i < 8; i++) talks.push(await givenTalk(test$.db))
  const lift = { communityId, category: '电梯/停运', location: { building: '3', unit: '1', place: '电梯' } }

  const filed = await Promise.all(talks.map((talk) => open(repair(talk, lift))))

  expect(new Set(filed.map(({ id }) => id)).size).toBe(1)
  expect((await getCase(test$.db, filed[0]!.id)).reporters).toHaveLength(8)
})

test('another community, another fault, another home, or a settled case is a matter of its own', async () => {
  const communityId = await givenCommunity(test$.db)
  const other = await givenCommunity(test$.db, '桂园')
  const first = await open(repair(null, { communityId }))
  await test$.db.query('settle', `update cases set status = 'resolved' where id = $1`, [first.id])

  const later = [
    await open(repair(null, { communityId })),
    await open(repair(null, { communityId: other })),
    await open(repair(null, { communityId, category: '水电/停电' })),
    await open(repair(null, { communityId, location: { building: '3', unit: '1', room: '1302' } })),
    await open(repair(null, { communityId, sameMatter: null })),
  ]

  expect(later.map(({ joined }) => joined)).toEqual([false, false, false, false, false])
})

test('an anonymous complaint shows nobody, and is still found by who made it', async () => {
  const communityId = await givenCommunity(test$.db)
  const talk = await givenTalk(test$.db, { user: 'wm-li-secret', says: ['保安骂人，我是1202的李女士 13800001234'] })

  const filed = await open(
    repair(talk, {
      kind: 'complaint',
      category: '服务态度/辱骂',
      communityId,
      anonymous: true,
      summary: '1202的李女士被保安骂，电话13800001234',
      contact: { name: '李女士', phone: '13800001234' },
      exchangeIds: talk.exchangeIds,
      attachments: [{ kind: 'image', exchangeId: talk.exchangeIds[0]! }],
    }),
  )

  const shown = JSON.stringify(caseView(filed, ZONE))
  for (const known of ['wm-li-secret', '李女士', '13800001234', '1202', talk.conversationId])
    expect(shown).not.toContain(known)
  expect(caseView(filed, ZONE)).toMatchObject({ user: null, reporters: [], exchangeSeqs: [], contact: null })
  expect((await listCases(test$.db, { user: 'wm-li-secret' })).items.map(({ id }) => id)).toEqual([filed.id])
})

test('opening leaves a job named for it, and tells the outside system when there is one', async () => {
  const talk = await givenTalk(test$.db)
  await open(repair(talk, { sameMatter: null }))
  await test$.db.query(
    'enable',
    `insert into setting (scope, key, value, updated_at) values ('', 'outside.enabled', 'true', now())`,
  )
  const filed = await open(repair(talk))

  const jobs = await test$.db.query<{ body: object }>(
    'jobs',
    `select body from job where kind = 'case-opened' order by key`,
  )
  const told = await test$.db.query<{ data: { change: string; case: { number: string } } }>(
    'told',
    `select data from outside_event where type = 'case'`,
  )
  expect(jobs).toHaveLength(2)
  expect(jobs.map(({ body }) => body)).toContainEqual(
    expect.objectContaining({ caseId: filed.id, conversationId: talk.conversationId }),
  )
  expect(told.map(({ data }) => [data.change, data.case.number])).toEqual([['opened', filed.number]])
})

test('what its owner puts right or presses for in an anonymous case names nobody, to the outside system neither', async () => {
  await test$.db.query(
    'enable',
    `insert into setting (scope, key, value, updated_at) values ('', 'outside.enabled', 'true', now())`,
  )
  const talk = await givenTalk(test$.db, { user: 'wm-li-secret' })
  const facts = { kind: 'complaint', category: '服务态度/辱骂', anonymous: true, summary: '保安骂人' } as const
  const { id } = await open(repair(talk, { ...facts, location: { building: '3' } }))
  const act = { by: 'wm-li-secret', at: AT, now: AT, zone: ZONE }

  await test$.db.tx((tx) =>
    correctCase(tx, id, {
      ...{ ...act, words: '不对，是1202，我叫李雷，13800001234', nameIn: () => '李雷' },
      ...{ location: { room: '1202', text: '3栋1202' }, contact: { phone: '13800001234' }, summary: '3栋1202保安骂人' },
    }),
  )
  await test$.db.tx((tx) => actOnCase(tx, id, { ...act, action: 'urge' }))

  const corrected = await getCase(test$.db, id)
  const told = await test$.db.query<{ data: object }>('told', `select data from outside_event where type = 'case'`)
  expect(told.map(({ data }) => data)).toMatchObject([
    { change: 'opened' },
    { change: 'corrected' },
    { change: 'urged' },
  ])
  for (const known of ['wm-li-secret', '李雷', '13800001234', '1202'])
    expect([JSON.stringify(corrected.details), corrected.summary, JSON.stringify(told)].join()).not.toContain(known)
  expect(corrected).toMatchObject({ contact: null, location: { building: '3', room: null } })
})

test('linked cases are seen from both sides', async () => {
  const first = await open(repair(null))
  const second = await open(repair(null, { kind: 'complaint', links: [{ type: 'about', id: first.id }] }))
  await test$.db.tx((tx) => linkCases(tx, second.id, 'about', first.id))

  expect((await getCase(test$.db, first.id)).links).toEqual([{ type: 'about', id: second.id }])
  expect((await getCase(test$.db, second.id)).links).toEqual([{ type: 'about', id: first.id }])
})

test('a case is found by its number however it is typed', async () => {
  const filed = await open(repair(null))

  for (const typed of ['BX-20261121-0001', 'bx202611210001', 'ＢＸ－20261121－0001'])
    expect((await findCaseByNumber(test$.db, typed))?.id).toBe(filed.id)
  expect(await findCaseByNumber(test$.db, 'BX-20261121-0002')).toBeNull()
})

describe('the list', () => {
  test('filters by kind, status, user and channel, and pages in the order things happened', async () => {
    const [one, other] = [await givenTalk(test$.db), await givenTalk(test$.db)]
    for (const kind of ['repair', 'complaint', 'repair'] as const) await open(repair(one, { kind, sameMatter: null }))
    await open(repair(other, { sameMatter: null }))

    const numbersOf = async (filter: Parameters<typeof listCases>[1]) =>
      (await listCases(test$.db, filter)).items.map(({ number }) => number.slice(-1))
    expect(await numbersOf({})).toEqual(['1', '2', '3', '4'])
    expect(await numbersOf({ kind: 'repair' })).toEqual(['1', '3', '4'])
    expect(await numbersOf({ user: one.user, kind: 'complaint' })).toEqual(['2'])
    expect(await numbersOf({ user: one.user, channel: 'web' })).toEqual(['1', '2', '3'])
    expect(await numbersOf({ user: one.user, channel: 'wecom-kf' })).toEqual([])
    expect(await numbersOf({ status: 'closed' })).toEqual([])
    const first = await listCases(test$.db, { limit: 3 })
    const rest = await listCases(test$.db, { limit: 3, after: first.next ?? '' })
    expect([first.items.length, rest.items.length, rest.next]).toEqual([3, 1, null])
  })

  test('refuses a cursor that is none', async () => {
    await expect(listCases(test$.db, { after: "1' or 1=1" })).rejects.toMatchObject({ failure: 'invalid' })
  })

  test('a reader who follows the cursor misses no case that was numbered early and committed late', async () => {
    let commit = () => {}
    const held = new Promise<void>((resolve) => (commit = resolve))
    let written = () => {}
    const early = new Promise<void>((resolve) => (written = resolve))
    const late = test$.db.tx(async (tx) => {
      await openCase(tx, repair(null, { summary: '先写后交', at: new Date('2026-11-20T09:00:00+08:00') }))
      written()
      await held
    })
    await early
    for (let i = 0; i < 4; i++) await open(repair(null))

    const seen: string[] = []
    const read = async (after: string | null) => {
      const page = await listCases(test$.db, { limit: 2, after: after ?? undefined })
      seen.push(...page.items.map(({ summary }) => summary))
      return page.next
    }
    let cursor = await read(null)
    commit()
    await late
    while (cursor !== null) cursor = await read(cursor)

    expect(seen.filter((summary) => summary === '先写后交')).toHaveLength(1)
    expect(seen).toHaveLength(5)
  })
})
