import type { Queryable } from '../../platform/database/db'
import type { ArticleContent } from '../articles/article-content'
import { CONTENT, toContent, type ContentRow } from '../articles/entry'
import type { VersionState } from './version-state'

export interface ArticleVersion extends ArticleContent {
  version: number
  state: VersionState
  by: string
  at: Date
  note: string
  publishAt: Date | null
}

export interface ArticleEvent {
  version: number
  act: string
  by: string
  note: string
  at: Date
}

/** Every version with who wrote it, when and why, the newest first; a hundred are more than anybody compares. */
export async function readVersions(tx: Queryable, id: string): Promise<ArticleVersion[]> {
  const rows = await tx.query<
    ContentRow & {
      version: number
      state: VersionState
      created_by: string
      created_at: Date
      note: string
      publish_at: Date | null
    }
  >(
    'versions-of-article',
    `select v.version, v.state, v.created_by, v.created_at, v.note, v.publish_at, ${CONTENT}
       from article_version v where v.article_id = $1 order by v.version desc limit 100`,
    [id],
  )
  return rows.map((row) => ({
    ...toContent(row),
    version: row.version,
    state: row.state,
    by: row.created_by,
    at: row.created_at,
    note: row.note,
    publishAt: row.publish_at,
  }))
}

/** What was done with the versions, the last first. */
export function readEvents(tx: Queryable, id: string): Promise<ArticleEvent[]> {
  return tx.query<ArticleEvent & Record<string, unknown>>(
    'events-of-article',
    'select version, act, by, note, at from article_event where article_id = $1 order by seq desc limit 200',
    [id],
  )
}
