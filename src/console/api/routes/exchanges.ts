import { findCase } from '../../../records/case/read-case'
import { listExchanges } from '../../../records/exchange/list-exchanges'
import type { Exchange } from '../../../records/exchange/exchange'
import { exchangeView } from '../../../records/exchange/exchange-view'
import { verifyLog } from '../../../records/exchange/verify-log'
import { ExchangePage, ExchangeQuery, LogVerdict } from '../../contract/exchange'
import type { ExchangeItem } from '../../contract/exchange'
import type { ConsoleDeps } from '../console-deps'
import { isWithheld } from '../desk/show-case'
import { isAbout, viewerOf, type Viewer } from '../desk/viewer'
import { faults, principalOf, type App } from '../http/app'

export function exchangeRoutes(app: App, deps: ConsoleDeps): void {
  app.get(
    '/api/v1/exchanges',
    {
      config: { right: 'talks.read' },
      schema: {
        tags: ['log'],
        summary: 'Every message in and out, in the order it was logged',
        querystring: ExchangeQuery,
        response: { 200: ExchangePage, ...faults },
      },
    },
    async (request) => {
      const principal = principalOf(request)
      const { communityIds } = principal
      const viewer = await viewerOf(deps.db, principal)
      if (request.query.case !== undefined && (await isSealed(request.query.case, viewer)))
        return { items: [], next: null }
      const page = await listExchanges(deps.db, {
        ...request.query,
        ...(communityIds === null ? {} : { communityIds }),
        ...(viewer.staffId === null ? {} : { reader: viewer.staffId }),
      })
      return { items: page.items.map((exchange) => toItem(exchange, deps.settings.timeZone)), next: page.next }
    },
  )

  app.get(
    '/api/v1/exchanges/verify',
    {
      config: { right: 'log.verify' },
      schema: {
        tags: ['log'],
        summary: 'Recomputes the whole log and says whether it holds',
        response: { 200: LogVerdict, ...faults },
      },
    },
    () => verifyLog(deps.db),
  )

  /** The messages of a case say who reported it, and to whom it is about what was said of them. */
  async function isSealed(id: string, viewer: Viewer): Promise<boolean> {
    const found = await findCase(deps.db, id)
    if (found === null) return false
    return isAbout(viewer, found) || isWithheld(found, viewer)
  }
}

/** The view takes times that may be missing; those of a logged message never are. */
const toItem = (exchange: Exchange, zone: string) => exchangeView(exchange, zone) as ExchangeItem
