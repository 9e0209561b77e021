import pg from 'pg'
import { AppError } from '../errors'

const STATEMENT_TIMEOUT = '30s'

/** What every connection agrees on, whatever the server's own settings are. */
export async function prepareSession(client: pg.ClientBase, options: { readOnly: boolean }): Promise<void> {
  await client.query(`
    set timezone = 'UTC';
    set statement_timeout = '${STATEMENT_TIMEOUT}';
    set idle_in_transaction_session_timeout = '60s';
    set intervalstyle = 'postgres';
    set datestyle = 'ISO';
    set client_encoding = 'UTF8';
    set standard_conforming_strings = on;
    set default_transaction_read_only = ${options.readOnly ? 'on' : 'off'};
    select set_config('synchronous_commit', 'on', false)
     where current_setting('synchronous_commit') in ('off', 'local', 'remote_write')`)
}

/** Refuses, in one sentence, a server on which the promises of this port would not hold. */
export async function checkServer(client: pg.ClientBase, readOnly: boolean): Promise<void> {
  const found = await client.query<{ version: string; number: number; standby: boolean; encoding: string }>(`
    select current_setting('server_version') as version,
           current_setting('server_version_num')::int as number,
           pg_is_in_recovery() as standby,
           current_setting('server_encoding') as encoding`)
  const server = found.rows[0]
  if (!server) throw new AppError('bug', 'no_version', 'The server did not say its version.')
  const refuse = (message: string) => new AppError('refused', 'server_unfit', `DATABASE_URL: ${message}`)
  if (server.number < 150_000) throw refuse(`PostgreSQL 15 or newer is needed, this server is ${server.version}.`)
  if (server.standby && !readOnly) throw refuse('this server is a read-only standby; the primary is needed.')
  if (server.encoding !== 'UTF8')
    throw refuse(`the database must be encoded in UTF8, this one is in ${server.encoding}.`)
}

const asText = (value: string) => value

/**
 * bigint and numeric stay text, as db.ts says. So do `date` and `timestamp`: the driver would read them in the machine's
 * time zone, and the day would depend on where we run.
 */
export const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') => {
    const { DATE, TIMESTAMP } = pg.types.builtins
    if (format !== 'binary' && (oid === DATE || oid === TIMESTAMP)) return asText
    return pg.types.getTypeParser(oid, format as 'text') as unknown
  }) as pg.CustomTypesConfig['getTypeParser'],
}
