import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Authenticator } from '../access/authenticate'
import type { Principal } from '../access/principal'
import { ACCESS_TOPIC } from '../access/sessions'
import type { ConsoleDeps } from '../console-deps'
import { principalOf, type App } from '../http/app'
import { deskLine } from '../stream/desk-line'
import type { Changes } from '../stream/changes'
import type { EventStreams } from '../stream/event-stream'

/** A signed-out browser is cut off at once, and within this time when the signal was lost. */
const CHECK_MS = 30_000

export const StreamQuery = z.object({
  after: z
    .string()
    .regex(/^\d{1,18}$/)
    .optional(),
})

/** Tells the console which talks changed; what they are now it reads by the usual routes. */
export function streamRoute(
  app: App,
  deps: ConsoleDeps,
  live: { changes: Changes; streams: EventStreams; authenticator: Authenticator },
): void {
  app.get(
    '/api/v1/stream',
    {
      exposeHeadRoute: false,
      config: { right: 'talks.read' },
      schema: { hide: true, querystring: StreamQuery },
    },
    async (request, reply) => {
      let principal = principalOf(request)
      const place = await live.changes.place()
      const missed = await missedSince(live.changes, placeOf(request, request.query.after))
      const stream = live.streams.open(reply)
      if (stream === null) return reply
      stream.send('hello', {}, place)
      if (missed === null) stream.send('everything', {}, place)
      const tell = (conversationId: string) =>
        isTheirs(principal, conversationId).then(
          (theirs) => theirs && stream.send('changed', { conversationId }, place),
          (err: unknown) => deps.log.warn({ err }, 'the live view failed'),
        )
      // Before what was missed is told: what changes meanwhile must not fall between.
      const stop = live.changes.follow((id) => void tell(id))
      const checkNow = () =>
        void live.authenticator.find(request).then(
          // The communities of somebody who stays may have changed too.
          (still) => (still === null || still.mustChange ? stream.end() : (principal = still)),
          () => {},
        )
      const stopChecking = deps.signals.subscribe(ACCESS_TOPIC, checkNow)
      const line = deskLine(deps, principal)
      const check = setInterval(() => (checkNow(), line.beat()), CHECK_MS)
      check.unref()
      stream.onEnd(() => {
        stop()
        stopChecking()
        clearInterval(check)
        line.close()
      })
      for (const conversationId of missed ?? []) await tell(conversationId)
      return reply
    },
  )

  async function isTheirs(principal: Principal, conversationId: string): Promise<boolean> {
    if (principal.communityIds === null) return true
    const rows = await deps.db.query(
      'talk-of-communities',
      'select id from conversation where id = $1 and community_id = any($2)',
      [conversationId, principal.communityIds],
    )
    return rows.length > 0
  }
}

/** Where a browser goes on after a lost connection: it says so itself, or the page does. */
export function placeOf(request: FastifyRequest, after: string | undefined): string | undefined {
  const last = request.headers['last-event-id']
  return typeof last === 'string' && /^\d{1,18}$/.test(last) ? last : after
}

async function missedSince(changes: Changes, place: string | undefined): Promise<string[] | null> {
  return place === undefined ? [] : changes.since(place)
}
