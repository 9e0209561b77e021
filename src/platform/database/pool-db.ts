import pg from 'pg'
import { AppError, unavailable } from '../errors'
import { isConnectionLost, isStalePlan, toRetryable } from './connection-errors'
import type { Db, Queryable, Row } from './db'
import { Listener } from './listener'
import { prepareSession, types } from './session'
import { Statements } from './statements'

export interface PoolOptions {
  connection: pg.ClientConfig
  readOnly: boolean
  log: (line: string) => void
  /** More than 8 buy nothing on two cores (measured); a process that waits for slow disks may want a few more. */
  maxConnections?: number
  /** Brings the server back when nobody answers; absent where the server is not ours. */
  revive?: () => Promise<void>
}

/** `Db` over a pool of connections; see `openDatabase`. */
export class PoolDb implements Db {
  private readonly pool: pg.Pool
  private readonly statements = new Statements()
  private readonly listener: Listener
  private closing?: Promise<void>

  constructor(private readonly options: PoolOptions) {
    const { connection, log, readOnly } = options
    this.pool = new pg.Pool({
      ...connection,
      types,
      max: options.maxConnections ?? 8,
      connectionTimeoutMillis: 10_000,
      idleTimeoutMillis: 30_000,
      keepAlive: true,
      onConnect: (client) => prepareSession(client, { readOnly }),
    })
    // Without these two, a server that dies takes this process along: an error event nobody hears ends Node.
    this.pool.on('error', (error) => {
      if (this.closing) return
      log(`a database connection was lost: ${error.message}`)
      if (isConnectionLost(error)) options.revive?.().catch((failure: unknown) => log(String(failure)))
    })
    this.pool.on('connect', (client) => client.on('error', () => {}))
    this.listener = new Listener(() => this.connectAlone(), log)
  }

  async query<R extends object = Row>(name: string, sql: string, params: readonly unknown[] = []): Promise<R[]> {
    this.statements.check(name, sql)
    const client = await this.acquire()
    let broken = false
    try {
      const { rows } = await client.query<R>({ name, text: sql, values: [...params] })
      return rows
    } catch (error) {
      broken = isConnectionLost(error) || isStalePlan(error)
      throw toRetryable(error)
    } finally {
      client.release(broken)
    }
  }

  async tx<T>(work: (tx: Queryable) => Promise<T>): Promise<T> {
    const client = await this.begin()
    const tx = new Transaction(client, this.statements)
    let ended = false
    try {
      const result = await work(tx)
      await tx.end()
      ended = true
      await commit(client)
      return result
    } catch (error) {
      await tx.end()
      tx.broken ||= isConnectionLost(error)
      if (!tx.broken && !ended) await client.query('rollback').catch(() => (tx.broken = true))
      throw toRetryable(error)
    } finally {
      client.release(tx.broken)
    }
  }

  listen(channel: string, hear: (payload: string) => void): Promise<() => Promise<void>> {
    return this.listener.listen(channel, hear)
  }

  /** A connection outside the pool for what needs a session of its own; the caller ends it. */
  async connectAlone(): Promise<pg.Client> {
    return this.reviving(async () => {
      const client = new pg.Client({
        ...this.options.connection,
        types,
        connectionTimeoutMillis: 10_000,
        keepAlive: true,
      })
      client.on('error', () => {})
      try {
        await client.connect()
        await prepareSession(client, this.options)
        return client
      } catch (error) {
        client.end().catch(() => {})
        throw error
      }
    })
  }

  close(): Promise<void> {
    this.closing ??= this.listener.close().then(() => this.pool.end())
    return this.closing
  }

  private acquire(): Promise<pg.PoolClient> {
    return this.reviving(() => this.pool.connect())
  }

  /** A pooled connection may have died unnoticed; nothing was done on it yet, so another one is as good. */
  private begin(): Promise<pg.PoolClient> {
    return this.reviving(async () => {
      const client = await this.pool.connect()
      try {
        await client.query('begin')
        return client
      } catch (error) {
        client.release(true)
        throw error
      }
    })
  }

  /** Nothing was sent yet, so trying again is safe; a server that dies twice in a row is for the caller to wait for. */
  private async reviving<T>(connect: () => Promise<T>): Promise<T> {
    if (this.closing) throw unavailable('database_closed', 'The database is closed.')
    for (let attempt = 1; ; attempt++) {
      try {
        return await connect()
      } catch (error) {
        if (!this.options.revive || this.closing || attempt === 3 || !isConnectionLost(error)) throw toRetryable(error)
        await this.options.revive()
      }
    }
  }
}

/** One transaction's statements, one after the other even if they were asked for at once, and none after its end. */
class Transaction implements Queryable {
  broken = false
  private over = false
  private last: Promise<unknown> = Promise.resolve()

  constructor(
    private readonly client: pg.PoolClient,
    private readonly statements: Statements,
  ) {}

  async query<R extends object = Row>(name: string, sql: string, params: readonly unknown[] = []): Promise<R[]> {
    if (this.over) throw new AppError('bug', 'transaction_over', `The statement "${name}" came after its transaction.`)
    const result = this.last.then(() => this.run<R>(name, sql, params))
    this.last = result.catch(() => {})
    return result
  }

  /** Nothing may follow; what was asked for before still runs to its end. */
  async end(): Promise<void> {
    const running = this.last
    this.over = true
    await running
  }

  private async run<R extends object>(name: string, sql: string, params: readonly unknown[]): Promise<R[]> {
    this.statements.check(name, sql)
    try {
      return (await this.client.query<R>({ name, text: sql, values: [...params] })).rows
    } catch (error) {
      this.broken ||= isConnectionLost(error) || isStalePlan(error)
      throw toRetryable(error)
    }
  }
}

/** A commit that answers ROLLBACK is no commit: a failed statement was swallowed inside. */
async function commit(client: pg.PoolClient): Promise<void> {
  const { command } = await client.query('commit')
  if (command !== 'COMMIT')
    throw new AppError(
      'bug',
      'transaction_rolled_back',
      'A statement of the transaction failed and its error was swallowed.',
    )
}
