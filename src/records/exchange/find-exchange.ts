import type { Queryable } from '../../platform/database/db'
import { EXCHANGE_COLUMNS, toExchange, type ExchangeRow } from './exchange'
import { exchangeView, type ExchangeView } from './exchange-view'

/** One message as `GET /exchanges` shows it; null when there is none of that id. */
export async function findExchangeView(tx: Queryable, id: string, zone: string): Promise<ExchangeView | null> {
  const rows = await tx.query<ExchangeRow>(
    'find-exchange',
    `select ${EXCHANGE_COLUMNS}
       from exchange e
       join conversation v on v.id = e.conversation_id
       left join exchange_content x on x.exchange_id = e.id
       left join community m on m.id = v.community_id
      where e.id = $1`,
    [id],
  )
  return rows[0] ? exchangeView(toExchange(rows[0]), zone) : null
}
