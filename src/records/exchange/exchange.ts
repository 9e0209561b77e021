/** One message as the log keeps it: in or out, by whomever (design D11). */
export interface Exchange {
  seq: number
  id: string
  conversationId: string
  channel: string
  user: string
  communityZone: string | null
  direction: 'in' | 'out'
  author: 'owner' | 'bot' | 'staff' | 'system'
  authorId: string | null
  kind: string
  /** Empty for a photo, and once erased. */
  text: string
  /** When it was sent; `receivedAt` is when we had it, by the real clock. */
  at: Date
  receivedAt: Date
  sourceId: string | null
  delivery: 'pending' | 'sent' | 'failed' | 'n/a'
  deliveryReason: string | null
  /** Without anonymous cases: a message would name who reported them. */
  caseIds: string[]
  sources: { article: string; version: number }[]
  understanding: Record<string, unknown> | null
  recalledAt: Date | null
  erasedAt: Date | null
  hash: string
}

/** The columns of `exchange e`, `conversation v`, `exchange_content x` and `community m` that make an `Exchange`. */
export const EXCHANGE_COLUMNS = `
  e.seq::text as seq, e.id, e.conversation_id, v.channel, v.user_id, m.time_zone as community_zone, e.direction, e.author,
  e.author_id, e.kind, x.text, e.at, e.received_at, e.source_id, e.delivery, e.delivery_reason, e.sources, e.understanding,
  e.recalled_at, x.erased_at, e.hash, e.txid < pg_snapshot_xmin(pg_current_snapshot()) as settled,
  coalesce((select jsonb_agg(k.case_id order by c.seq) from case_exchange k join cases c on c.id = k.case_id
             where k.exchange_id = e.id and not c.anonymous), '[]') as case_ids`

export interface ExchangeRow {
  seq: string
  settled: boolean
  id: string
  conversation_id: string
  channel: string
  user_id: string
  community_zone: string | null
  direction: Exchange['direction']
  author: Exchange['author']
  author_id: string | null
  kind: string
  text: string | null
  at: Date
  received_at: Date
  source_id: string | null
  delivery: Exchange['delivery']
  delivery_reason: string | null
  sources: Exchange['sources']
  understanding: Exchange['understanding']
  recalled_at: Date | null
  erased_at: Date | null
  hash: string
  case_ids: string[]
}

export function toExchange(row: ExchangeRow): Exchange {
  return {
    seq: Number(row.seq),
    id: row.id,
    conversationId: row.conversation_id,
    channel: row.channel,
    user: row.user_id,
    communityZone: row.community_zone,
    direction: row.direction,
    author: row.author,
    authorId: row.author_id,
    kind: row.kind,
    text: row.text ?? '',
    at: row.at,
    receivedAt: row.received_at,
    sourceId: row.source_id,
    delivery: row.delivery,
    deliveryReason: row.delivery_reason,
    caseIds: row.case_ids,
    sources: row.sources,
    understanding: row.understanding,
    recalledAt: row.recalled_at,
    erasedAt: row.erased_at,
    hash: row.hash,
  }
}
