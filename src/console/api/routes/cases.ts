import { z } from 'zod'
import { actOnCase } from '../../../records/case/act-on-case'
import { listCases } from '../../../records/case/find-cases'
import { getCase } from '../../../records/case/read-case'
import { CaseActRequest, CaseItem, CasePage, CaseQuery } from '../../contract/case'
import { audit } from '../access/audit'
import { actorOf } from '../access/principal'
import type { ConsoleDeps } from '../console-deps'
import { shownCase } from '../desk/show-case'
import { requireCase, viewerOf } from '../desk/viewer'
import { faults, principalOf, requestOf, type App } from '../http/app'
import { once } from '../http/once'
import { tellChange } from '../stream/tell-change'

const CaseParams = z.object({ id: z.string().min(1).max(100) })

export function caseRoutes(app: App, deps: ConsoleDeps): void {
  const { db, clock, settings } = deps

  app.get(
    '/api/v1/cases',
    {
      config: { right: 'cases.read' },
      schema: {
        tags: ['cases'],
        summary: 'Cases in the order they were opened',
        querystring: CaseQuery,
        response: { 200: CasePage, ...faults },
      },
    },
    async (request) => {
      const viewer = await viewerOf(db, principalOf(request))
      const { principal, staffId, leads, names } = viewer
      const page = await listCases(db, {
        ...request.query,
        ...(principal.communityIds === null ? {} : { communityIds: principal.communityIds }),
        ...(staffId === null ? {} : { notAbout: staffId }),
        ...(leads ? {} : { needsToKnow: names }),
        // Programs keep the sealed link (contract.md §7); a person at the console must not read it off a list.
        ...(principal.via === 'session' ? { sealed: true } : {}),
      })
      return { items: page.items.map((found) => shownCase(found, viewer, settings.timeZone)), next: page.next }
    },
  )

  app.get(
    '/api/v1/cases/:id',
    {
      config: { right: 'cases.read' },
      schema: { tags: ['cases'], summary: 'One case', params: CaseParams, response: { 200: CaseItem, ...faults } },
    },
    async (request) => {
      const found = await getCase(db, request.params.id)
      const viewer = await viewerOf(db, principalOf(request))
      requireCase(viewer, found)
      return shownCase(found, viewer, settings.timeZone)
    },
  )

  app.post(
    '/api/v1/cases/:id/actions',
    {
      config: { right: 'cases.act' },
      schema: {
        tags: ['cases'],
        summary: 'Does something to a case, or says why not',
        params: CaseParams,
        body: CaseActRequest,
        response: { 200: CaseItem, ...faults },
      },
    },
    async (request) => {
      const { params, body } = request
      const principal = principalOf(request)
      const before = await getCase(db, params.id)
      const viewer = await viewerOf(db, principal)
      requireCase(viewer, before)
      const now = clock.now()
      const by = actorOf(principal, body.by)
      await once(db, requestOf(request, body.id, now), async (tx) => {
        const act = { ...body, by, at: body.at === undefined ? now : new Date(body.at), now, zone: settings.timeZone }
        await actOnCase(tx, params.id, act)
        const facts = { by, ...(body.to === undefined ? {} : { to: body.to }) }
        await audit(tx, { principal, act: `case.${body.action}`, target: params.id, facts, at: now })
        return params.id
      })
      tellChange(deps, before.conversationId)
      return shownCase(await getCase(db, params.id), viewer, settings.timeZone)
    },
  )
}
