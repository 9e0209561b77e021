import { listExchanges } from '../../../records/exchange/list-exchanges'
import type { Exchange } from '../../../records/exchange/exchange'
import { exchangeView } from '../../../records/exchange/exchange-view'
import { verifyLog } from '../../../records/exchange/verify-log'
import { ExchangePage, ExchangeQuery, LogVerdict } from '../../contract/exchange'
import type { ExchangeItem } from '../../contract/exchange'
import type { ConsoleDeps } from '../console-deps'
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
      const { communityIds } = principalOf(request)
      const page = await listExchanges(deps.db, {
        ...request.query,
        ...(communityIds === null ? {} : { communityIds }),
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
}

/** The view takes times that may be missing; those of a logged message never are. */
const toItem = (exchange: Exchange, zone: string) => exchangeView(exchange, zone) as ExchangeItem
