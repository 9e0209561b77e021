import fc from 'fast-check'
import { AppError } from '../../../src/platform/errors'
import { actOnCase } from '../../../src/records/case/act-on-case'
import { CASE_STAGES } from '../../../src/records/case/case-kinds'
import { CASE_ACTIONS, type CaseAct, type CaseAction } from '../../../src/records/case/case-transitions'
import { caseView } from '../../../src/records/case/case-view'
import { closeSilentCase } from '../../../src/records/case/close-silent-case'
import { keepFrom } from '../../../src/records/case/keep-from'
import { mergeCase } from '../../../src/records/case/merge-case'
import { openCase } from '../../../src/records/case/open-case'
import { rateCase } from '../../../src/records/case/rate-case'
import { linkCaseToExchanges } from '../../../src/records/case/link-case'
import { getCase } from '../../../src/records/case/read-case'
import { makePromise, openPromises } from '../../../src/records/promise/promise'
import { lockTalk } from '../../../src/records/lock-talk'
import { writeSetting } from '../../../src/records/setting'
import { createTestDatabase, type TestDatabase } from '../../support/database'
import { until } from '../../support/until'
import { AT, ZONE, givenStaff, givenTalk, repair } from '../given'

let test$: TestDatabase
beforeEach(async () => {
  test$ = await createTestDatabase()
})
afterEach(() => test$.close())

const later = (minutes: number) => new Date(AT.getTime() + minutes * 60_000)
const opened = async (facts = {}) => test$.db.tx((tx) => openCase(tx, repair(null, { sameMatter: null, ...facts })))
const act = (id: string, action: CaseAction, facts: Partial<CaseAct> & { at?: Date; now?: Date } = {}) =>
  test$.db.tx((tx) => actOnCase(tx, id, { action, by: 'ma-qiang', at: AT, ...facts }))

test('a case that goes the whole way has the six stages, each with its actor', async () => {
  const { id } = await opened()
  await act(id, 'accept', { by: 'xu-jing' })
  await act(id, 'assign', { by: 'xu-jing', to: 'ma-qiang' })
  await act(id, 'progress', { note: '备料' })
  await act(id, 'progress', { note: '上门' })
  await act(id, 'resolve', { note: '换了阀门' })
  const closed = await act(id, 'close', { by: 'owner' })

  expect(caseView(closed, ZONE).stages.map(({ stage, actor, note }) => [stage, actor, note])).toEqual([
    ['intake', 'xu-jing', ''],
    ['pass_on', 'xu-jing', '→ ma-qiang'],
    ['coordinate', 'ma-qiang', '备料'],
    ['follow_up', 'ma-qiang', '上门'],
    ['supervise', 'ma-qiang', '换了阀门'],
    ['revisit', 'owner', ''],
  ])
  expect(closed).toMatchObject({ status: 'closed', assignee: 'ma-qiang' })
})

test('closing early writes the stages nobody needed as such', async () => {
  const { id } = await opened()
  await act(id, 'accept')
  await act(id, 'resolve')
  const closed = await act(id, 'close')

  const unneeded = closed.stages.filter((row) => row.note === '无需此环节').map((row) => row.stage)
  expect(unneeded).toEqual(['pass_on', 'coordinate', 'follow_up'])
  expect(CASE_STAGES.filter((stage) => !closed.stages.some((row) => row.stage === stage))).toEqual([])
})

test('what is not allowed is a conflict and changes nothing', async () => {
  const { id } = await opened()

  await expect(act(id, 'resolve')).rejects.toMatchObject({ failure: 'conflict', details: { status: 'open' } })

  expect(await getCase(test$.db, id)).toMatchObject({ status: 'open', version: 1, stages: [{ stage: 'intake' }] })
})

