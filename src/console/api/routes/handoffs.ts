import { z } from 'zod'
import { listHandoffs } from '../../../records/handoff/find-handoffs'
import { getHandoff, type Handoff } from '../../../records/handoff/handoff'
import { handoffView } from '../../../records/handoff/handoff-view'
import {
  AcceptRequest,
  CloseRequest,
  HandoffItem,
  HandoffPage,
  HandoffQuery,
  ReplyRequest,
} from '../../contract/handoff'
import { acceptForStaff } from '../handoff/accept-for-staff'
import { closeForStaff } from '../handoff/close-for-staff'
import { refuseSteering } from '../handoff/refuse-steering'
import { replyToOwner } from '../handoff/reply-to-owner'
import { audit } from '../access/audit'
import { actorOf, type Principal } from '../access/principal'
import type { ConsoleDeps } from '../console-deps'
import { requireHandoff, viewerOf } from '../desk/viewer'
import { faults, principalOf, requestOf, type App } from '../http/app'
import { once } from '../http/once'
import { tellChange } from '../stream/tell-change'
import type { Queryable } from '../../../platform/database/db'
import type { FastifyRequest } from 'fastify'

const HandoffParams = z.object({ id: z.string().min(1).max(100) })

export function handoffRoutes(app: App, deps: ConsoleDeps): void {
  const { db, clock, settings } = deps

  app.get(
    '/api/v1/handoffs',
    {
      config: { right: 'talks.read' },
      schema: {
        tags: ['handoffs'],
        summary: 'Talks that people were asked to take over, in the order they were asked',
        querystring: HandoffQuery,
        response: { 200: HandoffPage, ...faults },
      },
    },
    async (request) => {
      const principal = principalOf(request)
      const { communityIds } = principal
      const { staffId, names } = await viewerOf(db, principal)
      const page = await listHandoffs(db, {
        ...request.query,
        ...(communityIds === null ? {} : { communityIds }),
        ...(staffId === null ? {} : { reader: { staffId, names } }),
      })
      return { items: page.items.map((found) => toItem(found, settings.timeZone)), next: page.next }
    },
  )

  app.post(
    '/api/v1/handoffs/:id/accept',
    {
      config: { right: 'talks.serve' },
      schema: {
        tags: ['handoffs'],
        summary: 'Takes the talk; a WeCom session moves to `by`',
        params: HandoffParams,
        body: AcceptRequest,
        response: { 200: HandoffItem, ...faults },
      },
    },
    async (request) => {
      const found = await ofThisPrincipal(request)
      const by = actorOf(principalOf(request), request.body.by)
      await acceptForStaff(deps, found, by, (act) => doOnce(request, found, 'accept', by, act))
      return current(found)
    },
  )

  app.post(
    '/api/v1/handoffs/:id/reply',
    {
      config: { right: 'talks.serve' },
      schema: {
        tags: ['handoffs'],
        summary: 'Says something to the owner; refused while WeCom holds the session',
        params: HandoffParams,
        body: ReplyRequest,
        response: { 200: HandoffItem, ...faults },
      },
    },
    async (request) => {
      const found = await ofThisPrincipal(request)
      const by = actorOf(principalOf(request), request.body.by)
      const words = { by, text: request.body.text, at: clock.now(), channel: deps.channelOf(found.channel) }
      await refuseSteering(db, found, words)
      await doOnce(request, found, 'reply', by, (tx) => replyToOwner(tx, found.id, words))
      return current(found)
    },
  )

  app.post(
    '/api/v1/handoffs/:id/close',
    {
      config: { right: 'talks.serve' },
      schema: {
        tags: ['handoffs'],
        summary: 'Ends it; the bot may speak again',
        params: HandoffParams,
        body: CloseRequest,
        response: { 200: HandoffItem, ...faults },
      },
    },
    async (request) => {
      const found = await ofThisPrincipal(request)
      const by = actorOf(principalOf(request), request.body.by)
      const end = { by, summary: request.body.summary, at: clock.now(), zone: settings.timeZone }
      await doOnce(request, found, 'close', by, (tx) => closeForStaff(tx, found.id, end))
      return current(found)
    },
  )

  async function ofThisPrincipal(request: { params: { id: string }; principal: Principal | null }): Promise<Handoff> {
    return requireHandoff(db, principalOf(request), request.params.id)
  }

  async function doOnce(
    request: Pick<FastifyRequest, 'method' | 'url' | 'principal'> & { body: { id?: string } },
    found: Handoff,
    act: string,
    by: string,
    work: (tx: Queryable) => Promise<unknown>,
  ): Promise<void> {
    const at = clock.now()
    await once(db, requestOf(request, request.body.id, at), async (tx) => {
      await work(tx)
      await audit(tx, { principal: principalOf(request), act: `handoff.${act}`, target: found.id, facts: { by }, at })
      return found.id
    })
    tellChange(deps, found.conversationId)
  }

  const current = async (found: Handoff) => toItem(await getHandoff(db, found.id), settings.timeZone)
}

/** The view takes times that may be missing; when a handoff was opened is always known. */
const toItem = (found: Handoff, zone: string) => handoffView(found, zone) as HandoffItem
