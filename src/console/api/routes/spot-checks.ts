import { z } from 'zod'
import { conflict, notFound } from '../../../platform/errors'
import { readComplaintDaily } from '../../../records/report/complaint-daily'
import { today } from '../../../records/report/report-scope'
import { drawSpotChecks } from '../../../records/report/spot-check'
import { readSpotChecks, recordSpotCheck } from '../../../records/report/spot-check-result'
import { paths } from '../../contract/paths'
import { NewSpotCheck } from '../../contract/spot-check'
import { audit } from '../access/audit'
import type { ConsoleDeps } from '../console-deps'
import { viewerOf } from '../desk/viewer'
import { faults, principalOf, requestOf, type App } from '../http/app'
import { once } from '../http/once'
import { scopeOfRequest } from '../reports/scope-of-request'

/** What was found in a complaint that the daily report drew for looking into (domain.md B3). */
export function spotCheckRoutes(app: App, deps: ConsoleDeps): void {
  const { db, clock } = deps

  app.post(
    paths.spotChecks,
    {
      config: { right: 'reports.check' },
      schema: { hide: true, body: NewSpotCheck, response: { 204: z.null(), ...faults } },
    },
    async (request, reply) => {
      const principal = principalOf(request)
      const { date, caseId, verdict, note, id } = request.body
      const at = clock.now()
      const { scope } = await scopeOfRequest(deps, principal, { from: date, to: date })
      await once(db, requestOf(request, id, at), async (tx) => {
        const rows = await readComplaintDaily(tx, scope)
        const row = rows.find((one) => one.caseId === caseId)
        if (!row) throw notFound('case_not_found', `There is no complaint ${caseId} on ${date}.`)
        // Until the day is over others may come, and another list is drawn.
        if (today(at, row.zone) <= date) throw conflict('day_not_over', `${date} is not over yet.`)
        const isListed = drawSpotChecks(date, rows).includes(row) || (await readSpotChecks(tx, date, [caseId])).size > 0
        if (!isListed) throw conflict('not_drawn', `${row.number} was not drawn on ${date}.`)
        if ((await viewerOf(tx, principal)).names.includes(row.handler))
          throw conflict('own_check', `${row.number} was in the hands of whoever looks.`)
        await recordSpotCheck(tx, { day: date, caseId, verdict, note, by: principal.name, at })
        await audit(tx, { principal, act: 'report.check', target: row.number, facts: { date, verdict }, at })
        return caseId
      })
      return reply.code(204).send(null)
    },
  )
}
