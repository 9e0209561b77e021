import { toIsoWithOffset } from '../../platform/zoned-time'
import type { Exchange } from './exchange'

/** A message as the API shows it (contract.md §4), field by field. */
export function exchangeView(exchange: Exchange, zone: string) {
  const time = (at: Date | null) => at && toIsoWithOffset(at, exchange.communityZone ?? zone)
  return {
    seq: exchange.seq,
    id: exchange.id,
    conversationId: exchange.conversationId,
    channel: exchange.channel,
    user: exchange.user,
    direction: exchange.direction,
    author: exchange.author,
    authorId: exchange.authorId,
    kind: exchange.kind,
    text: exchange.text,
    at: time(exchange.at),
    receivedAt: time(exchange.receivedAt),
    sourceId: exchange.sourceId,
    delivery: exchange.delivery,
    deliveryReason: exchange.deliveryReason,
    caseIds: exchange.caseIds,
    sources: exchange.sources,
    understanding: exchange.understanding && understandingView(exchange.understanding),
    recalledAt: time(exchange.recalledAt),
    erasedAt: time(exchange.erasedAt),
    hash: exchange.hash,
  }
}

export type ExchangeView = ReturnType<typeof exchangeView>

/** What `POST /understand` answers; the stored result also carries what only our own code needs. */
function understandingView(stored: Record<string, unknown>) {
  const { intent, confidence, sentiment, emergency, handoff, entities } = stored
  return { intent, confidence, sentiment, emergency: emergency ?? null, handoff, entities }
}
