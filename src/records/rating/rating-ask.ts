import type { Queryable } from '../../platform/database/db'
import type { Case } from '../case/case'

/** We asked for a score: which case, when, and with which message of the log. */
export interface RatingAsk {
  caseId: string
  askedAt: Date
  /** No other menu has been shown since: a bare digit answers this one. */
  isNewestMenu: boolean
}

/** Written down once for each time the case was resolved (domain.md B39); false when it had been asked already. */
export async function noteRatingAsk(
  tx: Queryable,
  one: Pick<Case, 'id' | 'personId' | 'communityId' | 'resolvedAt'>,
  ask: { conversationId: string; exchangeId: string; at: Date },
): Promise<boolean> {
  const rows = await tx.query(
    'note-rating-ask',
    `insert into rating_ask (case_id, resolved_at, conversation_id, person_id, community_id, asked_at, exchange_id)
     values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing returning case_id`,
    [one.id, one.resolvedAt ?? ask.at, ask.conversationId, one.personId, one.communityId, ask.at, ask.exchangeId],
  )
  return rows.length > 0
}

export async function wasRatingAsked(tx: Queryable, caseId: string, resolvedAt: Date): Promise<boolean> {
  const rows = await tx.query('was-rating-asked', 'select 1 from rating_ask where case_id = $1 and resolved_at = $2', [
    caseId,
    resolvedAt,
  ])
  return rows.length > 0
}

/** What this talk was asked about last, as long as it has not been scored. */
export async function lastRatingAsk(tx: Queryable, conversationId: string): Promise<RatingAsk | null> {
  const rows = await tx.query<{ case_id: string; asked_at: Date; newest: boolean }>(
    'last-rating-ask',
    `select a.case_id, a.asked_at,
            not exists (select from exchange later join exchange asked on asked.id = a.exchange_id
                         where later.conversation_id = a.conversation_id and later.kind = 'menu' and later.direction = 'out'
                           and later.seq > asked.seq) as newest
       from rating_ask a join cases c on c.id = a.case_id
      where a.conversation_id = $1 and c.rating is null and c.status in ('resolved', 'closed')
      order by a.asked_at desc limit 1`,
    [conversationId],
  )
  const row = rows[0]
  return row ? { caseId: row.case_id, askedAt: row.asked_at, isNewestMenu: row.newest } : null
}
