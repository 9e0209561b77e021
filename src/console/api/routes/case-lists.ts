import { z } from 'zod'
import { AppError, notFound } from '../../../platform/errors'
import { NewSavedList, SavedLists } from '../../contract/desk-cases'
import { audit } from '../access/audit'
import { may } from '../access/policy'
import type { ConsoleDeps } from '../console-deps'
import { requireCommunity, type Principal } from '../access/principal'
import { listSaved, removeList, saveList } from '../desk/saved-lists'
import { faults, principalOf, requestOf, type App } from '../http/app'
import { once } from '../http/once'

/** Lists of cases somebody comes back to: one's own, and those a supervisor shares. */
export function caseListRoutes(app: App, deps: ConsoleDeps): void {
  const { db, clock } = deps

  app.get(
    '/console/case-lists',
    { config: { right: 'cases.read' }, schema: { hide: true, response: { 200: SavedLists, ...faults } } },
    async (request) => ({ items: await listSaved(db, principalOf(request)) }),
  )

  app.post(
    '/console/case-lists',
    {
      config: { right: 'cases.read' },
      schema: { hide: true, body: NewSavedList, response: { 200: SavedLists, ...faults } },
    },
    async (request) => {
      const principal = principalOf(request)
      const { id, ...list } = request.body
      if (!hasAccount(principal)) throw new AppError('refused', 'no_account', 'only a person keeps lists')
      if (list.shared && !may(principal.role, 'cases.lead'))
        throw new AppError('refused', 'share_right', 'sharing a list takes the right cases.lead')
      if (list.query.community !== undefined)
        requireCommunity(principal, list.query.community, `community ${list.query.community}`)
      const at = clock.now()
      await once(db, requestOf(request, id, at), async (tx) => {
        const made = await saveList(tx, principal, list, at)
        await audit(tx, { principal, act: 'case-list.keep', target: made, facts: { shared: list.shared }, at })
        return made
      })
      return { items: await listSaved(db, principal) }
    },
  )

  app.delete(
    '/console/case-lists/:id',
    {
      config: { right: 'cases.read' },
      schema: {
        hide: true,
        params: z.object({ id: z.string().min(1).max(100) }),
        response: { 204: z.null(), ...faults },
      },
    },
    async (request, reply) => {
      const principal = principalOf(request)
      const { id } = request.params
      await db.tx(async (tx) => {
        if (!(await removeList(tx, principal, id))) throw notFound('list_not_found', `There is no list ${id} of yours.`)
        await audit(tx, { principal, act: 'case-list.remove', target: id, at: clock.now() })
      })
      return reply.code(204).send(null)
    },
  )
}

function hasAccount(principal: Principal): principal is Principal & { accountId: string } {
  return principal.accountId !== null
}
