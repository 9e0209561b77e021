import { z } from 'zod'
import { notFound } from '../../../platform/errors'
import { toIsoWithOffset } from '../../../platform/zoned-time'
import { promiseLedger } from '../../../records/promise/promise'
import { endRatingChain, levelsOfChain, openRatingChains } from '../../../records/rating/rating-chain'
import { listSteering } from '../../../records/rating/score-steering'
import { audit } from '../access/audit'
import { actorOf } from '../access/principal'
import type { ConsoleDeps } from '../console-deps'
import { viewerOf } from '../desk/viewer'
import { faults, principalOf, type App } from '../http/app'
import { FollowUps, TakeOnRequest } from '../../contract/follow-up'

const BROKEN_LATELY_MS = 7 * 24 * 3600_000

/** What we owe owners and what they were not content with, for whoever must see to it (domain.md B38, C1). */
export function followUpRoutes(app: App, deps: ConsoleDeps): void {
  const { db, clock } = deps
  const zone = deps.settings.timeZone

  app.get(
    '/console/follow-ups',
    { config: { right: 'cases.read' }, schema: { hide: true, response: { 200: FollowUps, ...faults } } },
    async (request) => {
      const { principal, staffId, leads, names } = await viewerOf(db, principalOf(request))
      const { communityIds } = principal
      const now = clock.now()
      const [promises, chains, steering] = await Promise.all([
        promiseLedger(db, {
          communityIds,
          brokenSince: new Date(now.getTime() - BROKEN_LATELY_MS),
          reader: { staffId, needsToKnow: leads ? null : names },
        }),
        openRatingChains(db, communityIds, staffId),
        listSteering(db, communityIds),
      ])
      return {
        promises: promises.map((one) => ({
          id: one.id,
          conversationId: one.conversationId,
          caseId: one.caseId,
          number: one.number,
          what: one.what,
          dueAt: toIsoWithOffset(one.dueAt, zone),
          state:
            one.ending === 'broken' ? ('broken' as const) : one.dueAt < now ? ('late' as const) : ('open' as const),
          told: one.toldAt !== null,
        })),
        lowScores: await Promise.all(
          chains.map(async (chain) => ({
            id: chain.id,
            caseId: chain.caseId,
            number: chain.number,
            summary: chain.summary,
            score: chain.score,
            startedAt: toIsoWithOffset(chain.startedAt, zone),
            levels: (await levelsOfChain(db, chain.id)).map(({ level, post, staff, at, note }) => ({
              level,
              post,
              staff,
              at: toIsoWithOffset(at, zone),
              note,
            })),
          })),
        ),
        steering: steering.map(({ at, ...flag }) => ({ ...flag, at: toIsoWithOffset(at, zone) })),
      }
    },
  )

  app.post(
    '/console/low-scores/:id/take-on',
    {
      config: { right: 'cases.act' },
      schema: {
        hide: true,
        params: z.object({ id: z.string().min(1).max(100) }),
        body: TakeOnRequest,
        response: { 204: z.null(), ...faults },
      },
    },
    async (request, reply) => {
      const principal = principalOf(request)
      const { id } = request.params
      const by = actorOf(principal, request.body.by)
      const { staffId } = await viewerOf(db, principal)
      const own = await openRatingChains(db, principal.communityIds, staffId)
      if (!own.some((chain) => chain.id === id))
        throw notFound('low_score_not_found', `There is no open low score ${id}.`)
      const at = clock.now()
      await db.tx(async (tx) => {
        await endRatingChain(tx, { id }, { by, note: request.body.note, at })
        await audit(tx, { principal, act: 'low-score.take-on', target: id, facts: { by }, at })
      })
      return reply.code(204).send(null)
    },
  )
}
