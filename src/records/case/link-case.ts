import type { Queryable } from '../../platform/database/db'

/**
 * Notes that a case is about these messages. The link is a change of each message, hence a link of its conversation's chain
 * (design D11); a link that exists already adds nothing.
 */
export async function linkCaseToExchanges(
  tx: Queryable,
  caseId: string,
  exchangeIds: readonly string[],
  at: Date,
): Promise<void> {
  if (exchangeIds.length === 0) return
  await tx.query(
    'link-case-exchanges',
    `with linked as (
       insert into case_exchange (case_id, exchange_id)
       select $1, e.id from exchange e where e.id = any($2) on conflict do nothing
       returning exchange_id)
     insert into exchange_change (conversation_id, link, exchange_id, kind, value, at, prev_hash, hash)
     select e.conversation_id, 0, e.id, 'case', jsonb_build_object('caseId', $1::text), $3, '', ''
       from linked join exchange e on e.id = linked.exchange_id
      order by e.seq`,
    [caseId, [...exchangeIds], at],
  )
}

/** The messages a report is about; a photo among them is an attachment. */
export function exchangesOf(report: {
  exchangeIds?: readonly string[]
  attachments?: readonly { exchangeId: string }[]
}): string[] {
  return [
    ...new Set([...(report.exchangeIds ?? []), ...(report.attachments ?? []).map(({ exchangeId }) => exchangeId)]),
  ]
}
