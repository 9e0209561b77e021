import fc from 'fast-check'
import { AppError } from '../../../src/platform/errors'
import { acceptHandoff, passHandoff } from '../../../src/records/handoff/accept-handoff'
import { closeHandoff } from '../../../src/records/handoff/close-handoff'
import { lastClosedHandoffOf, listHandoffs, openHandoffOf } from '../../../src/records/handoff/find-handoffs'
import { getHandoff } from '../../../src/records/handoff/handoff'
import { handoffView } from '../../../src/records/handoff/handoff-view'
import { openHandoff, type NewHandoff } from '../../../src/records/handoff/open-handoff'
import { createTestDatabase, type TestDatabase } from '../../support/database'
import { AT, ZONE, givenTalk, type GivenTalk } from '../given'

let test$: TestDatabase
beforeEach(async () => {
  test$ = await createTestDatabase()
})
afterEach(() => test$.close())

const open = (talk: GivenTalk, facts: Partial<NewHandoff> = {}) =>
  test$.db.tx((tx) =>
    openHandoff(tx, {
      conversationId: talk.conversationId,
      personId: talk.personId,
      communityId: null,
      reason: 'requested',
      evidence: ['找个人来'],
      mode: 'console',
      staffed: true,
      card: { facts: ['3栋'] },
      at: AT,
      ...facts,
    }),
  )
const accept = (id: string, by: string) => test$.db.tx((tx) => acceptHandoff(tx, id, { by, at: AT }))
const close = (id: string, by: string, anyway = false) =>
  test$.db.tx((tx) => closeHandoff(tx, id, { by, anyway, summary: '已安抚', at: AT }))
const isMuted = async (talk: GivenTalk) =>
  (
    await test$.db.query<{ muted: boolean }>('muted', 'select muted from conversation where id = $1', [
      talk.conversationId,
    ])
  )[0]?.muted

test('a handoff waits, is held, and ends; the bot is silent exactly while it is held', async () => {
  const talk = await givenTalk(test$.db)
  const waiting = await open(talk)
  const mutedWhileWaiting = await isMuted(talk)
  const held = await accept(waiting.id, 'song-yan')
  const mutedWhileHeld = await isMuted(talk)
  const closed = await close(waiting.id, 'song-yan')

  expect([mutedWhileWaiting, mutedWhileHeld, await isMuted(talk)]).toEqual([false, true, false])
  expect(handoffView(held, ZONE)).toEqual({
    id: waiting.id,
    conversationId: talk.conversationId,
    user: talk.user,
    reason: 'requested',
    evidence: ['找个人来'],
    status: 'active',
    assignee: 'song-yan',
    card: { facts: ['3栋'] },
    openedAt: '2026-11-21T09:30:00.000+08:00',
    acceptedAt: '2026-11-21T09:30:00.000+08:00',
    closedAt: null,
  })
  expect(closed).toMatchObject({ status: 'closed', summary: '已安抚', closedBy: 'song-yan' })
  expect((await lastClosedHandoffOf(test$.db, talk.conversationId))?.id).toBe(waiting.id)
})

test('a second reason joins the open handoff, and the graver one rules', async () => {
  const talk = await givenTalk(test$.db)
  const first = await open(talk, { staffed: false })
  const second = await open(talk, { reason: 'emergency', evidence: ['着火了', '找个人来'], card: { mood: 'angry' } })
  const third = await open(talk, { reason: 'stuck', evidence: [] })

  expect(third).toMatchObject({
    id: first.id,
    merged: true,
    reason: 'emergency',
    evidence: ['找个人来', '着火了'],
    card: { facts: ['3栋'], mood: 'angry' },
    staffed: true,
  })
  expect([first.merged, second.merged]).toEqual([false, true])
})

test('two openings in the same moment become one', async () => {
  const talk = await givenTalk(test$.db)

  const opened = await Promise.all([1, 2, 3, 4].map((n) => open(talk, { evidence: [`话${n}`] })))

  expect(new Set(opened.map(({ id }) => id)).size).toBe(1)
  expect((await getHandoff(test$.db, opened[0]!.id)).evidence).toHaveLength(4)
})

