import pg from 'pg'
import type { Db } from '../../src/platform/database/db'
import { readOverview } from '../../src/console/api/reports/overview'
import { readComplaintDaily } from '../../src/records/report/complaint-daily'
import { listRows } from '../../src/records/report/list-rows'
import { MEASURES, MEASURE_NAMES, type Measure } from '../../src/records/report/measures'
import { openScope, paramsOf } from '../../src/records/report/report-scope'
import { createTestDatabase, type TestDatabase } from '../support/database'

jest.setTimeout(600_000)

const NOW = new Date('2026-11-21T10:00:00+08:00')

/** Two years of a company: 20,000 owners, a million messages, 50,000 cases. */
describe('reports over a million messages and 50,000 cases', () => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await createTestDatabase()
    await fill(database.url)
  })
  afterAll(() => database.close())

  const scopeOf = (from: string, to: string) =>
    openScope(database.db, {
      ...{ from, to, communityIds: null, staffId: null, zone: 'Asia/Shanghai', now: NOW },
    })

  it.each([
    ['a day', '2026-11-20', '2026-11-20', 2_000],
    ['a month', '2026-10-22', '2026-11-20', 6_000],
  ])('tell how %s went within a few seconds on a busy machine', async (name, from, to, limitMs) => {
    const scope = await scopeOf(from, to)
    const started = performance.now()

    const overview = await readOverview(database.db, { scope, from, to, today: to })
    const took = performance.now() - started
    const opened = performance.now()
    for (const measure of MEASURE_NAMES) await listRows(database.db, scope, { measure, limit: 50 })
    await readComplaintDaily(database.db, await scopeOf(to, to))
    const rowsTook = performance.now() - opened

    process.stderr.write(
      `${name}: ${Math.round(took)} ms, every list of rows and the daily report ${Math.round(rowsTook)} ms\n`,
    )
    expect(overview.talks.alone + overview.talks.rest).toBeGreaterThan(100)
    expect(took).toBeLessThan(limitMs)
    expect(rowsTook).toBeLessThan(2 * limitMs)
  })

  it.each(MEASURE_NAMES.filter((measure) => measure !== 'waiting' && measure !== 'rated'))(
    'find the rows of a day by an index, never by reading all: %s',
    async (measure) => {
      const scope = await scopeOf('2026-11-20', '2026-11-20')

      const plan = await explain(database.db, measure, paramsOf(scope))

      expect(
        plan.filter((line) => /Seq Scan on (exchange|cases|case_stage|promise|handoff|unanswered)\b/.test(line)),
      ).toEqual([])
    },
  )
})

async function explain(db: Db, measure: Measure, params: readonly unknown[]): Promise<string[]> {
  // A plan for these very days, as the statements of a report are planned too.
  const rows = await db.query<{ 'QUERY PLAN': string }>(`explain-${measure}`, `explain ${MEASURES[measure]}`, params)
  return rows.map((row) => row['QUERY PLAN'])
}

/** Over a connection of its own: a million rows take longer than any of our statements may. */
async function fill(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const run = (sql: string) => client.query(sql)
  // Neither foreign keys nor the chain of hashes are measured here.
  await run('set session_replication_role = replica')
  await run(
    `insert into community (id, name, created_at) select 'cm-' || n, '小区' || n, now() from generate_series(0, 9) n`,
  )
  await run(
    `insert into staff (id, name, role, created_at) select 'st-' || n, '同事' || n, 'service', now() from generate_series(0, 49) n`,
  )
  await run(`insert into person (id, created_at) values ('pn', now())`)
  await run(`insert into conversation (id, channel, account, user_id, community_id, person_id, created_at)
     select 'cv-' || n, 'web', 'web', 'u' || n, 'cm-' || n % 10, 'pn', now() from generate_series(0, 19999) n`)
  await run(`insert into exchange (seq, id, conversation_id, link, direction, author, kind, at, received_at, content_hash, prev_hash, hash, txid,
                           sources, understanding)
     select n, 'ex-' || n, 'cv-' || (n::bigint * 7919) % 20000, n, case when n % 2 = 0 then 'in' else 'out' end,
            case when n % 2 = 0 then 'owner' when n % 31 = 1 then 'staff' else 'bot' end, 'text', at, at, '', '', n::text,
            pg_current_xact_id(), case when n % 6 = 1 then '[{"article":"k' || n % 200 || '","version":1}]' else '[]' end::jsonb,
            case when n % 2 = 0 then jsonb_build_object('sentiment', jsonb_build_object('label',
              (array['positive', 'neutral', 'negative', 'angry'])[1 + n % 4])) end
       from generate_series(1, 1000000) n
      cross join lateral (select timestamptz '2024-11-21 00:00+08' + n * interval '63.07 seconds' as at) t`)
  await run(`insert into cases (id, number, kind, category, status, summary, conversation_id, community_id, opened_at, owner_of_record, source, rating)
     select 'cs-' || n, 'BX-' || n, (array['repair', 'complaint', 'enquiry', 'praise'])[1 + n % 4], '水电/漏水',
            (array['open', 'closed', 'closed', 'closed', 'resolved'])[1 + n % 5], '漏水', 'cv-' || n % 20000, 'cm-' || n % 10, at, 'st-' || n % 50,
            'web', case when n % 3 = 0 then jsonb_build_object('score', 1 + n % 5, 'at', at + interval '2 days') end
       from generate_series(1, 50000) n
      cross join lateral (select timestamptz '2024-11-21 00:00+08' + n * interval '1261.4 seconds' as at) t`)
  await run(`insert into case_stage (case_id, stage, at, actor)
     select c.id, g.stage, c.opened_at + g.later, c.owner_of_record
       from cases c
      cross join (values ('intake', interval '1 hour'), ('follow_up', interval '3 hours'), ('supervise', interval '1 day')) g (stage, later)
      order by c.opened_at`)
  await run(`insert into promise (id, community_id, case_id, what, due_at, made_at, ended_at, ending)
     select 'pm-' || id, community_id, id, '答复', opened_at, opened_at, opened_at + interval '1 day', 'kept' from cases`)
  await run(`insert into handoff (id, conversation_id, community_id, reason, status, mode, staffed, assignee, opened_at, accepted_at)
     select 'ho-' || n, 'cv-' || n % 20000, 'cm-' || n % 10, 'requested', 'closed', 'console', true, 'st-' || n % 50, at, at
       from generate_series(1, 30000) n
      cross join lateral (select timestamptz '2024-11-21 00:00+08' + n * interval '2102 seconds' as at) t`)
  await run(`insert into unanswered (id, community_id, conversation_id, query, normal, at, reason)
     select 'un-' || n, 'cm-' || n % 10, 'cv-' || n % 20000, '问' || n % 500, '问' || n % 500, at, 'no_article'
       from generate_series(1, 40000) n
      cross join lateral (select timestamptz '2024-11-21 00:00+08' + n * interval '1576 seconds' as at) t`)
  await run('analyze')
  await client.end()
}
