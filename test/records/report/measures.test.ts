import type { Db } from '../../../src/platform/database/db'
import { zonedDay } from '../../../src/platform/zoned-time'
import { countRows } from '../../../src/records/report/count-rows'
import { listRows } from '../../../src/records/report/list-rows'
import { MEASURE_NAMES, type Measure } from '../../../src/records/report/measures'
import { openScope, type ReportWish } from '../../../src/records/report/report-scope'
import { createTestDatabase, type TestDatabase } from '../../support/database'
import { COMMUNITIES, givenBusiness } from './given-business'

jest.setTimeout(60_000)

const ZONE = 'Asia/Shanghai'
const FROM = new Date('2026-11-01T00:00:00+08:00')
const NOW = new Date('2026-11-11T15:00:00+08:00')
const DAY_MS = 86_400_000

/** Periods and eyes that differ in every way the scope can. */
const WISHES: [string, Partial<ReportWish>][] = [
  ['all communities and all days', {}],
  ['one day', { from: '2026-11-05', to: '2026-11-05' }],
  ['a few days of one community in another zone', { from: '2026-11-03', to: '2026-11-06', communityId: 'cm-b' }],
  ['a supervisor of two communities', { communityIds: ['cm-b', 'cm-c'] }],
  ['somebody a complaint is about', { staffId: 'st-1', from: '2026-11-02', to: '2026-11-09' }],
  ['nobody’s community', { communityIds: [] }],
]

describe('the numbers of a report', () => {
  let database: TestDatabase
  let raw: Tables
  beforeAll(async () => {
    database = await createTestDatabase()
    await givenBusiness(database.db, { seed: 20261121, from: FROM, days: 12, talks: 90, cases: 160 })
    raw = await readTables(database.db)
  })
  afterAll(() => database.close())

  describe.each(WISHES)('for %s', (_name, changes) => {
    const wish: ReportWish = {
      ...{ from: '2026-11-01', to: '2026-11-13', communityIds: null, staffId: null, zone: ZONE, now: NOW },
      ...changes,
    }

    it.each(MEASURE_NAMES)('are what the tables say: %s', async (measure) => {
      const scope = await openScope(database.db, wish)

      const counted = await countRows(database.db, scope, measure, { byDay: true })
      const inAll = await countRows(database.db, scope, measure)

      const expected = recount(raw, wish)[measure]
      expect(toTable(counted.map(({ key, day, count }) => [`${day} ${key}`, count]))).toEqual(
        toTable(tally(expected.map(({ key, day }) => `${day} ${key}`))),
      )
      expect(toTable(inAll.map(({ key, count }) => [key, count]))).toEqual(
        toTable(tally(expected.map(({ key }) => key))),
      )
      for (const { key, median, mean } of inAll) {
        const values = expected.filter((row) => row.key === key && row.value !== null).map(({ value }) => value!)
        if (values.length === 0) expect([median, mean]).toEqual([null, null])
        else {
          expect(median).toBeCloseTo(medianOf(values), 6)
          expect(mean).toBeCloseTo(values.reduce((sum, value) => sum + value, 0) / values.length, 6)
        }
      }
    })

    it.each(MEASURE_NAMES)('open exactly the rows that were counted, page by page: %s', async (measure) => {
      const scope = await openScope(database.db, wish)
      const expected = recount(raw, wish)[measure]
      const some = expected[Math.floor(expected.length / 2)]
      for (const filter of [{}, ...(some ? [{ key: some.key }, { key: some.key, day: some.day }] : [])]) {
        const wanted = expected.filter(
          ({ key, day }) => (!('key' in filter) || key === filter.key) && (!('day' in filter) || day === filter.day),
        )

        const shown: string[] = []
        let after: string | undefined
        do {
          const page = await listRows(database.db, scope, { measure, ...filter, after, limit: 20 })
          expect(page.total).toBe(wanted.length)
          shown.push(...page.items.map(({ id }) => id))
          for (const row of page.items)
            if (row.caseId !== null && raw.caseOf.get(row.caseId)!.anonymous)
              expect([row.conversationId, row.owner]).toEqual([null, null])
          after = page.next ?? undefined
        } while (after !== undefined)

        expect([...shown].sort()).toEqual(wanted.map(({ id }) => id).sort())
      }
    })
  })

  it('counts something of everything, so that none of the above is empty', () => {
    const all = recount(raw, {
      from: '2026-11-01',
      to: '2026-11-13',
      communityIds: null,
      staffId: null,
      zone: ZONE,
      now: NOW,
    })

    expect(Object.entries(all).filter(([, rows]) => rows.length < 3)).toEqual([])
    expect(new Set(all.talk.map(({ key }) => key)).size).toBe(3)
    expect(new Set(all.response.map(({ key }) => key))).toEqual(new Set(['yes', 'no', 'open']))
  })
})

interface Counted {
  id: string
  day: string
  key: string
  value: number | null
}

