import { z } from 'zod'
import { notFound } from '../../../platform/errors'
import type { Case } from '../../../records/case/case'
import { doneCallBack } from '../../../records/call-back/call-back'
import { openCasesOf } from '../../../records/case/find-cases'
import { getCase } from '../../../records/case/read-case'
import { resend } from '../../../integrations/complaint-system/resting'
import {
  Company,
  DeskCase,
  DeskCasePage,
  DeskCaseQuery,
  MessageList,
  MessageQuery,
  ReadRequest,
  TalkDetail,
  TalkList,
  TalkQuery,
  Troubles,
} from '../../contract/console'
import type { TalkItem } from '../../contract/console'
import { paths } from '../../contract/paths'
import { audit } from '../access/audit'
import { requireCommunity, type Principal } from '../access/principal'
import type { ConsoleDeps } from '../console-deps'
import { listDeskCases } from '../desk/list-desk-cases'
import { listTalks } from '../desk/list-talks'
import { readCompany } from '../desk/read-company'
import { fileOfMessage, readTalk } from '../desk/talk-messages'
import { readTroubles } from '../desk/troubles'
import { faults, principalOf, type App } from '../http/app'
import { sendFile } from '../http/send-file'
import { tellChange } from '../stream/tell-change'
import { toCaseItem } from './cases'

const Id = z.object({ id: z.string().min(1).max(100) })
const MESSAGES = 60

/** What only our own console page asks for. */
export function deskRoutes(app: App, deps: ConsoleDeps): void {
  const { db, clock, settings } = deps
  const zone = settings.timeZone

  app.get(
    '/console/company',
    { config: { right: 'own.session' }, schema: { hide: true, response: { 200: Company, ...faults } } },
    (request) => readCompany(db, principalOf(request).communityIds),
  )

  app.get(
    '/console/talks',
    {
      config: { right: 'talks.read' },
      schema: { hide: true, querystring: TalkQuery, response: { 200: TalkList, ...faults } },
    },
    (request) => {
      const { before, find } = request.query
      return listTalks(db, {
        principal: principalOf(request),
        zone,
        ...(before === undefined ? {} : { before: new Date(before) }),
        ...(find === undefined ? {} : { find }),
      })
    },
  )

  app.get(
    '/console/talks/:id',
    { config: { right: 'talks.read' }, schema: { hide: true, params: Id, response: { 200: TalkDetail, ...faults } } },
    async (request) => {
      const talk = await talkOf(principalOf(request), request.params.id)
      const [part, cases] = await Promise.all([
        readTalk(db, { ...readingOf(talk.id), limit: MESSAGES }),
        openCasesOf(db, talk.id),
      ])
      return { talk, ...part, cases: cases.filter((found) => !found.anonymous).map((found) => toCaseItem(found, zone)) }
    },
  )

  app.get(
    '/console/talks/:id/messages',
    {
      config: { right: 'talks.read' },
      schema: { hide: true, params: Id, querystring: MessageQuery, response: { 200: MessageList, ...faults } },
    },
    async (request) => {
      const talk = await talkOf(principalOf(request), request.params.id)
      return readTalk(db, { ...readingOf(talk.id), ...request.query, limit: MESSAGES })
    },
  )

  app.post(
    '/console/talks/:id/read',
    {
      config: { right: 'talks.read' },
      schema: { hide: true, params: Id, body: ReadRequest, response: { 204: z.null(), ...faults } },
    },
    async (request, reply) => {
      const principal = principalOf(request)
      const talk = await talkOf(principal, request.params.id)
      if (principal.accountId !== null)
        await db.query(
          'mark-read',
          `insert into console_reading (account_id, conversation_id, seq) values ($1, $2, $3)
           on conflict (account_id, conversation_id) do update set seq = greatest(console_reading.seq, excluded.seq)`,
          [principal.accountId, talk.id, request.body.seq],
        )
      return reply.code(204).send(null)
    },
  )

  app.get(
    '/console/talks/:id/files/:seq',
    {
      config: { right: 'talks.read' },
      schema: { hide: true, params: Id.extend({ seq: z.coerce.number().int().positive() }) },
    },
    async (request, reply) => {
      const talk = await talkOf(principalOf(request), request.params.id)
      return sendFile(deps.files, await fileOfMessage(db, talk.id, request.params.seq), reply)
    },
  )

  app.get(
    '/console/cases',
    {
      config: { right: 'cases.read' },
      schema: { hide: true, querystring: DeskCaseQuery, response: { 200: DeskCasePage, ...faults } },
    },
    async (request) => {
      const page = await listDeskCases(db, { ...request.query, communityIds: principalOf(request).communityIds })
      return { items: page.items.map(toDeskCase), next: page.next }
    },
  )

  app.get(
    '/console/cases/:id',
    { config: { right: 'cases.read' }, schema: { hide: true, params: Id, response: { 200: DeskCase, ...faults } } },
    async (request) => {
      const found = await getCase(db, request.params.id)
      requireCommunity(principalOf(request), found.communityId, `case ${found.id}`)
      return toDeskCase(found)
    },
  )

  app.get(
    '/console/troubles',
    { config: { right: 'troubles.read' }, schema: { hide: true, response: { 200: Troubles, ...faults } } },
    (request) => readTroubles(db, { communityIds: principalOf(request).communityIds, zone }),
  )

  app.post(
    '/console/troubles/:id/resend',
    { config: { right: 'troubles.mend' }, schema: { hide: true, params: Id, response: { 204: z.null(), ...faults } } },
    async (request, reply) => {
      const { id } = request.params
      // Of the whole company, as the list of them is.
      requireCommunity(principalOf(request), null, `resting event ${id}`)
      const at = clock.now()
      await db.tx(async (tx) => {
        if (!(await resend(tx, id, at))) throw notFound('event_not_found', `There is no resting event ${id}.`)
        await audit(tx, { principal: principalOf(request), act: 'event.resend', target: id, at })
      })
      tellChange(deps, null)
      return reply.code(204).send(null)
    },
  )

  app.post(
    '/console/troubles/call-backs/:id/done',
    { config: { right: 'talks.serve' }, schema: { hide: true, params: Id, response: { 204: z.null(), ...faults } } },
    async (request, reply) => {
      const { id } = request.params
      const principal = principalOf(request)
      const at = clock.now()
      await db.tx(async (tx) => {
        const act = { by: principal.name, at, communityIds: principal.communityIds }
        if (!(await doneCallBack(tx, id, act)))
          throw notFound('call_back_not_found', `There is no open call-back ${id}.`)
        await audit(tx, { principal, act: 'call-back.done', target: id, at })
      })
      tellChange(deps, null)
      return reply.code(204).send(null)
    },
  )

  async function talkOf(principal: Principal, id: string): Promise<TalkItem> {
    const { items } = await listTalks(db, { principal, zone, id })
    const talk = items.find((item) => item.id === id)
    if (!talk) throw notFound('conversation_not_found', `There is no conversation ${id}.`)
    return talk
  }

  /** The talk behind an anonymous case would say who reported it (contract.md §7). */
  function toDeskCase(found: Case): DeskCase {
    return { ...toCaseItem(found, zone), conversationId: found.anonymous ? null : found.conversationId }
  }

  function readingOf(id: string) {
    const fileUrl = (seq: number) => `${paths.talk(id)}/files/${seq}`
    return { conversationId: id, zone, forOwner: false, fileUrl }
  }
}
