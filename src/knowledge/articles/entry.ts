import type { Queryable } from '../../platform/database/db'
import { notFound } from '../../platform/errors'
import { readPage, readPageQuery, type Page, type PageQuery } from '../../platform/page'
import { toIsoWithOffset } from '../../platform/zoned-time'
import type { ArticleContent } from './article-content'

const LIST = { table: 'article', numbers: 'article_seq_seq' }

/** An entry of the knowledge base as people edit it: its newest version, and whether that is the one that answers. */
export interface Entry extends ArticleContent {
  id: string
  key: string
  /** Name of the community; null is for all. */
  community: string | null
  version: number
  /** 0: none yet. */
  publishedVersion: number
  status: 'draft' | 'published'
  updatedAt: Date
}

export async function getEntry(tx: Queryable, id: string): Promise<Entry> {
  const rows = await tx.query<EntryRow>('get-entry', `${SELECT_ENTRY} and a.id = $1`, [id])
  if (!rows[0]) throw notFound('entry_not_found', `There is no entry ${id}.`)
  return toEntry(rows[0])
}

/** Entries in the order they were made; `community` by name or id, then only that one's own. */
export async function listEntries(
  tx: Queryable,
  filter: PageQuery & { community?: string; topic?: string; key?: string },
): Promise<Page<Entry>> {
  const query = readPageQuery(filter)
  const page = await readPage(tx, LIST, query, () =>
    tx.query<EntryRow>(
      'list-entries',
      `${SELECT_ENTRY}
        and a.seq > $1
        and ($3::text is null or m.id = $3 or m.name = $3)
        and ($4::text is null or v.topic = $4)
        and ($5::text is null or a.key = $5)
      order by a.seq limit $2`,
      [query.after, query.limit + 1, filter.community ?? null, filter.topic ?? null, filter.key ?? null],
    ),
  )
  return { items: page.items.map(toEntry), next: page.next }
}

/** Every version an entry has had, the newest first: who wrote it, when, and what it said. */
export async function listVersions(
  tx: Queryable,
  id: string,
): Promise<(ArticleContent & { version: number; createdAt: Date; createdBy: string })[]> {
  const rows = await tx.query<ContentRow & { version: number; created_at: Date; created_by: string }>(
    'list-versions',
    `select v.version, v.created_at, v.created_by, ${CONTENT} from article_version v where v.article_id = $1 order by v.version desc`,
    [id],
  )
  return rows.map((row) => ({
    ...toContent(row),
    version: row.version,
    createdAt: row.created_at,
    createdBy: row.created_by,
  }))
}

/** As the API shows it (contract.md §4). */
export function entryView(entry: Entry, zone: string) {
  const time = (at: Date | null) => at && toIsoWithOffset(at, zone)
  return {
    id: entry.id,
    key: entry.key,
    question: entry.question,
    similar: entry.similar,
    answer: entry.answer,
    topic: entry.topic,
    tags: entry.tags,
    community: entry.community,
    validFrom: time(entry.validFrom),
    validTo: time(entry.validTo),
    source: entry.source,
    version: entry.version,
    publishedVersion: entry.publishedVersion,
    status: entry.status,
    updatedAt: time(entry.updatedAt),
  }
}

/** The columns of a version `v`, for `toContent`. */
export const CONTENT =
  'v.question, v.similar_questions, v.answer, v.topic, v.tags, v.valid_from, v.valid_to, v.source, v.superseded_by'

const SELECT_ENTRY = `
select a.id, a.key, a.seq::text as seq, m.name as community, a.version as published, a.updated_at, v.version as latest, ${CONTENT},
       a.txid < pg_snapshot_xmin(pg_current_snapshot()) as settled
  from article a
  join lateral (select * from article_version where article_id = a.id order by version desc limit 1) v on true
  left join community m on m.id = a.community_id
 where a.removed_at is null`

export interface ContentRow {
  question: string
  similar_questions: string[]
  answer: string
  topic: string
  tags: string[]
  valid_from: Date | null
  valid_to: Date | null
  source: string
  superseded_by: string | null
}

interface EntryRow extends ContentRow {
  id: string
  key: string
  seq: string
  settled: boolean
  community: string | null
  published: number
  latest: number
  updated_at: Date
}

export function toContent(row: ContentRow): ArticleContent {
  return {
    question: row.question,
    similar: row.similar_questions,
    answer: row.answer,
    topic: row.topic,
    tags: row.tags,
    validFrom: row.valid_from,
    validTo: row.valid_to,
    source: row.source,
    supersededBy: row.superseded_by,
  }
}

function toEntry(row: EntryRow): Entry {
  return {
    ...toContent(row),
    id: row.id,
    key: row.key,
    community: row.community,
    version: row.latest,
    publishedVersion: row.published,
    status: row.published === row.latest ? 'published' : 'draft',
    updatedAt: row.updated_at,
  }
}
