import { endPromisesOfCase } from '../../../src/records/promise/end-promises'
import {
  endPromise,
  findPromise,
  makePromise,
  markPromiseTold,
  openPromises,
  overduePromises,
  renegotiatePromise,
} from '../../../src/records/promise/promise'
import { isScoreSteering } from '../../../src/records/rating/score-steering'
import { createTestDatabase, type TestDatabase } from '../../support/database'
import { AT, givenTalk } from '../given'

let test$: TestDatabase
beforeAll(async () => {
  test$ = await createTestDatabase()
})
afterAll(() => test$.close())

const HOUR = 3600_000
const promise = async (facts: { dueInHours?: number; now?: Date } = {}) => {
  const talk = await givenTalk(test$.db)
  const dueAt = new Date(AT.getTime() + (facts.dueInHours ?? 2) * HOUR)
  const made = await makePromise(test$.db, {
    conversationId: talk.conversationId,
    personId: talk.personId,
    communityId: null,
    caseId: null,
    kind: 'answer',
    what: '回话',
    dueAt,
    at: AT,
    ...(facts.now ? { now: facts.now } : {}),
  })
  return { talk, made }
}

test('a promise has a row, an end and only one, and its reason', async () => {
  const { talk, made } = await promise()

  const kept = await endPromise(test$.db, made.id, { ending: 'kept', at: AT })
  const again = await endPromise(test$.db, made.id, { ending: 'broken', at: AT })

  expect(kept).toMatchObject({ ending: 'kept', what: '回话', kind: 'answer', step: 0 })
  expect(again).toBeNull()
  expect(await openPromises(test$.db, talk.conversationId)).toEqual([])
})

test('another time ends the first as renegotiated with its reason, and is a promise of its own', async () => {
  const { talk, made } = await promise()
  const dueAt = new Date(AT.getTime() + 5 * HOUR)

  const next = await renegotiatePromise(test$.db, made.id, { dueAt, reason: '等配件', at: AT })

  expect(await findPromise(test$.db, made.id)).toMatchObject({ ending: 'renegotiated', reason: '等配件' })
  expect(await openPromises(test$.db, talk.conversationId)).toMatchObject([{ id: next!.id, dueAt }])
})

test('what a talk with a clock of its own promised is watched by the real clock', async () => {
  const now = new Date('2026-12-01T09:00:00+08:00')
  const { made } = await promise({ now, dueInHours: 2 })

  const tooEarly = await overduePromises(test$.db, { now: new Date(now.getTime() + HOUR) })
  const late = await overduePromises(test$.db, { now: new Date(now.getTime() + 3 * HOUR) })

  expect(made.watchAt).toEqual(new Date(now.getTime() + 2 * HOUR))
  expect(tooEarly.map(({ id }) => id)).not.toContain(made.id)
  expect(late.map(({ id }) => id)).toContain(made.id)
})

test('an owner is told once, whoever asks', async () => {
  const { made } = await promise()

  const tried = await Promise.all([1, 2, 3].map(() => markPromiseTold(test$.db, made.id, AT)))

  expect(tried.filter(Boolean)).toHaveLength(1)
})

test('ending the promises of a case touches no other', async () => {
  const { talk } = await promise()

  await endPromisesOfCase(test$.db, 'cs_none', { at: AT })

  expect(await openPromises(test$.db, talk.conversationId)).toHaveLength(1)
})

test.each([
  ['麻烦您给个五星好评', true],
  ['等会儿收到评价帮我点一下非常满意', true],
  ['打5分哦', true],
  ['低于四分我们要扣绩效的', true],
  ['给个好评送您一箱水', true],
  ['能不能改一下评分', true],
  ['您看还有哪里没处理好？', false],
  ['灯已经换好了，您试一下', false],
  ['师傅大概15分钟到', false],
  ['5号楼3单元的水管修好了', false],
  ['物业费5分钱一平的说法不对', false],
])('words of staff 「%s」 steer the score: %s', (text, expected) => {
  expect(isScoreSteering(text)).toBe(expected)
})
