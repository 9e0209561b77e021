import { resolve } from 'node:path'
import { systemClock } from '../platform/clock'
import { migrate } from '../platform/database/migrate'
import { openDatabase } from '../platform/database/open-database'
import { readEnvironment } from '../platform/environment'
import type { Environment } from '../platform/environment'
import { invalid } from '../platform/errors'
import { projectRoot } from '../platform/project-root'
import { readSettings } from '../platform/settings'
import { createArticleStore } from '../knowledge/articles/article-store'
import { readArticlesIn } from '../knowledge/read-knowledge-dir'
import { ensureCommunity, findCommunity } from '../records/community/community'

/**
 * `npm run knowledge -- import DIR`: brings the articles of a folder into the database (design D15). The same folder twice changes
 * nothing; a running server answers with them within a second.
 */
export async function main(
  [verb, folder, ...more]: readonly string[],
  environment: Environment = readEnvironment(projectRoot()),
  print: (line: string) => void = console.log,
): Promise<void> {
  if (verb !== 'import' || folder === undefined || more.length > 0)
    throw invalid('usage', 'Say which folder: npm run knowledge -- import DIR')
  const settings = readSettings(environment)
  // npm changes to the project's folder; what was typed is meant from where it was typed.
  const articles = readArticlesIn(resolve(environment.INIT_CWD ?? '.', folder))
  const db = await openDatabase({ databaseUrl: settings.databaseUrl, dataDir: settings.dataDir })
  try {
    await migrate(db)
    const store = createArticleStore({
      db,
      clock: systemClock,
      zone: settings.timeZone,
      communities: {
        find: async (tx, name) => (await findCommunity(tx, name))?.id ?? null,
        ensure: async (tx, name, at) => (await ensureCommunity(tx, name, at)).id,
      },
    })
    const rows = articles.map((value, index) => ({ row: index + 1, value }))
    const { created, updated, unchanged, errors } = await store.importRows(rows, { publish: true, by: 'import' })
    print(`${created} created, ${updated} updated, ${unchanged} unchanged.`)
    for (const { row, message } of errors) print(`${articles[row - 1]?.key ?? row}: ${message}`)
    if (errors.length > 0) process.exitCode = 1
  } finally {
    await db.close()
  }
}
