import type { Queryable } from '../../platform/database/db'
import type { ArticleSource } from '../read-article'
import { importArticles } from './import-articles'
import { lockArticles } from './write-articles'

/**
 * Files seed an empty store; from then on the database is the truth and the files are left alone (design D15). Returns how
 * many articles were written: 0 where there had been any before, removed ones included.
 */
export async function seedArticles(
  tx: Queryable,
  articles: () => readonly ArticleSource[],
  options: { at: Date; zone: string; ensureCommunity: (tx: Queryable, name: string, at: Date) => Promise<string> },
): Promise<number> {
  await lockArticles(tx)
  const known = await tx.query('any-article', 'select id from article limit 1')
  if (known.length > 0) return 0
  const rows = articles().map((value, index) => ({ row: index + 1, value }))
  const report = await importArticles(tx, rows, { ...options, publish: true, by: 'system' })
  return report.created
}
