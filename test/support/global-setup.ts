import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { EmbeddedServer } from '../../src/platform/database/embedded/embedded-server'
import { migrate } from '../../src/platform/database/migrate'
import { openDatabase } from '../../src/platform/database/open-database'
import globalTeardown from './global-teardown'
import { databaseUrl, type TestServer } from './test-server'

/**
 * One PostgreSQL for the whole run, with a migrated template from which every test gets a database of its own in 25 ms.
 * It is the embedded one, or the real server of TEST_DATABASE_URL (whose user must be allowed to create databases).
 */
export default async function globalSetup(): Promise<void> {
  const given = process.env.TEST_DATABASE_URL
  const template = `shouwen_template_${process.pid}`
  const server: TestServer = given ? { url: given, template } : { ...(await startEmbedded()), template }
  process.env.SHOUWEN_TEST_SERVER = JSON.stringify(server)
  try {
    await makeTemplate(server)
  } catch (error) {
    await globalTeardown()
    throw error
  }
}

async function makeTemplate({ url, template }: TestServer): Promise<void> {
  const admin = new pg.Client({ connectionString: url })
  await admin.connect()
  await admin.query(`create database ${template}`).finally(() => admin.end())
  const db = await openDatabase({ databaseUrl: databaseUrl(url, template), dataDir: '' })
  await migrate(db).finally(() => db.close())
}

async function startEmbedded(): Promise<{ url: string }> {
  const dataDir = mkdtempSync(join(tmpdir(), 'shouwen-test-'))
  const embedded = await EmbeddedServer.open({
    dataDir,
    create: true,
    log: (line) => console.warn(line),
    // Nothing here has to survive a power cut; the tests of durability start servers of their own.
    settings: { fsync: 'off', full_page_writes: 'off', max_connections: '300' },
  })
  globalThis.shouwenTestServer = { embedded, dataDir }
  const { host, user } = embedded.connection
  return { url: `postgres://${user}@${encodeURIComponent(host)}/postgres` }
}
