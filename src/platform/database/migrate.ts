import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type pg from 'pg'
import { AppError } from '../errors'
import type { Database } from './open-database'

export interface Migration {
  number: number
  name: string
  sql: string
  checksum: string
}

interface Applied {
  number: number
  name: string
  checksum: string
}

/** Any number will do, if it is always the same and nobody else's: "shouwen" as digits of a telephone. */
const LOCK = 7468936

/**
 * Brings the database to this code's form: numbered SQL files, forward only, each in a transaction of its own. Of several
 * processes that start at once one does it, the others wait. Returns the names of what was applied.
 */
export async function migrate(
  db: Pick<Database, 'connectAlone'>,
  migrations: readonly Migration[] = shipped(),
): Promise<string[]> {
  const client = await db.connectAlone()
  try {
    // Both the waiting and a large migration may take longer than a statement of daily work.
    await client.query('set statement_timeout = 0')
    await client.query('select pg_advisory_lock($1)', [LOCK])
    const pending = whatIsMissing(migrations, await readApplied(client))
    for (const migration of pending) await apply(client, migration)
    return pending.map(({ name }) => name)
  } finally {
    await client.end().catch(() => {})
  }
}

/** The migrations beside this file: `0001_name.sql`, …; the build copies them next to the compiled code. */
export function shipped(folder: string = join(__dirname, 'migrations')): Migration[] {
  const migrations = readdirSync(folder)
    .filter((file) => file.endsWith('.sql'))
    .sort()
    .map((file) => {
      const number = /^(\d{4})_[a-z0-9_]+\.sql$/.exec(file)?.[1]
      if (number === undefined)
        throw new AppError('bug', 'migration_name', `A migration is named 0001_name.sql, not ${file}.`)
      const sql = readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n')
      return { number: Number(number), name: file, sql, checksum: createHash('sha256').update(sql).digest('hex') }
    })
  const twice = migrations.find((migration, at) => migrations[at + 1]?.number === migration.number)
  if (twice) throw new AppError('bug', 'migration_number', `Two migrations have the number of ${twice.name}.`)
  return migrations
}

/** What still has to run; refuses a database that is not a past of this code. */
export function whatIsMissing(migrations: readonly Migration[], applied: readonly Applied[]): Migration[] {
  const refuse = (message: string) => new AppError('refused', 'database_mismatch', message)
  const newest = migrations.at(-1)?.number ?? 0
  for (const done of applied) {
    const ours = migrations.find(({ number }) => number === done.number)
    if (!ours && done.number > newest)
      throw refuse(`The database is newer than this version of Shouwen (it has ${done.name}); start the newer version.`)
    if (!ours)
      throw refuse(`The migration ${done.name} was applied to the database, but this version of Shouwen lacks it.`)
    if (ours.checksum !== done.checksum)
      throw refuse(
        `The migration ${ours.name} differs from the one applied to the database (${done.name}); migrations never change.`,
      )
  }
  const last = Math.max(0, ...applied.map(({ number }) => number))
  const pending = migrations.filter(({ number }) => !applied.some((done) => done.number === number))
  const late = pending.find(({ number }) => number < last)
  if (late)
    throw refuse(`The migration ${late.name} comes before others that were already applied; give it a new number.`)
  return pending
}

async function readApplied(client: pg.Client): Promise<Applied[]> {
  await client.query(`
    create table if not exists schema_migration (
      number integer primary key,
      name text not null,
      checksum text not null,
      applied_at timestamptz not null default clock_timestamp()
    )`)
  const { rows } = await client.query<Applied>('select number, name, checksum from schema_migration order by number')
  return rows
}

async function apply(client: pg.Client, migration: Migration): Promise<void> {
  try {
    await client.query('begin')
    await client.query(migration.sql)
    await client.query('insert into schema_migration (number, name, checksum) values ($1, $2, $3)', [
      migration.number,
      migration.name,
      migration.checksum,
    ])
    await client.query('commit')
  } catch (cause) {
    await client.query('rollback').catch(() => {})
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new AppError('bug', 'migration_failed', `The migration ${migration.name} failed and was undone: ${reason}`, {
      cause,
    })
  }
}
