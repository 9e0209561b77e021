import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { openDatabase, type Database } from '../../src/platform/database/open-database'
import { databaseUrl, testServer } from './test-server'

export interface TestDatabase {
  db: Database
  /** Works as DATABASE_URL, also in another process. */
  url: string
  close(): Promise<void>
}

/** A migrated database of this test's own; `empty` gives one before the first migration. */
export async function createTestDatabase(kind: 'migrated' | 'empty' = 'migrated'): Promise<TestDatabase> {
  const server = testServer()
  const name = `test_${randomBytes(8).toString('hex')}`
  await asAdmin(server.url, `create database ${name} template ${kind === 'migrated' ? server.template : 'template0'}`)
  const url = databaseUrl(server.url, name)
  const db = await openDatabase({ databaseUrl: url, dataDir: '' })
  const close = async () => {
    await db.close()
    await asAdmin(server.url, `drop database if exists ${name} with (force)`)
  }
  return { db, url, close }
}

async function asAdmin(url: string, sql: string): Promise<void> {
  const admin = new pg.Client({ connectionString: url })
  await admin.connect()
  try {
    await admin.query(sql)
  } finally {
    await admin.end()
  }
}
