import type { Queryable } from '../platform/database/db'
import { recordDelivery } from '../queue/sender'
import { linkCaseToExchanges } from '../records/case/link-case'

/**
 * Words about a case that nobody asked for have been put on their way: they belong to it, and older news of the same case that still
 * waits for the owner to write (five used, 48 hours gone: wecom-protocol §5.11) is stale now and never goes out. Answers to what the
 * owner said themselves stay.
 */
export async function noteNews(
  tx: Queryable,
  news: { caseId: string; conversationId: string; said: readonly string[]; now: Date },
): Promise<void> {
  const { caseId, conversationId, said, now } = news
  const stale = await tx.query<{ exchange_id: string }>(
    'drop-stale-news',
    `update outbox o set status = 'dropped', last_error = 'superseded'
       from exchange e, case_exchange l
      where o.conversation_id = $1 and o.status = 'parked' and o.bot and e.id = o.exchange_id and e.turn_id is null
        and l.exchange_id = e.id and l.case_id = $2 and e.id <> all($3)
     returning o.exchange_id`,
    [conversationId, caseId, [...said]],
  )
  for (const { exchange_id: exchangeId } of stale)
    await recordDelivery(tx, {
      conversationId,
      exchangeId,
      delivery: 'failed',
      reason: 'superseded',
      sourceId: null,
      at: now,
    })
  await linkCaseToExchanges(tx, caseId, said, now)
}
