import { AuditPage, AuditQuery } from '../../contract/audit'
import { listAudit } from '../access/list-audit'
import type { ConsoleDeps } from '../console-deps'
import { faults, principalOf, type App } from '../http/app'

/** Who did what when. */
export function auditRoutes(app: App, { db, settings, overlay }: ConsoleDeps): void {
  app.get(
    '/console/audit',
    {
      config: { right: 'audit.read' },
      schema: { hide: true, querystring: AuditQuery, response: { 200: AuditPage, ...faults } },
    },
    async (request) => {
      const principal = principalOf(request)
      const page = await listAudit(db, request.query, { principal, zone: settings.timeZone })
      if (!overlay || !page.items.some(({ act }) => act.startsWith('words.'))) return page
      const titles = new Map((await overlay.list(principal.communityIds)).map(({ path, title }) => [path, title]))
      return { ...page, items: page.items.map((item) => ({ ...item, called: titles.get(item.target) ?? item.called })) }
    },
  )
}
