import { z } from 'zod'
import type { Queryable } from '../../../platform/database/db'
import { closeSample } from '../../../records/community/close-community'
import { addHomes, changeCommunity, makeCommunity } from '../../../records/community/write-community'
import { changeStaff, makeStaff } from '../../../records/community/write-staff'
import {
  CommunityPlace,
  Made,
  MadeMember,
  MemberPlace,
  Members,
  MoreHouses,
  NewCommunity,
  NewMember,
  OwnCommunities,
  StartState,
} from '../../contract/own-company'
import { paths } from '../../contract/paths'
import { audit } from '../access/audit'
import { createAccount, oneTimePassword } from '../access/change-account'
import { hashPassword } from '../access/password'
import type { Principal } from '../access/principal'
import { requireCommunity } from '../access/principal'
import { ACCESS_TOPIC } from '../access/sessions'
import type { ConsoleDeps } from '../console-deps'
import { faults, principalOf, requestOf, type App } from '../http/app'
import { once } from '../http/once'
import { readMembers, readOwnCommunities, readStart } from './read-own-company'

const Id = z.object({ id: z.string().min(1).max(100) })
const config = { right: 'company.manage' } as const

/** Communities, houses and staff, for administrators: what the first hour writes, and what changes later. */
export function ownCompanyRoutes(app: App, deps: ConsoleDeps): void {
  const { db, clock } = deps
  const placeholders = deps.placeholders ?? []

  app.get(paths.start, { config, schema: { hide: true, response: { 200: StartState, ...faults } } }, () =>
    readStart(db, placeholders),
  )

  app.get(
    paths.ownCommunities,
    { config, schema: { hide: true, response: { 200: OwnCommunities, ...faults } } },
    async (request) => ({
      items: (await readOwnCommunities(db, placeholders)).filter(({ id }) => sees(principalOf(request), id)),
    }),
  )

  app.post(
    paths.ownCommunities,
    { config, schema: { hide: true, body: NewCommunity, response: { 200: Made, ...faults } } },
    async (request) => {
      const { id, houses, ...words } = request.body
      return write(request, id, 'community.create', async (tx, { name }, at) => {
        const made = await makeCommunity(tx, words, { by: name, at })
        const homes = await addHomes(tx, made, houses, at)
        return { target: made, facts: { name: words.name, homes } }
      })
    },
  )

  app.put(
    '/console/communities/:id',
    { config, schema: { hide: true, params: Id, body: CommunityPlace, response: { 200: Made, ...faults } } },
    (request) =>
      write(request, undefined, 'community.change', async (tx, { name }, at) => {
        const { id } = own(request)
        await changeCommunity(tx, id, request.body, { by: name, at })
        return { target: id, facts: { name: request.body.name, values: Object.keys(request.body.values) } }
      }),
  )

  app.post(
    '/console/communities/:id/houses',
    { config, schema: { hide: true, params: Id, body: MoreHouses, response: { 200: Made, ...faults } } },
    (request) =>
      write(request, request.body.id, 'community.houses', async (tx, _principal, at) => {
        const { id } = own(request)
        return { target: id, facts: { homes: await addHomes(tx, id, request.body.houses, at) } }
      }),
  )

  app.post(
    '/console/communities/:id/close',
    { config, schema: { hide: true, params: Id, response: { 200: Made, ...faults } } },
    (request) =>
      write(request, undefined, 'community.close', async (tx, _principal, at) => {
        const { id } = own(request)
        return { target: id, facts: { name: await closeSample(tx, id, at) } }
      }),
  )

  app.get(paths.ownStaff, { config, schema: { hide: true, response: { 200: Members, ...faults } } }, async () => ({
    items: await readMembers(db),
  }))

  app.post(
    paths.ownStaff,
    { config, schema: { hide: true, body: NewMember, response: { 200: MadeMember, ...faults } } },
    async (request, reply) => {
      const { account, ...words } = request.body
      const password = account === null ? null : oneTimePassword()
      const passwordHash = password === null ? null : await hashPassword(password)
      const { id } = await write(request, undefined, 'staff.create', async (tx, principal, at) => {
        const made = await makeStaff(tx, words, at)
        if (account !== null && passwordHash !== null)
          await createAccount(
            tx,
            { ...account, staffId: made, communities: words.communities, passwordHash },
            { principal, at },
          )
        return { target: made, facts: { name: words.name, role: words.role } }
      })
      return reply.header('cache-control', 'no-store').send({ id, account: account?.account ?? null, password })
    },
  )

  app.put(
    '/console/staff/:id',
    { config, schema: { hide: true, params: Id, body: MemberPlace, response: { 200: Made, ...faults } } },
    (request) =>
      write(request, undefined, 'staff.change', async (tx) => {
        await changeStaff(tx, request.params.id, request.body)
        return { target: request.params.id, facts: { name: request.body.name, active: request.body.active } }
      }),
  )

  function own(request: { principal: Principal | null; params: { id: string } }): { id: string } {
    requireCommunity(principalOf(request), request.params.id, 'such community')
    return request.params
  }

  /** Act and audit in one transaction; afterwards whoever may look somewhere is looked up anew. */
  async function write(
    request: { principal: Principal | null; method: string; url: string },
    requestId: string | undefined,
    act: string,
    work: (tx: Queryable, principal: Principal, at: Date) => Promise<{ target: string; facts: object }>,
  ): Promise<{ id: string }> {
    const principal = principalOf(request)
    const at = clock.now()
    const { reference } = await once(db, requestOf(request, requestId, at), async (tx) => {
      const { target, facts } = await work(tx, principal, at)
      await audit(tx, { principal, act, target, facts, at })
      return target
    })
    deps.signals.publish(ACCESS_TOPIC)
    deps.signals.publish('knowledge')
    return { id: reference }
  }
}

const sees = (principal: Principal, id: string) =>
  principal.communityIds === null || principal.communityIds.includes(id)
