import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Queryable } from '../../../platform/database/db'
import { notFound } from '../../../platform/errors'
import { toIsoWithOffset } from '../../../platform/zoned-time'
import { readCallerId, toldBy } from '../../../records/person/caller'
import { eraseCaller } from '../../../records/person/erase-caller'
import { erasePerson } from '../../../records/person/erase-person'
import { exportCaller } from '../../../records/person/export-caller'
import { exportPerson } from '../../../records/person/export-person'
import { findCallers } from '../../../records/person/find-callers'
import { findPeople } from '../../../records/person/find-people'
import { EraseRequest, ErasureAnswer, PersonList, PersonQuery } from '../../contract/persons'
import { audit } from '../access/audit'
import { requireCommunity } from '../access/principal'
import type { ConsoleDeps } from '../console-deps'
import { viewerOf } from '../desk/viewer'
import { faults, principalOf, requestOf, type App } from '../http/app'
import { once } from '../http/once'
import { tellChange } from '../stream/tell-change'

/** Of a person, or of somebody who told us without a chat, which is longer. */
const Id = z.object({ id: z.string().min(1).max(300) })

/** An owner asks what is kept about them, or that it goes (个人信息保护法 45, 47). Both acts are of the whole company. */
export function personRoutes(app: App, deps: ConsoleDeps): void {
  const { db, clock, settings } = deps
  const time = (at: Date | null) => (at === null ? null : toIsoWithOffset(at, settings.timeZone))

  app.get(
    '/console/persons',
    {
      config: { right: 'persons.manage' },
      schema: { hide: true, querystring: PersonQuery, response: { 200: PersonList, ...faults } },
    },
    async (request) => {
      const { communityIds } = principalOf(request)
      const query = { find: request.query.find, communityIds }
      const found = [...(await findPeople(db, query)), ...(await findCallers(db, query))]
      return {
        items: found.map((one) => ({ ...one, lastAt: time(one.lastAt), erasedAt: time(one.erasedAt) })),
      }
    },
  )

  app.get(
    '/console/persons/:id/export',
    { config: { right: 'persons.manage' }, schema: { hide: true, params: Id } },
    async (request, reply) => {
      const { id } = request.params
      const principal = principalOf(request)
      await requirePerson(db, id, principal)
      const caller = readCallerId(id)
      const { staffId } = await viewerOf(db, principal)
      const found = caller ? await exportCaller(db, caller) : await exportPerson(db, id, staffId)
      if (!found) throw notFound('person_not_found', `There is no person ${id}.`)
      await audit(db, { principal, act: 'person.export', target: targetOf(id), at: clock.now() })
      return reply
        .header('content-type', 'application/json; charset=utf-8')
        .header('content-disposition', `attachment; filename="person-${encodeURIComponent(id)}.json"`)
        .header('cache-control', 'no-store')
        .send(JSON.stringify(found, null, 2))
    },
  )

  app.post(
    '/console/persons/:id/erase',
    {
      config: { right: 'persons.manage' },
      schema: { hide: true, params: Id, body: EraseRequest, response: { 200: ErasureAnswer, ...faults } },
    },
    async (request) => {
      const { id: personId } = request.params
      const { reason, id } = request.body
      const principal = principalOf(request)
      const at = clock.now()
      // As the audit, the note of the request stays longer than what is erased.
      const asked = { ...requestOf(request, id, at), route: `POST /console/persons/${targetOf(personId)}/erase` }
      const done = await once(db, asked, async (tx) => {
        // Inside: asked again with the same id, somebody who is gone by then still gets the first answer.
        await requirePerson(tx, personId, principal)
        const caller = readCallerId(personId)
        const erasure = caller
          ? await eraseCaller(tx, caller)
          : await erasePerson(tx, personId, { by: principal.name, at, elsewhere: deps.forgetAtDoors })
        await audit(tx, {
          principal,
          act: 'person.erase',
          target: targetOf(personId),
          facts: { ...erasure, reason },
          at,
        })
        return JSON.stringify(erasure)
      })
      tellChange(deps, null)
      return ErasureAnswer.parse(JSON.parse(done.reference))
    },
  )

  /** Somebody of one community sees nobody of another, and so can give out or erase nobody there. */
  async function requirePerson(tx: Queryable, id: string, principal: ReturnType<typeof principalOf>): Promise<void> {
    const caller = readCallerId(id)
    const rows = caller
      ? (await toldBy(tx, caller)).map(({ communityId }) => ({ community_id: communityId }))
      : await tx.query<{ community_id: string | null }>(
          'communities-of-person',
          `select community_id from person where id = $1
           union select community_id from conversation where person_id = $1`,
          [id],
        )
    if (rows.length === 0) throw notFound('not_found', `There is no person ${id}.`)
    // All of them: what is given out or erased is the whole person.
    for (const row of rows) requireCommunity(principal, row.community_id, `person ${id}`)
  }
}

/** The audit stays after an erasure: of a caller, whose id is their phone or home, it keeps no more than a mark. */
function targetOf(id: string): string {
  return readCallerId(id) ? `caller-${createHash('sha256').update(id).digest('hex').slice(0, 16)}` : id
}
