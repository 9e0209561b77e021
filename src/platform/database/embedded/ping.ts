import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { AppError } from '../../errors'
import { SUPERUSER } from './initialise'
import type { StoreFolder } from './store-folder'

/** What answers on the store's socket: a server of this very store, one that is coming up or going down, or nobody. */
export type Answer = 'ready' | 'busy' | 'nobody'

export async function ping(folder: StoreFolder): Promise<Answer> {
  const client = new pg.Client({
    host: folder.socketDir,
    user: SUPERUSER,
    database: 'postgres',
    connectionTimeoutMillis: 2000,
    query_timeout: 2000,
  })
  client.on('error', () => {})
  try {
    await client.connect()
    const found = await client.query<{ id: string }>('select system_identifier::text as id from pg_control_system()')
    return found.rows[0]?.id === systemIdentifier(folder) ? 'ready' : 'nobody'
  } catch (error) {
    const code = (error as { code?: string }).code ?? ''
    if (code === 'ENOENT' || code === 'ECONNREFUSED') return 'nobody'
    if (code === 'EACCES')
      throw new AppError(
        'refused',
        'data_dir_unusable',
        `The embedded store of ${folder.dir} is run by another user, whose socket this one may not use.`,
      )
    return 'busy'
  } finally {
    client.end().catch(() => {})
  }
}

/**
 * The store's birth number: the first eight bytes of pg_control. The path would not do: two containers may know the same
 * folder under two names, and a second server on it would destroy it.
 */
function systemIdentifier(folder: StoreFolder): string {
  return readFileSync(join(folder.data, 'global', 'pg_control'))
    .readBigUInt64LE(0)
    .toString()
}
