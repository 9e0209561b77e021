import { notFound, unavailable } from '../../../platform/errors'
import { toIsoWithOffset } from '../../../platform/zoned-time'
import { findCommunity } from '../../../records/community/community'
import { listContactWays } from '../../../records/contact-way/contact-way'
import type { ContactWayRecord } from '../../../records/contact-way/contact-way'
import { ContactWayList, NewContactWays, PosterQuery } from '../../contract/contact-ways'
import type { ContactWay } from '../../contract/contact-ways'
import { audit } from '../access/audit'
import { requireCommunity } from '../access/principal'
import type { ConsoleDeps } from '../console-deps'
import { chooseAccount, makeContactWay } from '../contact-ways/make-contact-way'
import type { ContactDesk } from '../contact-ways/make-contact-way'
import { posterPolicy, postersPage } from '../contact-ways/poster'
import { faults, principalOf, type App } from '../http/app'

/** QR codes for entrances: made once, listed, printed. */
export function contactWayRoutes(app: App, deps: ConsoleDeps): void {
  const { db, clock } = deps

  app.get(
    '/console/contact-ways',
    { config: { right: 'entrances.read' }, schema: { hide: true, response: { 200: ContactWayList, ...faults } } },
    async (request) => {
      const ways = await listContactWays(db, { communityIds: principalOf(request).communityIds })
      return { items: ways.map(toItem) }
    },
  )

  app.post(
    '/console/contact-ways',
    {
      config: { right: 'entrances.edit' },
      schema: { hide: true, body: NewContactWays, response: { 200: ContactWayList, ...faults } },
    },
    async (request) => {
      const principal = principalOf(request)
      const { community: named, buildings, place, account: wanted } = request.body
      const community = await findCommunity(db, named)
      if (!community) throw notFound('community_not_found', `There is no community ${named}.`)
      requireCommunity(principal, community.id, `community ${named}`)
      const desk = deskOf(deps)
      const account = await chooseAccount(desk, wanted)
      const ways: ContactWayRecord[] = []
      // One after the other: making links is limited by WeCom, and what was made before a failure is kept.
      for (const building of new Set(buildings ?? [null]))
        ways.push(
          await makeContactWay(deps, desk, {
            account,
            communityId: community.id,
            building: building?.replace(/[栋幢号楼]+$/, '') || null,
            place: place ?? null,
            by: principal.name,
          }),
        )
      const at = clock.now()
      await db.tx((tx) => audit(tx, { principal, act: 'entrance.make', target: community.id, at }))
      return { items: ways.map(toItem) }
    },
  )

  app.get(
    '/console/contact-ways/posters',
    { config: { right: 'entrances.read' }, schema: { hide: true, querystring: PosterQuery } },
    async (request, reply) => {
      const { id, community: named } = request.query
      const community = named === undefined ? null : await findCommunity(db, named)
      if (named !== undefined && !community) throw notFound('community_not_found', `There is no community ${named}.`)
      const ways = await listContactWays(db, {
        communityIds: principalOf(request).communityIds,
        ...(id === undefined ? {} : { id }),
        ...(community ? { communityId: community.id } : {}),
      })
      if (ways.length === 0) throw notFound('entrance_not_found', 'There is no such QR code.')
      return reply
        .type('text/html; charset=utf-8')
        .header('content-security-policy', posterPolicy)
        .send(await postersPage(ways))
    },
  )

  function toItem({ createdAt, ...way }: ContactWayRecord): ContactWay {
    return { ...way, createdAt: toIsoWithOffset(createdAt, deps.settings.timeZone) }
  }
}

function deskOf({ contactDesk }: ConsoleDeps): ContactDesk {
  if (contactDesk) return contactDesk
  throw unavailable('wecom_not_configured', 'QR codes lead to 微信客服: WECOM_CORP_ID and its companions are not set.')
}
