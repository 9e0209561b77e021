import pg from 'pg'
import { whyNoServer } from './connection-errors'
import { readDatabaseUrl } from './database-url'
import type { Db } from './db'
import { EmbeddedServer } from './embedded/embedded-server'
import { PoolDb } from './pool-db'
import { checkServer } from './session'

export interface DatabaseOptions {
  /** A PostgreSQL server; without it, the embedded store in `dataDir`. */
  databaseUrl?: string
  dataDir: string
  log?: (line: string) => void
  /** Only looks: writes are refused by the server, and an embedded store that is not there is not made. */
  readOnly?: boolean
  maxConnections?: number
  embedded?: { userNamespace?: boolean; settings?: Readonly<Record<string, string>> }
}

export interface Database extends Db {
  readonly kind: 'embedded' | 'server'
  /** A connection outside the pool, for what needs a session of its own (migrations); the caller ends it. */
  connectAlone(): Promise<pg.Client>
}

/** The database's name inside the embedded server. */
export const EMBEDDED_DATABASE = 'shouwen'

/**
 * Opens the one store (design D2): the server of `databaseUrl`, or the embedded PostgreSQL of `dataDir`, which is started,
 * or adopted if another process runs it already, and brought back if it dies. What cannot work is said in one sentence.
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  return options.databaseUrl === undefined ? openEmbedded(options) : openServer(options, options.databaseUrl)
}

async function openServer(options: DatabaseOptions, databaseUrl: string): Promise<Database> {
  const address = readDatabaseUrl(databaseUrl)
  const pool = new PoolDb({
    connection: { connectionString: databaseUrl, application_name: 'shouwen' },
    readOnly: options.readOnly ?? false,
    log: options.log ?? (() => {}),
    maxConnections: options.maxConnections,
  })
  try {
    const client = await firstConnection(databaseUrl, address.connectTimeoutMs)
    await checkServer(client, options.readOnly ?? false).finally(() => client.end().catch(() => {}))
  } catch (error) {
    await pool.close()
    throw whyNoServer(error, address.where)
  }
  return {
    kind: 'server',
    query: pool.query.bind(pool),
    tx: pool.tx.bind(pool),
    listen: pool.listen.bind(pool),
    connectAlone: pool.connectAlone.bind(pool),
    close: () => pool.close(),
  }
}

async function openEmbedded(options: DatabaseOptions): Promise<Database> {
  const readOnly = options.readOnly ?? false
  const log = options.log ?? (() => {})
  const server = await EmbeddedServer.open({ ...options.embedded, dataDir: options.dataDir, create: !readOnly, log })
  const revive = () => server.ensureRunning()
  const pool = new PoolDb({
    connection: { ...server.connection, database: EMBEDDED_DATABASE, application_name: 'shouwen' },
    readOnly,
    log,
    maxConnections: options.maxConnections,
    revive,
  })
  const close = () => pool.close().finally(() => server.stop())
  try {
    if (!readOnly) await ensureDatabase(server.connection)
  } catch (error) {
    await close()
    throw error
  }
  return {
    kind: 'embedded',
    query: pool.query.bind(pool),
    tx: pool.tx.bind(pool),
    listen: pool.listen.bind(pool),
    connectAlone: pool.connectAlone.bind(pool),
    close,
  }
}

async function firstConnection(databaseUrl: string, connectionTimeoutMillis: number): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis })
  client.on('error', () => {})
  try {
    await client.connect()
    return client
  } catch (error) {
    client.end().catch(() => {})
    throw error
  }
}

async function ensureDatabase(connection: { host: string; user: string }): Promise<void> {
  const client = new pg.Client({ ...connection, database: 'postgres', connectionTimeoutMillis: 5000 })
  client.on('error', () => {})
  try {
    await client.connect()
    const found = await client.query('select 1 from pg_database where datname = $1', [EMBEDDED_DATABASE])
    if (found.rowCount === 0) await client.query(`create database ${EMBEDDED_DATABASE}`)
  } catch (error) {
    // 42P04, 23505: another process that starts at the same moment made it first.
    if (!['42P04', '23505'].includes(String((error as { code?: string }).code))) throw error
  } finally {
    client.end().catch(() => {})
  }
}
