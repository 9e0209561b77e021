import { z } from 'zod'
import { conflict, notFound } from '../../../platform/errors'
import { zonedDay } from '../../../platform/zoned-time'
import { findCaseByNumber } from '../../../records/case/find-cases'
import { addPart } from '../../../records/case/case-parts'
import type { lockCase } from '../../../records/case/lock-case'
import { mergeCase } from '../../../records/case/merge-case'
import { linkCases } from '../../../records/case/open-case'
import { getCase } from '../../../records/case/read-case'
import type { Case } from '../../../records/case/case'
import { takeBack } from '../../../records/case/take-back'
import {
  CaseBoard,
  CaseFilters,
  CaseListPage,
  CaseListQuery,
  CaseSheet,
  HouseChoice,
  HouseQuery,
  LinkRequest,
  NewPart,
  NewTypedCase,
  SameMatterQuery,
  SameMatters,
  TypedCase,
} from '../../contract/desk-cases'
import { audit } from '../access/audit'
import { requireCommunity } from '../access/principal'
import type { ConsoleDeps } from '../console-deps'
import { exportCases } from '../desk/export-cases'
import { houseChoice } from '../desk/house-choice'
import { listDeskCases, readBoard } from '../desk/list-desk-cases'
import { fileOfCase, readSheet } from '../desk/case-sheet'
import { showCase } from '../desk/show-case'
import { fileTypedCase, sameMatters } from '../desk/typed-case'
import { requireCase, viewerOf, type Viewer } from '../desk/viewer'
import { faults, principalOf, requestOf, type App } from '../http/app'
import { once } from '../http/once'
import { sendFile } from '../http/send-file'
import { tellChange } from '../stream/tell-change'

const Id = z.object({ id: z.string().min(1).max(100) })
const PartId = Id.extend({ part: z.string().min(1).max(100) })
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

