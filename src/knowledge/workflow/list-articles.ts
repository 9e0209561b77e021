import type { Queryable } from '../../platform/database/db'
import type { VersionState } from './version-state'

export const ARTICLE_FILTERS = ['all', 'live', 'draft', 'review', 'returned', 'scheduled', 'ended'] as const
export type ArticleFilter = (typeof ARTICLE_FILTERS)[number]

export interface ArticleLine {
  id: string
  key: string
  question: string
  topic: string
  communityId: string | null
  community: string | null
  version: number
  publishedVersion: number
  state: VersionState
  /** Owners get an answer from it now. */
  live: boolean
  /** What owners read of it, whatever is being written. */
  publishedAnswer: string
  supersededBy: string | null
  updatedAt: Date
  by: string
  note: string
  publishAt: Date | null
  submittedAt: Date | null
}

export const ARTICLES_A_PAGE = 50

/** Articles as editors look for them, changed last first. */
export async function listArticles(
  tx: Queryable,
  filter: { find?: string; topic?: string; community?: string; status?: ArticleFilter; page?: number; at: Date },
): Promise<{ items: ArticleLine[]; total: number; topics: string[] }> {
  const rows = await tx.query<LineRow & { total: number }>(
    'list-articles',
    `with line as (${LINES})
     select *, count(*) over ()::int as total from line
      where ($2 = '' or question ilike $2 or key ilike $2 or answer ilike $2 or similar_questions::text ilike $2)
        and ($3 = '' or topic = $3)
        and ($4 = '' or community_id = $4 or $4 = '-' and community_id is null)
        and ($5 = 'all' or $5 = 'live' and live or $5 = 'ended' and published > 0 and not live or state = $5)
      order by changed_at desc, id
      limit ${ARTICLES_A_PAGE} offset $6`,
    [
      filter.at,
      filter.find ? `%${filter.find.replace(/[\\%_]/g, '\\$&')}%` : '',
      filter.topic ?? '',
      filter.community ?? '',
      filter.status ?? 'all',
      ((filter.page ?? 1) - 1) * ARTICLES_A_PAGE,
    ],
  )
  const topics = await tx.query<{ topic: string }>(
    'topics-of-articles',
    `select distinct v.topic from article a
       join lateral (select topic from article_version where article_id = a.id order by version desc limit 1) v on true
      where a.removed_at is null and v.topic <> '' order by v.topic`,
  )
  return { items: rows.map(toLine), total: rows[0]?.total ?? 0, topics: topics.map(({ topic }) => topic) }
}

/** What waits for a reviewer or for its time, the longest first. */
export async function listWaiting(tx: Queryable, at: Date): Promise<(ArticleLine & { authors: string[] })[]> {
  const rows = await tx.query<LineRow & { authors: string[] }>(
    'list-waiting-articles',
    `with line as (${LINES})
     select *, array(select distinct author from article_version w
                      where w.article_id = line.id and w.version > line.published and w.author is not null) as authors
       from line where state in ('review', 'scheduled') order by submitted_at, id limit 500`,
    [at],
  )
  return rows.map((row) => ({ ...toLine(row), authors: row.authors }))
}

const LINES = `
select a.id, a.key, a.community_id, m.name as community, a.version as published, v.version, v.state, v.question, v.similar_questions,
       v.answer, v.topic, v.created_by, v.note, v.publish_at, v.submitted_at, p.superseded_by, p.answer as published_answer,
       greatest(a.updated_at, v.created_at) as changed_at,
       (a.version > 0 and p.superseded_by is null and coalesce(p.valid_from <= $1, true) and coalesce(p.valid_to >= $1, true)) as live
  from article a
  join lateral (select * from article_version where article_id = a.id order by version desc limit 1) v on true
  left join article_version p on p.article_id = a.id and p.version = a.version
  left join community m on m.id = a.community_id
 where a.removed_at is null`

interface LineRow {
  id: string
  key: string
  community_id: string | null
  community: string | null
  published: number
  version: number
  state: VersionState
  question: string
  topic: string
  created_by: string
  note: string
  publish_at: Date | null
  submitted_at: Date | null
  superseded_by: string | null
  changed_at: Date
  live: boolean
  published_answer: string | null
}

function toLine(row: LineRow): ArticleLine {
  return {
    id: row.id,
    key: row.key,
    question: row.question,
    topic: row.topic,
    communityId: row.community_id,
    community: row.community,
    version: row.version,
    publishedVersion: row.published,
    state: row.state,
    live: row.live,
    publishedAnswer: row.published_answer ?? '',
    supersededBy: row.superseded_by,
    updatedAt: row.changed_at,
    by: row.created_by,
    note: row.note,
    publishAt: row.publish_at,
    submittedAt: row.submitted_at,
  }
}
