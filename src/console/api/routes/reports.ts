import { z } from 'zod'
import { notFound } from '../../../platform/errors'
import { toIsoWithOffset } from '../../../platform/zoned-time'
import { readComplaintDaily } from '../../../records/report/complaint-daily'
import { listRows } from '../../../records/report/list-rows'
import { readSpotChecks } from '../../../records/report/spot-check-result'
import { today } from '../../../records/report/report-scope'
import {
  ComplaintDaily,
  ComplaintDailyQuery,
  Overview,
  OverviewQuery,
  ReportRowPage,
  RowQuery,
  TalkMood,
} from '../../contract/reports'
import { audit } from '../access/audit'
import { requireCommunity } from '../access/principal'
import type { ConsoleDeps } from '../console-deps'
import { viewerOf } from '../desk/viewer'
import { faults, principalOf, type App } from '../http/app'
import { complaintDailyView, complaintDailyWorkbook } from '../reports/complaint-daily'
import { readOverview } from '../reports/overview'
import { scopeOfRequest } from '../reports/scope-of-request'
import { readTalkMood } from '../reports/talk-mood'

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
const ROWS_A_PAGE = 50

/** How it goes: the daily report of complaints, numbers, and the rows behind each of them. */
export function reportRoutes(app: App, deps: ConsoleDeps): void {
  const { db, clock, settings } = deps

  app.get(
    '/api/v1/reports/complaint-daily',
    {
      config: { right: 'reports.read' },
      schema: {
        tags: ['reports'],
        summary:
          '投诉日报: the complaints of a day with its five columns, and a spot-check list that can be drawn again',
        description:
          'As things stood when the day ended (now, for today), so that a past day gives the same rows again. Without `date`: today. The day is that of each community’s own time zone.',
        querystring: ComplaintDailyQuery,
        response: { 200: ComplaintDaily, ...faults },
      },
    },
    async (request, reply) => {
      const principal = principalOf(request)
      const { format, community, date = today(clock.now(), settings.timeZone) } = request.query
      const { scope } = await scopeOfRequest(deps, principal, { from: date, to: date, community })
      const rows = await readComplaintDaily(db, scope)
      const results = await readSpotChecks(
        db,
        date,
        rows.map(({ caseId }) => caseId),
      )
      const day = { date, rows, results }
      if (format === 'json') return complaintDailyView(day, settings.timeZone)
      const facts = { format, rows: rows.length }
      await audit(db, { principal, act: 'report.export', target: date, facts, at: clock.now() })
      const name = encodeURIComponent(`投诉日报-${date}.xlsx`)
      return (
        reply
          .type(XLSX)
          .header(
            'content-disposition',
            `attachment; filename="complaint-daily-${date}.xlsx"; filename*=UTF-8''${name}`,
          )
          // The schema is that of the JSON; a file leaves as it is.
          .send((await complaintDailyWorkbook(day)) as never)
      )
    },
  )

  app.get(
    '/console/reports/overview',
    {
      config: { right: 'reports.read' },
      schema: { hide: true, querystring: OverviewQuery, response: { 200: Overview, ...faults } },
    },
    async (request) => readOverview(db, await scopeOfRequest(deps, principalOf(request), request.query)),
  )

  app.get(
    '/console/reports/rows',
    {
      config: { right: 'reports.read' },
      schema: { hide: true, querystring: RowQuery, response: { 200: ReportRowPage, ...faults } },
    },
    async (request) => {
      const { measure, key, day, after, ...period } = request.query
      const { scope } = await scopeOfRequest(deps, principalOf(request), period)
      const page = await listRows(db, scope, { measure, key, day, after, limit: ROWS_A_PAGE })
      return {
        ...page,
        items: page.items.map(({ at, communityZone, ...row }) => ({
          ...row,
          at: toIsoWithOffset(at, communityZone ?? settings.timeZone),
        })),
      }
    },
  )

  app.get(
    '/console/reports/talks/:id/mood',
    {
      config: { right: 'reports.read' },
      schema: {
        hide: true,
        params: z.object({ id: z.string().min(1).max(200) }),
        response: { 200: TalkMood, ...faults },
      },
    },
    async (request) => {
      const { id } = request.params
      const rows = await db.query<{ community_id: string | null; time_zone: string | null; owner: string }>(
        'talk-of-mood',
        `select v.community_id, m.time_zone, coalesce(p.name, v.user_id) as owner
           from conversation v left join community m on m.id = v.community_id left join person p on p.id = v.person_id
          where v.id = $1`,
        [id],
      )
      const talk = rows[0]
      if (!talk) throw notFound('not_found', `There is no talk ${id}.`)
      requireCommunity(principalOf(request), talk.community_id, `talk ${id}`)
      const { staffId: reader } = await viewerOf(db, principalOf(request))
      const zone = talk.time_zone ?? settings.timeZone
      return { owner: talk.owner, points: await readTalkMood(db, id, { zone, reader }) }
    },
  )
}
