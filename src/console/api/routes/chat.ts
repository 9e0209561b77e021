import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { openHandoffOf } from '../../../records/handoff/find-handoffs'
import { ChatHistory, WebAnswer, WebMessage } from '../../contract/web-chat'
import { MessageQuery } from '../../contract/console'
import { isCrossSite } from '../access/authenticate'
import { guestOf, welcomeGuest } from '../access/guest'
import type { ConsoleDeps } from '../console-deps'
import { fileOfMessage, readTalk } from '../desk/talk-messages'
import { refuse } from '../http/answer-errors'
import { faults, type App } from '../http/app'
import { isLocal } from '../http/is-local'
import { createLimiter } from '../http/limiter'
import { sendFile } from '../http/send-file'
import type { Changes } from '../stream/changes'
import type { EventStreams } from '../stream/event-stream'
import { speak } from './web-chat'
import { StreamQuery, placeOf } from './stream'

/** A photo of 10 MB as base64, and a little more. */
const BODY_LIMIT = 14 * 1024 * 1024
const MESSAGES = 50
/** More than a family can type on one line. */
const MESSAGES_A_MINUTE = 60

/** What an owner's browser may say: a content and its id. User and time are ours to decide. */
const SAYABLE = ['text', 'menuId', 'image', 'voice', 'location', 'recall', 'community', 'id'] as const

/** The owner's web chat: the same messages as by the API, with a signed guest cookie instead of the token. */
export function chatRoutes(app: App, deps: ConsoleDeps, live: { changes: Changes; streams: EventStreams }): void {
  const { db, settings, access } = deps
  const flood = createLimiter({ clock: deps.clock, limit: MESSAGES_A_MINUTE, windowMs: 60_000 })

  app.get('/chat', { schema: { hide: true }, onRequest: onlyWhereServed }, (request, reply) => {
    welcomeGuest(request, reply, { key: access.guestKey, publicUrl: settings.publicUrl })
    return reply.header('cache-control', 'no-store').sendPage('chat.html')
  })

  app.get(
    '/chat/history',
    {
      onRequest: [onlyWhereServed, onlyGuests],
      schema: { hide: true, querystring: MessageQuery, response: { 200: ChatHistory, ...faults } },
    },
    async (request) => {
      const conversationId = deps.webChat.conversationOf(userOf(request))
      const part = await readTalk(db, {
        conversationId,
        zone: settings.timeZone,
        ...request.query,
        limit: MESSAGES,
        forOwner: true,
        fileUrl: (seq) => `/chat/files/${seq}`,
      })
      const handoff = await openHandoffOf(db, conversationId)
      return { ...part, handoff: handoff === null ? null : (handoff.status as 'waiting' | 'active') }
    },
  )

  app.post(
    '/chat/messages',
    {
      bodyLimit: BODY_LIMIT,
      onRequest: [onlyWhereServed, onlyGuests, onlyOwnPage, noFlood],
      preValidation: putUser,
      schema: { hide: true, body: WebMessage, response: { 200: WebAnswer, 202: WebAnswer, ...faults } },
    },
    (request, reply) => speak(deps, request.body, reply),
  )

  app.get(
    '/chat/files/:seq',
    {
      onRequest: [onlyWhereServed, onlyGuests],
      schema: { hide: true, params: z.object({ seq: z.coerce.number().int().positive() }) },
    },
    async (request, reply) => {
      const conversationId = deps.webChat.conversationOf(userOf(request))
      return sendFile(deps.files, await fileOfMessage(db, conversationId, request.params.seq), reply)
    },
  )

  app.get(
    '/chat/stream',
    {
      exposeHeadRoute: false,
      onRequest: [onlyWhereServed, onlyGuests],
      schema: { hide: true, querystring: StreamQuery },
    },
    async (request, reply) => {
      const own = deps.webChat.conversationOf(userOf(request))
      const place = await live.changes.place()
      const from = placeOf(request, request.query.after)
      const missed = from !== undefined && (await hasNew(own, from))
      const stream = live.streams.open(reply)
      if (stream === null) return reply
      stream.send('hello', {}, place)
      if (missed) stream.send('changed', {}, place)
      stream.onEnd(live.changes.follow((id) => id === own && stream.send('changed', {}, place)))
      return reply
    },
  )

  async function onlyWhereServed(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | void> {
    if (settings.webChat === 'public' || (settings.webChat === 'local' && isLocal(request))) return
    return refuse(reply, 404, 'not_found', 'The web chat is not served here.')
  }

  async function onlyGuests(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | void> {
    if (guestOf(request, access.guestKey) === null)
      return refuse(reply, 401, 'unauthorized', 'Open /chat first: it gives this browser its guest cookie.')
  }

  async function onlyOwnPage(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | void> {
    if (isCrossSite(request)) return refuse(reply, 403, 'cross_site', 'Expected a request of our own page.')
  }

  async function noFlood(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | void> {
    const user = userOf(request)
    if (flood.isOver(user)) {
      reply.header('retry-after', flood.windowS)
      return refuse(reply, 429, 'too_many_messages', 'Too many messages in a minute.')
    }
    flood.count(user)
  }

  async function putUser(request: FastifyRequest): Promise<void> {
    const given = typeof request.body === 'object' && request.body !== null ? request.body : {}
    const said = Object.entries(given).filter(([name]) => (SAYABLE as readonly string[]).includes(name))
    request.body = { ...Object.fromEntries(said), user: userOf(request) }
  }

  /** `onlyGuests` has looked already; an empty user would belong to nobody. */
  function userOf(request: FastifyRequest): string {
    return guestOf(request, access.guestKey) ?? ''
  }

  async function hasNew(conversationId: string, place: string): Promise<boolean> {
    const rows = await db.query(
      'talk-has-new',
      'select 1 from exchange where conversation_id = $1 and seq > $2 limit 1',
      [conversationId, place],
    )
    return rows.length > 0
  }
}
