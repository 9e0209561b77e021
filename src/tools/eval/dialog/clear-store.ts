import type { Db } from '../../../platform/database/db'

/**
 * Empties what talks have written, so that the next conversation meets a community in which nothing has happened yet. Tables
 * that were filled before the first talk (houses, staff, settings) stay.
 */
export async function findTalkTables(db: Db): Promise<string[]> {
  const tables = await db.query<{ name: string }>(
    'all-tables',
    `select tablename as name from pg_tables where schemaname = current_schema() order by tablename`,
  )
  const empty: string[] = []
  for (const { name } of tables) {
    const rows = await db.query(`any-row-${name}`, `select 1 as one from "${name}" limit 1`)
    if (rows.length === 0) empty.push(name)
  }
  return empty
}

export async function clearTables(db: Db, tables: readonly string[]): Promise<void> {
  const names = tables.map((name) => `"${name}"`).join(', ')
  await db.query('clear-talks', `truncate ${names} cascade`)
}
