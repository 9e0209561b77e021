import type { Queryable } from '../../platform/database/db'
import { messageNotAbout } from '../case/not-about'
import { readPage, readPageQuery, type Page, type PageQuery } from '../page'
import { EXCHANGE_COLUMNS, toExchange, type Exchange, type ExchangeRow } from './exchange'

const LIST = { table: 'exchange', numbers: 'exchange_seq' }

export interface ExchangeFilter extends PageQuery {
  user?: string
  conversation?: string
  case?: string
  channel?: string
  communityIds?: readonly string[]
  /** The member of staff who reads: nothing of a complaint about them. */
  reader?: string
}

/** Messages in the order they were logged. */
export async function listExchanges(tx: Queryable, filter: ExchangeFilter): Promise<Page<Exchange>> {
  const query = readPageQuery(filter)
  const talks = await talksOf(tx, filter)
  const params: unknown[] = [query.after, query.limit + 1]
  const where: string[] = []
  let name = 'list-exchanges'
  const place = (key: string, value: unknown) => {
    name += `-${key}`
    return `$${params.push(value)}`
  }
  // A talk's messages are read by its own index: with millions of others in the log, walking the log by seq would take for ever.
  const from = talks
    ? `unnest(${place('talks', talks)}::text[]) t(id)
       cross join lateral (select * from exchange where conversation_id = t.id and seq > $1 order by seq limit $2) e`
    : filter.case !== undefined
      ? `case_exchange l join exchange e on e.id = l.exchange_id and e.seq > $1`
      : 'exchange e'
  if (filter.case !== undefined) {
    const id = place('case', filter.case)
    // The link of an anonymous case is sealed: it would name who spoke (contract.md §7).
    where.push(`exists (select from case_exchange k join cases c on c.id = k.case_id
                         where k.exchange_id = e.id and k.case_id = ${id} and not c.anonymous)`)
    if (!talks) where.push(`l.case_id = ${id}`)
  }
  if (!talks && filter.channel !== undefined) where.push(`v.channel = ${place('channel', filter.channel)}`)
  if (filter.communityIds) where.push(`v.community_id = any(${place('communities', filter.communityIds)})`)
  if (filter.reader !== undefined) where.push(messageNotAbout(place('reader', filter.reader)))
  const sql = `select ${EXCHANGE_COLUMNS}
       from ${from}
       join conversation v on v.id = e.conversation_id
       left join exchange_content x on x.exchange_id = e.id
       left join community m on m.id = v.community_id
      where ${['e.seq > $1', ...where].join(' and ')}
      order by e.seq limit $2`
  const page = await readPage(tx, LIST, query, async () => {
    const rows = await tx.query<ExchangeRow>(name, sql, params)
    // One talk's numbers are drawn under its lock: none of its rows can come before another that is there already.
    return filter.conversation === undefined ? rows : rows.map((row) => ({ ...row, settled: true }))
  })
  return { items: page.items.map(toExchange), next: page.next }
}

/** The talks that the filter names, when it names any. */
async function talksOf(tx: Queryable, filter: ExchangeFilter): Promise<string[] | null> {
  if (filter.user === undefined && filter.conversation === undefined) return null
  const rows = await tx.query<{ id: string }>(
    'talks-of-filter',
    `select id from conversation
      where ($1::text is null or user_id = $1) and ($2::text is null or id = $2) and ($3::text is null or channel = $3)`,
    [filter.user ?? null, filter.conversation ?? null, filter.channel ?? null],
  )
  return rows.map((row) => row.id)
}