test('of many who accept at once one holds it and the others hear who', async () => {
  const talk = await givenTalk(test$.db)
  const { id } = await open(talk)

  const results = await Promise.allSettled(['a', 'b', 'c', 'd', 'e'].map((by) => accept(id, by)))

  const holder = (await getHandoff(test$.db, id)).assignee
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  for (const result of results)
    if (result.status === 'rejected')
      expect(result.reason).toMatchObject({ failure: 'conflict', details: { assignee: holder } })
})

test('the holder accepting again changes nothing, and only the holder may close', async () => {
  const talk = await givenTalk(test$.db)
  const { id } = await open(talk)
  await accept(id, 'song-yan')

  expect(await accept(id, 'song-yan')).toMatchObject({ assignee: 'song-yan', status: 'active' })
  await expect(close(id, 'tang-li')).rejects.toMatchObject({ failure: 'conflict', details: { assignee: 'song-yan' } })
  expect(await close(id, 'owner', true)).toMatchObject({ status: 'closed', closedBy: 'owner' })
  expect(await close(id, 'tang-li')).toMatchObject({ closedBy: 'owner' })
  await expect(accept(id, 'tang-li')).rejects.toMatchObject({ code: 'handoff_closed' })
})

test('a talk is passed on by its holder to somebody else', async () => {
  const talk = await givenTalk(test$.db)
  const { id } = await open(talk)
  await accept(id, 'song-yan')
  const pass = (from: string, to: string) => test$.db.tx((tx) => passHandoff(tx, id, { from, to, at: AT }))

  expect(await pass('song-yan', 'tang-li')).toMatchObject({ assignee: 'tang-li', status: 'active' })
  await expect(pass('song-yan', 'he-min')).rejects.toMatchObject({ details: { assignee: 'tang-li' } })
})

test('the list filters by status and user and pages in order', async () => {
  const [one, other] = [await givenTalk(test$.db), await givenTalk(test$.db)]
  const first = await open(one)
  const second = await open(other)
  await accept(second.id, 'song-yan')

  const ids = async (filter: Parameters<typeof listHandoffs>[1]) =>
    (await listHandoffs(test$.db, filter)).items.map(({ id }) => id)
  expect(await ids({})).toEqual([first.id, second.id])
  expect(await ids({ status: 'active' })).toEqual([second.id])
  expect(await ids({ user: one.user })).toEqual([first.id])
  expect((await listHandoffs(test$.db, { limit: 1 })).next).not.toBeNull()
  expect((await openHandoffOf(test$.db, one.conversationId))?.id).toBe(first.id)
})

test('after any order of acts there is at most one open handoff, with a holder exactly when active, and silence exactly then', async () => {
  const step = fc.record({
    act: fc.constantFrom('open', 'accept', 'pass', 'close', 'close anyway'),
    by: fc.constantFrom('song-yan', 'tang-li'),
    to: fc.constantFrom('song-yan', 'tang-li', 'he-min'),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 15 }), async (acts) => {
      const talk = await givenTalk(test$.db)
      let last = (await open(talk)).id
      for (const { act, by, to } of acts) {
        const before = await getHandoff(test$.db, last)
        await (async () => {
          if (act === 'open') last = (await open(talk)).id
          else if (act === 'accept') await accept(last, by)
          else if (act === 'pass') await test$.db.tx((tx) => passHandoff(tx, last, { from: by, to, at: AT }))
          else await close(last, by, act === 'close anyway')
        })().catch((error: unknown) => expect(error).toBeInstanceOf(AppError))
        const rows = await test$.db.query<{ status: string; assignee: string | null }>(
          'open-ones',
          `select status, assignee from handoff where conversation_id = $1 and status <> 'closed'`,
          [talk.conversationId],
        )
        expect(rows.length).toBeLessThanOrEqual(1)
        expect(rows[0]?.status === 'active').toBe(rows[0]?.assignee != null)
        expect(await isMuted(talk)).toBe(rows[0]?.status === 'active')
        // A holder never changes but by their own hand.
        const now = await getHandoff(test$.db, before.id)
        if (before.status === 'active' && now.assignee !== before.assignee)
          expect([act, by]).toEqual(['pass', before.assignee])
      }
    }),
    { numRuns: 30 },
  )
})