interface Talk {
  id: string
  community_id: string | null
}
interface CaseLine {
  id: string
  kind: string
  category: string
  status: string
  priority: string
  community_id: string | null
  opened_at: Date
  anonymous: boolean
  about_staff: string[]
  assignee: string | null
  owner_of_record: string
  conversation_id: string | null
  reopened: number
  rating: { score: number; at: string } | null
}
interface Said {
  id: string
  conversation_id: string
  author: string
  kind: string
  at: Date
  sources: { article: string }[]
  understanding: { sentiment: { label: string } } | null
}
interface Stage {
  seq: string
  case_id: string
  stage: string
  at: Date
  actor: string
  note: string
}
interface HandoffLine {
  id: string
  conversation_id: string
  reason: string
  status: string
  assignee: string | null
  taken_by: string | null
  opened_at: Date
  accepted_at: Date | null
}
interface PromiseLine {
  id: string
  community_id: string | null
  case_id: string | null
  ended_at: Date
  ending: string
}

type Tables = Awaited<ReturnType<typeof readTables>>

async function readTables(db: Db) {
  const all = <T extends object>(table: string) => db.query<T>(`all-of-${table}`, `select * from ${table}`)
  const [talks, cases] = [await all<Talk>('conversation'), await all<CaseLine>('cases')]
  return {
    cases,
    said: await all<Said>('exchange'),
    stages: await all<Stage>('case_stage'),
    handoffs: await all<HandoffLine>('handoff'),
    promises: await all<PromiseLine>('promise'),
    unanswered: await all<{
      id: string
      conversation_id: string
      community_id: string | null
      normal: string
      at: Date
    }>('unanswered'),
    talkOf: new Map(talks.map((talk) => [talk.id, talk])),
    caseOf: new Map(cases.map((one) => [one.id, one])),
  }
}

const NAMES: Record<string, string> = { 'st-1': '徐静', 'st-2': '陈强' }
const nameOf = (who: string) => NAMES[who] ?? who
const ALLOWED_MS: Record<string, number> = { emergency: 5 * 60_000, urgent: 2 * 3_600_000, normal: 24 * 3_600_000 }

