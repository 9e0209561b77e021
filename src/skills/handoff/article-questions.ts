import type { Queryable } from '../../platform/database/db'

/** The published questions of articles by key, for people: a key means nothing to them. */
export async function articleQuestions(tx: Queryable, keys: readonly string[]): Promise<Map<string, string>> {
  if (keys.length === 0) return new Map()
  const rows = await tx.query<{ key: string; question: string }>(
    'article-questions',
    `select distinct on (a.key) a.key, v.question
       from article a join article_version v on v.article_id = a.id and v.version = a.version
      where a.key = any($1) order by a.key, a.community_id nulls last`,
    [keys],
  )
  return new Map(rows.map((row) => [row.key, row.question]))
}