/** The console's cases: found, seen whole, typed in, joined, printed and taken out. */
export function deskCaseRoutes(app: App, deps: ConsoleDeps): void {
  const { db, clock, settings } = deps
  const zone = settings.timeZone
  const read = { right: 'cases.read' } as const
  const act = { right: 'cases.act' } as const

  app.get(
    '/console/cases',
    { config: read, schema: { hide: true, querystring: CaseListQuery, response: { 200: CaseListPage, ...faults } } },
    async (request) => {
      const { after, ...filters } = request.query
      const which = await whichOf(request, filters)
      const page = await listDeskCases(db, { ...which, ...(after === undefined ? {} : { after }) })
      return { ...page, items: page.items.map((found) => showCase(found, which.viewer, zone)) }
    },
  )

  app.get(
    '/console/cases/board',
    { config: read, schema: { hide: true, querystring: CaseFilters, response: { 200: CaseBoard, ...faults } } },
    async (request) => {
      const which = await whichOf(request, request.query)
      const columns = await readBoard(db, which)
      return {
        columns: columns.map((column) => ({
          ...column,
          items: column.items.map((found) => showCase(found, which.viewer, zone)),
        })),
      }
    },
  )

  app.get(
    '/console/cases/export.xlsx',
    { config: { right: 'cases.lead' }, schema: { hide: true, querystring: CaseFilters } },
    async (request, reply) => {
      const which = await whichOf(request, request.query)
      const workbook = await exportCases(db, which)
      const principal = principalOf(request)
      await db.tx((tx) =>
        audit(tx, { principal, act: 'cases.export', target: 'cases', facts: shapeOf(request.query), at: which.now }),
      )
      const name = `工单-${zonedDay(which.now, zone)}.xlsx`
      return reply
        .type(XLSX)
        .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(name)}`)
        .header('cache-control', 'no-store')
        .send(workbook)
    },
  )

  app.get(
    '/console/cases/houses',
    { config: act, schema: { hide: true, querystring: HouseQuery, response: { 200: HouseChoice, ...faults } } },
    (request) => {
      const { community, building } = request.query
      requireCommunity(principalOf(request), community, `community ${community}`)
      return houseChoice(db, community, building)
    },
  )

  app.post(
    '/console/cases/same-matter',
    { config: act, schema: { hide: true, body: SameMatterQuery, response: { 200: SameMatters, ...faults } } },
    async (request) => {
      const principal = principalOf(request)
      requireCommunity(principal, request.body.community, `community ${request.body.community}`)
      const viewer = await viewerOf(db, principal)
      const items = await sameMatters(db, request.body, viewer, request.body.community)
      return { items: items.map((found) => showCase(found, viewer, zone)) }
    },
  )

  app.post(
    '/console/cases',
    { config: act, schema: { hide: true, body: NewTypedCase, response: { 200: TypedCase, ...faults } } },
    async (request) => {
      const { body } = request
      const principal = principalOf(request)
      const communityId = body.community
      requireCommunity(principal, communityId, `community ${communityId}`)
      const now = clock.now()
      const viewer = await viewerOf(db, principal)
      if (body.joins !== undefined) requireCase(viewer, await getCase(db, body.joins))
      const { reference } = await once(db, requestOf(request, body.id, now), async (tx) => {
        const filed = await fileTypedCase(tx, body, { viewer, communityId, now, zone, hours: settings.staffHours })
        const facts = { source: body.source, joined: filed.joined }
        await audit(tx, { principal, act: 'case.type-in', target: filed.id, facts, at: now })
        return `${filed.joined ? 'joined' : 'opened'}:${filed.id}`
      })
      const [how, id = ''] = reference.split(':')
      const filed = await getCase(db, id)
      tellChange(deps, filed.conversationId)
      return { id, number: filed.number, joined: how === 'joined' }
    },
  )

  app.get(
    '/console/cases/:id',
    { config: read, schema: { hide: true, params: Id, response: { 200: CaseSheet, ...faults } } },
    async (request) => {
      const { found, viewer } = await caseOf(request, request.params.id)
      return readSheet(db, found, { viewer, now: clock.now(), zone, hours: settings.staffHours })
    },
  )

  app.get(
    '/console/cases/:id/files/:seq',
    { config: read, schema: { hide: true, params: Id.extend({ seq: z.coerce.number().int().positive() }) } },
    async (request, reply) => {
      const { found, viewer } = await caseOf(request, request.params.id)
      return sendFile(deps.files, await fileOfCase(db, found, viewer, request.params.seq), reply)
    },
  )

  app.post(
    '/console/cases/:id/parts',
    { config: act, schema: { hide: true, params: Id, body: NewPart, response: { 204: z.null(), ...faults } } },
    async (request, reply) => {
      const { id, ...part } = request.body
      await change(request, 'case.part', id, async (tx, found, { by, at }) => addPart(tx, found, { ...part, by, at }))
      return reply.code(204).send(null)
    },
  )

  app.delete(
    '/console/cases/:id/parts/:part',
    { config: act, schema: { hide: true, params: PartId, response: { 204: z.null(), ...faults } } },
    async (request, reply) => {
      const { part } = request.params
      await change(request, 'case.part-back', undefined, async (tx, found, done) => {
        if (!(await takeBack(tx, 'case_part', found.id, part, done)))
          throw notFound('part_not_found', `There is no part ${part}.`)
        return part
      })
      return reply.code(204).send(null)
    },
  )

  app.delete(
    '/console/cases/:id/photos/:part',
    { config: act, schema: { hide: true, params: PartId, response: { 204: z.null(), ...faults } } },
    async (request, reply) => {
      const { part } = request.params
      await change(request, 'case.photo-back', undefined, async (tx, found, done) => {
        if (!(await takeBack(tx, 'case_photo', found.id, part, done)))
          throw notFound('photo_not_found', `There is no photo ${part}.`)
        return part
      })
      return reply.code(204).send(null)
    },
  )

  app.post(
    '/console/cases/:id/links',
    { config: act, schema: { hide: true, params: Id, body: LinkRequest, response: { 204: z.null(), ...faults } } },
    async (request, reply) => {
      const { type, number, id: requestId } = request.body
      const viewer = await viewerOf(db, principalOf(request))
      const other = await findCaseByNumber(db, number)
      if (other === null) throw notFound('case_not_found', `There is no case ${number}.`)
      requireCase(viewer, other)
      if (other.id === request.params.id) throw conflict('same_case', 'expected another case')
      await change(request, `case.${type}`, requestId, async (tx, found, { by, at }) => {
        if (type === 'duplicate-of') await mergeCase(tx, found.id, other.id, { by, at, zone })
        else await linkCases(tx, found.id, type, other.id)
        return other.id
      })
      tellChange(deps, other.conversationId)
      return reply.code(204).send(null)
    },
  )

  type Asked = Parameters<typeof principalOf>[0]

  async function whichOf(request: Asked, filters: CaseFilters) {
    const principal = principalOf(request)
    if (filters.community !== undefined)
      requireCommunity(principal, filters.community, `community ${filters.community}`)
    return { filters, viewer: await viewerOf(db, principal), now: clock.now(), zone }
  }

  async function caseOf(request: Asked, id: string): Promise<{ found: Case; viewer: Viewer }> {
    const [found, viewer] = await Promise.all([getCase(db, id), viewerOf(db, principalOf(request))])
    requireCase(viewer, found)
    return { found, viewer }
  }

  /** One change of a case: once for each request, with the row of the audit, and told to every open page. */
  async function change(
    request: Asked & Parameters<typeof requestOf>[0] & { params: { id: string } },
    name: string,
    requestId: string | undefined,
    work: (tx: Parameters<typeof lockCase>[0], found: Case, done: { by: string; at: Date }) => Promise<string>,
  ): Promise<void> {
    const { found } = await caseOf(request, request.params.id)
    const principal = principalOf(request)
    const at = clock.now()
    await once(db, requestOf(request, requestId, at), async (tx) => {
      const reference = await work(tx, found, { by: principal.name, at })
      await audit(tx, { principal, act: name, target: found.id, facts: { what: reference }, at })
      return reference
    })
    tellChange(deps, found.conversationId)
  }
}

/** Which filters, without the words somebody looked for. */
function shapeOf({ find, ...filters }: CaseFilters): object {
  return { ...filters, ...(find === undefined ? {} : { find: true }) }
}