/** Everything once more, the slow way, from the rows of the tables alone. */
function recount(raw: Tables, wish: ReportWish): Record<Measure, Counted[]> {
  const zoneOf = (place: string | null) => COMMUNITIES.find(({ id }) => id === place)?.zone ?? ZONE
  const sees = (place: string | null) =>
    wish.communityId !== undefined
      ? place === wish.communityId
      : wish.communityIds === null || (place !== null && wish.communityIds.includes(place))
  const dayAt = (at: Date, place: string | null) => zonedDay(at, zoneOf(place))
  const falls = (at: Date, place: string | null) =>
    sees(place) && dayAt(at, place) >= wish.from && dayAt(at, place) <= wish.to
  const row = (id: string, at: Date, place: string | null, key: string, value: number | null = null): Counted[] =>
    falls(at, place) ? [{ id, day: dayAt(at, place), key, value }] : []
  const hidden = (one: CaseLine) => wish.staffId !== null && one.about_staff.includes(wish.staffId)

  const cases = raw.cases.filter((one) => !hidden(one))
  const asked = cases.filter(({ status, kind }) => status !== 'cancelled' && kind !== 'praise')
  const acts = raw.stages.filter(({ actor, note }) => actor !== 'bot' && actor !== 'system' && note !== '无需此环节')
  const stagesOf = (list: Stage[], kind: string, value: (stage: Stage, of: CaseLine) => number | null) =>
    list
      .filter(({ stage }) => stage === kind)
      .flatMap((stage) => {
        const of = raw.caseOf.get(stage.case_id)!
        if (hidden(of)) return []
        return row(`${of.id} ${stage.seq}`, stage.at, of.community_id, nameOf(stage.actor), value(stage, of))
      })
  const opened = (
    list: CaseLine[],
    key: (one: CaseLine) => string,
    value: (one: CaseLine) => number | null = () => null,
  ) => list.flatMap((one) => row(one.id, one.opened_at, one.community_id, key(one), value(one)))
  const ended = (ending: string) =>
    raw.promises
      .filter((promise) => promise.ending === ending)
      .flatMap((promise) => {
        const of = promise.case_id === null ? null : raw.caseOf.get(promise.case_id)!
        if (of && hidden(of)) return []
        const who = of ? (of.assignee ?? of.owner_of_record) : ''
        return row(promise.id, promise.ended_at, promise.community_id, nameOf(who))
      })
  const placeOfTalk = (id: string) => raw.talkOf.get(id)!.community_id

  return {
    talk: talkDays(),
    waiting: raw.handoffs
      .filter(({ status, conversation_id: id }) => status === 'waiting' && sees(placeOfTalk(id)))
      .map((one) => ({
        ...{ id: one.id, key: one.reason, value: null },
        day: dayAt(one.opened_at, placeOfTalk(one.conversation_id)),
      })),
    reopened: raw.stages
      .filter(({ stage }) => stage === 'reopened')
      .filter((stage) =>
        raw.stages.some(
          (done) =>
            done.case_id === stage.case_id &&
            done.stage === 'supervise' &&
            done.note !== '无需此环节' &&
            Number(done.seq) < Number(stage.seq) &&
            stage.at.getTime() - done.at.getTime() <= 7 * DAY_MS,
        ),
      )
      .flatMap((stage) => {
        const of = raw.caseOf.get(stage.case_id)!
        return hidden(of) ? [] : row(`${of.id} ${stage.seq}`, stage.at, of.community_id, '')
      }),
    case: opened(cases, ({ kind, category }) => `${kind}/${category.split('/')[0]}`),
    response: opened(asked, (one) => {
      const times = acts
        .filter(({ case_id: id, stage }) => id === one.id && stage !== 'reopened' && stage !== 'revisit')
        .map(({ at }) => at.getTime())
      // In danger, whoever takes the talk has taken the matter up.
      if (one.priority === 'emergency')
        for (const taken of raw.handoffs)
          if (taken.conversation_id === one.conversation_id && taken.accepted_at && taken.accepted_at >= one.opened_at)
            times.push(taken.accepted_at.getTime())
      const until = one.opened_at.getTime() + ALLOWED_MS[one.priority]!
      if (times.length === 0) return until > wish.now.getTime() ? 'open' : 'no'
      return Math.min(...times) <= until ? 'yes' : 'no'
    }),
    solved: opened(asked, ({ status }) => (status === 'closed' ? 'yes' : 'no')),
    satisfied: opened(
      asked.filter(({ rating }) => rating !== null),
      ({ rating }) => (rating!.score >= 4 ? 'yes' : 'no'),
      ({ rating }) => rating!.score,
    ),
    article: raw.said.flatMap((said) =>
      said.sources.flatMap(({ article }, n) =>
        row(`${said.id} ${n + 1}`, said.at, placeOfTalk(said.conversation_id), article),
      ),
    ),
    unanswered: raw.unanswered.flatMap((one) => row(one.id, one.at, one.community_id, one.normal)),
    mood: raw.said.flatMap((said) =>
      said.author === 'owner' && said.kind !== 'event' && said.understanding
        ? row(said.id, said.at, placeOfTalk(said.conversation_id), said.understanding.sentiment.label)
        : [],
    ),
    'took-talk': raw.handoffs.flatMap((one) =>
      one.accepted_at && one.assignee
        ? row(one.id, one.accepted_at, placeOfTalk(one.conversation_id), nameOf(one.taken_by ?? one.assignee))
        : [],
    ),
    'took-case': stagesOf(acts, 'intake', () => null),
    resolved: stagesOf(acts, 'supervise', (stage, of) => (stage.at.getTime() - of.opened_at.getTime()) / 60_000),
    rated: cases.flatMap((one) =>
      one.rating
        ? row(
            one.id,
            new Date(one.rating.at),
            one.community_id,
            nameOf(one.assignee ?? one.owner_of_record),
            one.rating.score,
          )
        : [],
    ),
    'promise-kept': ended('kept'),
    'promise-broken': ended('broken'),
  }

  function talkDays(): Counted[] {
    const heard = new Map<string, Said[]>()
    for (const said of raw.said) {
      const place = placeOfTalk(said.conversation_id)
      if (said.kind === 'event' || !falls(said.at, place)) continue
      const id = `${said.conversation_id} ${dayAt(said.at, place)}`
      heard.set(id, [...(heard.get(id) ?? []), said])
    }
    const on = (list: { conversation_id: string; at: Date }[]) =>
      new Set(list.map(({ conversation_id: id, at }) => `${id} ${dayAt(at, placeOfTalk(id))}`))
    const handed = on(raw.handoffs.map((one) => ({ conversation_id: one.conversation_id, at: one.opened_at })))
    const inVain = on(raw.unanswered)
    const undone = new Set(
      raw.cases.flatMap(({ conversation_id: id, reopened, opened_at: at }) =>
        id !== null && reopened > 0 ? [`${id} ${dayAt(at, placeOfTalk(id))}`] : [],
      ),
    )
    return [...heard].flatMap(([id, words]) => {
      const spoke = (author: string) => words.some((said) => said.author === author)
      if (!spoke('owner')) return []
      const alone = spoke('bot') && !spoke('staff') && !inVain.has(id) && !undone.has(id)
      return [{ id, day: id.split(' ')[1]!, key: handed.has(id) ? 'handed' : alone ? 'alone' : 'rest', value: null }]
    })
  }
}

function tally(keys: string[]): [string, number][] {
  const counts = new Map<string, number>()
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1)
  return [...counts]
}

const toTable = (entries: [string, number][]) => Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : 1)))

function medianOf(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const half = (sorted.length - 1) / 2
  return (sorted[Math.floor(half)]! + sorted[Math.ceil(half)]!) / 2
}