test('staff act on a case while its owner is being answered: neither waits for the other for ever', async () => {
  const talk = await givenTalk(test$.db)
  await test$.db.tx((tx) => writeSetting(tx, { scope: '', key: 'outside.enabled', value: true, by: 'admin', at: AT }))
  const { id } = await test$.db.tx((tx) => openCase(tx, repair(talk, { sameMatter: null })))
  const waiting = async () =>
    (
      await test$.db.query(
        'who-waits',
        `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      )
    ).length
  let accepted: Promise<unknown> | undefined

  await test$.db.tx(async (tx) => {
    await lockTalk(tx, talk.conversationId)
    accepted = act(id, 'accept')
    await until(async () => (await waiting()) === 1, 'the act to wait for the talk')
    await linkCaseToExchanges(tx, id, talk.exchangeIds, AT)
  })
  await accepted

  expect(await getCase(test$.db, id)).toMatchObject({ status: 'accepted' })
})

test('an act on a case that does not exist says so', async () => {
  await expect(act('cs_none', 'accept')).rejects.toMatchObject({ failure: 'not_found' })
})

test('a pause keeps its reason until work goes on', async () => {
  const { id } = await opened()
  await act(id, 'accept')
  const paused = await act(id, 'pause', { note: '等配件' })
  const resumed = await act(id, 'resume', { note: '配件到了' })

  expect([paused.pausedReason, resumed.pausedReason, resumed.status]).toEqual(['等配件', null, 'accepted'])
})

test('urging is counted', async () => {
  const { id } = await opened()
  await act(id, 'urge', { by: 'owner' })

  expect(await act(id, 'urge', { by: 'owner' })).toMatchObject({ urges: 2, status: 'open' })
})

test('cancelling twice changes nothing the second time', async () => {
  const { id } = await opened()
  const first = await act(id, 'cancel')

  expect((await act(id, 'cancel')).version).toBe(first.version)
})

describe('the owner of record', () => {
  beforeEach(async () => {
    await givenStaff(test$.db, { id: 'xu-jing', name: '许静' })
    await givenStaff(test$.db, { id: 'zhou-jian', name: '周健' })
    await givenStaff(test$.db, { id: 'gone', active: false })
  })

  test('is whoever of the staff accepts', async () => {
    const { id } = await opened({ ownerOfRecord: 'lin-zhiyuan' })

    expect(await act(id, 'accept', { by: 'zhou-jian' })).toMatchObject({
      ownerOfRecord: 'zhou-jian',
      assignee: 'zhou-jian',
    })
  })

  test('may accept under their name, which is kept as given', async () => {
    const { id } = await opened({ ownerOfRecord: 'lin-zhiyuan' })

    expect(await act(id, 'accept', { by: '周健' })).toMatchObject({ ownerOfRecord: '周健' })
  })

  test('stays when somebody accepts whom we do not know', async () => {
    for (const by of ['张三', 'gone']) {
      const { id } = await opened({ ownerOfRecord: 'lin-zhiyuan' })

      expect(await act(id, 'accept', { by })).toMatchObject({ ownerOfRecord: 'lin-zhiyuan', assignee: by })
    }
  })

  test('stays while a transfer is not accepted, and changes when it is', async () => {
    const { id } = await opened()
    await act(id, 'accept', { by: 'xu-jing' })
    const asked = await act(id, 'transfer', { by: 'xu-jing', to: 'zhou-jian' })
    const taken = await act(id, 'accept', { by: 'zhou-jian' })

    expect([asked.ownerOfRecord, taken.ownerOfRecord, taken.status, taken.transferTo]).toEqual([
      'xu-jing',
      'zhou-jian',
      'accepted',
      null,
    ])
  })

  test('stays with the sender when the receiver is nobody we know', async () => {
    const { id } = await opened()
    await act(id, 'accept', { by: 'xu-jing' })
    await act(id, 'transfer', { by: 'xu-jing', to: '外包队' })

    await expect(act(id, 'accept', { by: '外包队' })).rejects.toMatchObject({ failure: 'conflict' })
    expect(await getCase(test$.db, id)).toMatchObject({ ownerOfRecord: 'xu-jing' })
  })

  test('is exactly one known person after any order of acts', async () => {
    const step = fc.record({
      action: fc.constantFrom(...CASE_ACTIONS),
      by: fc.constantFrom('xu-jing', 'zhou-jian', '张三', 'gone'),
      to: fc.constantFrom('xu-jing', 'zhou-jian', '张三', 'gone'),
      note: fc.constant('说明'),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (acts) => {
        const { id } = await opened()
        let owner = 'xu-jing'
        for (const one of acts) {
          const before = await getCase(test$.db, id)
          const done = await act(id, one.action, one).catch((error: unknown) => {
            expect(error).toBeInstanceOf(AppError)
            return null
          })
          const now = (await getCase(test$.db, id)).ownerOfRecord
          if (now !== owner) {
            expect(one.action).toBe('accept')
            expect(['xu-jing', 'zhou-jian']).toContain(one.by)
            expect(now).toBe(one.by)
            expect(before.status === 'open' || before.transferTo === one.by).toBe(true)
          }
          if (done && one.action !== 'accept') expect(now).toBe(owner)
          owner = now
          expect(['xu-jing', 'zhou-jian']).toContain(owner)
        }
      }),
      { numRuns: 25 },
    )
  })
})

describe('what an act leaves behind', () => {
  test('a job for the words and, when resolved, one that closes after 72 hours of silence by the real clock', async () => {
    const { id } = await opened()
    await act(id, 'accept')
    const resolved = await act(id, 'resolve', { at: later(60), now: later(600) })

    const jobs = await test$.db.query<{ kind: string; due_at: Date; body: object }>(
      'jobs-left',
      `select kind, due_at, body from job where kind in ('case-resolved', 'case-close-silent') order by kind`,
    )
    expect(jobs).toEqual([
      {
        kind: 'case-close-silent',
        due_at: later(600 + 72 * 60),
        body: { caseId: id, resolvedAt: later(60).toISOString() },
      },
      {
        kind: 'case-resolved',
        due_at: later(600),
        body: expect.objectContaining({ caseId: id, version: resolved.version }),
      },
    ])
  })

  test('silence closes the case it was counted for, and no other', async () => {
    const { id } = await opened()
    await act(id, 'accept')
    await act(id, 'resolve', { at: later(10) })
    const first = { caseId: id, resolvedAt: later(10).toISOString() }
    await act(id, 'reopen', { by: 'owner', at: later(20) })
    await act(id, 'resolve', { at: later(30) })

    expect(await test$.db.tx((tx) => closeSilentCase(tx, first, later(9999)))).toBeNull()
    const second = { caseId: id, resolvedAt: later(30).toISOString() }
    expect(await test$.db.tx((tx) => closeSilentCase(tx, second, later(9999)))).toMatchObject({
      status: 'closed',
      reopened: 1,
    })
    expect(await test$.db.tx((tx) => closeSilentCase(tx, second, later(9999)))).toBeNull()
  })

  test('promises of the case end as kept, broken or renegotiated', async () => {
    const talk = await givenTalk(test$.db)
    const endings = []
    for (const [action, due] of [
      ['resolve', 60],
      ['resolve', 5],
      ['cancel', 60],
    ] as const) {
      const { id } = await opened()
      const facts = { conversationId: talk.conversationId, personId: talk.personId, communityId: null, caseId: id }
      await makePromise(test$.db, { ...facts, what: '上门', dueAt: later(due), at: AT })
      await act(id, 'accept')
      await act(id, action, { at: later(30) })
      const rows = await test$.db.query<{ ending: string }>('ending', 'select ending from promise where case_id = $1', [
        id,
      ])
      endings.push(rows[0]?.ending)
    }

    expect(endings).toEqual(['kept', 'broken', 'renegotiated'])
    expect(await openPromises(test$.db, talk.conversationId)).toEqual([])
  })
})

test('a complaint gets into no hands of whom it is about, whoever hands it over', async () => {
  await givenStaff(test$.db, { id: 'ma-qiang', name: '马强' })
  const { id } = await opened({ kind: 'complaint', category: '服务态度', aboutStaff: ['ma-qiang'] })

  await expect(act(id, 'accept')).rejects.toMatchObject({ code: 'about_receiver' })
  await expect(act(id, 'assign', { by: 'xu-jing', to: '马强' })).rejects.toMatchObject({ code: 'about_receiver' })
  await expect(act(id, 'transfer', { by: 'xu-jing', to: 'ma-qiang' })).rejects.toMatchObject({ code: 'about_receiver' })
  expect((await act(id, 'assign', { by: 'xu-jing', to: '别的师傅' })).assignee).toBe('别的师傅')
})

test('a complaint leaves the hands of whom it turns out to be about, whatever its state', async () => {
  await givenStaff(test$.db, { id: 'ma-qiang', name: '马强' })
  const { id } = await opened({ kind: 'complaint', category: '服务态度' })
  await act(id, 'accept', { by: 'ma-qiang' })
  const change = { about: ['ma-qiang'], beneath: [], leader: 'xu-jing', at: AT, now: AT, zone: ZONE }

  const kept = await test$.db.tx((tx) => keepFrom(tx, id, change))

  expect(kept).toMatchObject({ aboutStaff: ['ma-qiang'], ownerOfRecord: 'xu-jing', assignee: 'xu-jing' })
  expect(kept.stages.at(-1)).toMatchObject({ stage: 'transferred', actor: 'system', note: '→ xu-jing' })
  const other = { ...change, about: ['fang-yu'] }
  const again = await test$.db.tx((tx) => keepFrom(tx, id, other))
  expect(again.aboutStaff).toEqual(['fang-yu', 'ma-qiang'])
  expect(again.stages).toHaveLength(kept.stages.length)
})

test('a complaint goes on in no case that is in hands of whom it is about', async () => {
  await givenStaff(test$.db, { id: 'ma-qiang', name: '马强' })
  const { id } = await opened({ kind: 'complaint', category: '服务态度', aboutStaff: ['ma-qiang'] })
  const his = await opened({ kind: 'complaint', category: '处理不及时' })
  await act(his.id, 'assign', { by: 'xu-jing', to: '马强' })
  const merge = (into: string) => test$.db.tx((tx) => mergeCase(tx, id, into, { by: 'xu-jing', at: AT, zone: ZONE }))

  await expect(merge(his.id)).rejects.toMatchObject({ code: 'about_receiver' })
  expect((await getCase(test$.db, id)).status).toBe('open')
  await act(his.id, 'assign', { by: 'xu-jing', to: '别的师傅' })
  expect((await merge(his.id)).aboutStaff).toEqual(['ma-qiang'])
})

describe('a rating', () => {
  const rate = (id: string, score: number) =>
    test$.db.tx((tx) => rateCase(tx, id, { score, comment: '很快', by: 'owner', at: later(90), zone: ZONE }))

  test('is given to what is finished, and a change of mind replaces it', async () => {
    const { id } = await opened()
    await act(id, 'accept')
    await act(id, 'resolve')
    await rate(id, 3)

    expect(caseView(await rate(id, 5), ZONE).rating).toEqual({
      score: 5,
      comment: '很快',
      at: '2026-11-21T11:00:00.000+08:00',
    })
  })

  test('is refused before that, and outside 1 to 5', async () => {
    const { id } = await opened()

    await expect(rate(id, 5)).rejects.toMatchObject({ failure: 'conflict' })
    for (const score of [0, 6, 2.5, Number.NaN])
      await expect(rate(id, score)).rejects.toMatchObject({ failure: 'invalid' })
  })
})
