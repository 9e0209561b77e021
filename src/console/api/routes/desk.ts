import { z } from 'zod'
import { notFound } from '../../../platform/errors'
import { doneCallBack } from '../../../records/call-back/call-back'
import { openCasesOf } from '../../../records/case/find-cases'
import { resend } from '../../../integrations/complaint-system/resting'
import {
  Company,
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
import { requireCommunity } from '../access/principal'
import type { ConsoleDeps } from '../console-deps'
import { listTalks } from '../desk/list-talks'
import { besideTalk } from '../desk/beside-talk'
import { readCompany } from '../desk/read-company'
import { fileOfMessage, readTalk } from '../desk/talk-messages'
import { readTroubles } from '../desk/troubles'
import { isWithheld, toCaseItem } from '../desk/show-case'
import { isAbout, viewerOf, type Viewer } from '../desk/viewer'
import { faults, principalOf, type App } from '../http/app'
import { sendFile } from '../http/send-file'
import { tellChange } from '../stream/tell-change'

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
    async (request) => {
      const { before, find } = request.query
      return listTalks(db, {
        viewer: await viewerOf(db, principalOf(request)),
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
      const viewer = await viewerOf(db, principalOf(request))
      const talk = await talkOf(viewer, request.params.id)
      const [part, cases, beside] = await Promise.all([
        readTalk(db, { ...readingOf(talk.id, viewer), limit: MESSAGES }),
        openCasesOf(db, talk.id),
        besideTalk(db, talk.id, { viewer, zone }),
      ])
      // Beside its talk a case names who reported it.
      const shown = cases.filter((found) => !isWithheld(found, viewer) && !isAbout(viewer, found))
      const open = shown.map((found) => toCaseItem(found, zone))
      return { talk, ...part, cases: open, ...beside }
    },
  )

  app.get(
    '/console/talks/:id/messages',
    {
      config: { right: 'talks.read' },
      schema: { hide: true, params: Id, querystring: MessageQuery, response: { 200: MessageList, ...faults } },
    },
    async (request) => {
      const viewer = await viewerOf(db, principalOf(request))
      const talk = await talkOf(viewer, request.params.id)
      return readTalk(db, { ...readingOf(talk.id, viewer), ...request.query, limit: MESSAGES })
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
      const talk = await talkOf(await viewerOf(db, principal), request.params.id)
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
      const viewer = await viewerOf(db, principalOf(request))
      const talk = await talkOf(viewer, request.params.id)
      return sendFile(deps.files, await fileOfMessage(db, talk.id, request.params.seq, viewer.staffId), reply)
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

  async function talkOf(viewer: Viewer, id: string): Promise<TalkItem> {
    const { items } = await listTalks(db, { viewer, zone, id })
    const talk = items.find((item) => item.id === id)
    if (!talk) throw notFound('conversation_not_found', `There is no conversation ${id}.`)
    return talk
  }

  function readingOf(id: string, { staffId }: Viewer) {
    const fileUrl = (seq: number) => `${paths.talk(id)}/files/${seq}`
    return { conversationId: id, zone, reader: staffId, forOwner: false, fileUrl }
  }
}
