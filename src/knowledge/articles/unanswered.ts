import type { Queryable } from '../../platform/database/db'
import { newId } from '../../platform/ids'
import { readPage, readPageQuery, type Page, type PageQuery } from '../../platform/page'
import { normalQuestion } from './normal-question'

const LIST = { table: 'unanswered', numbers: 'unanswered_seq_seq' }

/** Why a question got no answer: nothing fits, a value is not filled in, or too unsure to say. */
export const UNANSWERED_REASONS = ['no_article', 'placeholder', 'unsure'] as const
export type UnansweredReason = (typeof UNANSWERED_REASONS)[number]

/** The same question, however often and in whatever words it was asked. */
export interface UnansweredGroup {
  /** As most of them asked it. */
  question: string
  count: number
  examples: string[]
  reasons: string[]
  firstAt: Date
  lastAt: Date
  /** The draft that was written for it and does not answer yet. */
  draftId: string | null
}

/** Notes a question that got no answer; editors see it in the list. */
export async function recordUnanswered(
  tx: Queryable,
  asked: {
    query: string
    communityId: string | null
    personId: string | null
    conversationId: string | null
    reason: UnansweredReason
    at: Date
  },
): Promise<string> {
  const id = newId('un', asked.at)
  await tx.query(
    'record-unanswered',
    `insert into unanswered (id, community_id, person_id, conversation_id, query, normal, at, reason)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      id,
      asked.communityId,
      asked.personId,
      asked.conversationId,
      asked.query,
      normalQuestion(asked.query),
      asked.at,
      asked.reason,
    ],
  )
  return id
}

/**
 * Groups in the order they were first asked; five wordings each. Erased questions no longer count, nor those for which an
 * article was written that answers by now.
 */
export async function listUnanswered(
  tx: Queryable,
  filter: PageQuery & { communityIds?: readonly string[] },
): Promise<Page<UnansweredGroup>> {
  const query = readPageQuery(filter)
  const page = await readPage(tx, LIST, query, () =>
    tx.query<{
      seq: string
      settled: boolean
      question: string
      count: number
      examples: string[]
      reasons: string[]
      first_at: Date
      last_at: Date
      draft_id: string | null
    }>(
      'list-unanswered',
      `select min(seq)::text as seq, bool_and(txid < pg_snapshot_xmin(pg_current_snapshot())) as settled,
            mode() within group (order by query) as question, count(*)::int as count,
            (array_agg(distinct query))[1:5] as examples, array_agg(distinct reason) as reasons, min(at) as first_at, max(at) as last_at,
            max(article_id) as draft_id
       from unanswered
      where normal <> '' and ($3::text[] is null or community_id = any($3))
        and not exists (select from article a where a.id = article_id and a.version > 0 and a.removed_at is null)
      group by normal
     having min(seq) > $1
      order by min(seq) limit $2`,
      [query.after, query.limit + 1, filter.communityIds ?? null],
    ),
  )
  return {
    items: page.items.map((row) => ({
      question: row.question,
      count: row.count,
      examples: row.examples,
      reasons: row.reasons,
      firstAt: row.first_at,
      lastAt: row.last_at,
      draftId: row.draft_id,
    })),
    next: page.next,
  }
}

/** The group's questions are answered by this article once it is published; until then its draft is shown beside them. */
export async function settleUnanswered(
  tx: Queryable,
  group: { question: string; articleId: string; communityIds?: readonly string[] },
): Promise<void> {
  await tx.query(
    'settle-unanswered',
    'update unanswered set article_id = $2 where normal = $1 and ($3::text[] is null or community_id = any($3))',
    [normalQuestion(group.question), group.articleId, group.communityIds ?? null],
  )
}
