import type { Queryable } from '../../platform/database/db'

/** What an article asks, by its key: in its newest version, also when it has been taken out since. */
export async function titlesOfArticles(tx: Queryable, keys: readonly string[]): Promise<Map<string, string>> {
  const rows = await tx.query<{ key: string; question: string }>(
    'titles-of-articles',
    `select distinct on (a.key) a.key, v.question
       from article a join article_version v on v.article_id = a.id
      where a.key = any($1) order by a.key, a.removed_at is null desc, v.version desc`,
    [keys],
  )
  return new Map(rows.map(({ key, question }) => [key, question]))
}
