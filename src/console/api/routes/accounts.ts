import { z } from 'zod'
import type { Queryable } from '../../../platform/database/db'
import { AccountItem, AccountList, AccountPlace, AccountWithPassword, NewAccount } from '../../contract/accounts'
import { listAccounts, readAccount } from '../access/accounts'
import type { AccountAct } from '../access/change-account'
import {
  createAccount,
  disableAccount,
  enableAccount,
  oneTimePassword,
  placeAccount,
  resetPassword,
} from '../access/change-account'
import { hashPassword } from '../access/password'
import type { Principal } from '../access/principal'
import { ACCESS_TOPIC } from '../access/sessions'
import type { ConsoleDeps } from '../console-deps'
import { faults, principalOf, type App } from '../http/app'

const Id = z.object({ id: z.string().min(1).max(100) })

/** Who may sign in to the console: for administrators. */
export function accountRoutes(app: App, deps: ConsoleDeps): void {
  const { db, clock } = deps
  const zone = deps.settings.timeZone
  const config = { right: 'access.manage' } as const

  app.get(
    '/console/accounts',
    { config, schema: { hide: true, response: { 200: AccountList, ...faults } } },
    async () => ({
      items: await listAccounts(db, zone),
    }),
  )

  app.post(
    '/console/accounts',
    { config, schema: { hide: true, body: NewAccount, response: { 201: AccountWithPassword, ...faults } } },
    async (request, reply) => {
      const password = oneTimePassword()
      const passwordHash = await hashPassword(password)
      const account = await change(principalOf(request), (tx, act) =>
        createAccount(tx, { ...request.body, passwordHash }, act),
      )
      return reply.code(201).header('cache-control', 'no-store').send({ account, password })
    },
  )

  app.put(
    '/console/accounts/:id',
    { config, schema: { hide: true, params: Id, body: AccountPlace, response: { 200: AccountItem, ...faults } } },
    ({ principal, params: { id }, body }) =>
      change(principalOf({ principal }), (tx, act) => placeAccount(tx, id, body, act).then(() => id)),
  )

  app.post(
    '/console/accounts/:id/password',
    { config, schema: { hide: true, params: Id, response: { 200: AccountWithPassword, ...faults } } },
    async (request, reply) => {
      const { id } = request.params
      const password = oneTimePassword()
      const hash = await hashPassword(password)
      const account = await change(principalOf(request), (tx, act) => resetPassword(tx, id, hash, act).then(() => id))
      return reply.header('cache-control', 'no-store').send({ account, password })
    },
  )

  for (const [name, act] of [
    ['disable', disableAccount],
    ['enable', enableAccount],
  ] as const)
    app.post(
      `/console/accounts/:id/${name}`,
      { config, schema: { hide: true, params: Id, response: { 200: AccountItem, ...faults } } },
      ({ principal, params: { id } }) => change(principalOf({ principal }), (tx, by) => act(tx, id, by).then(() => id)),
    )

  /** After the commit every open stream looks at once whether it may go on. */
  async function change(
    principal: Principal,
    work: (tx: Queryable, act: AccountAct) => Promise<string>,
  ): Promise<AccountItem> {
    const at = clock.now()
    const done = await db.tx(async (tx) => readAccount(tx, zone, await work(tx, { principal, at })))
    deps.signals.publish(ACCESS_TOPIC)
    return done
  }
}
