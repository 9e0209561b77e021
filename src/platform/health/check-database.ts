import { openDatabase } from '../database/open-database'
import type { Queryable } from '../database/db'
import type { Settings } from '../settings'
import type { Finding } from './finding'
import { messageOf } from './finding'

/** From a process that does not serve: opened for reading only, and handed on to whoever reads more; null when it is not there. */
export async function withDatabase<T>(
  settings: Pick<Settings, 'databaseUrl' | 'dataDir'>,
  look: (db: Queryable | null, finding: Finding) => Promise<T>,
): Promise<T> {
  const embedded = settings.databaseUrl === undefined
  try {
    const db = await openDatabase({ ...settings, readOnly: true, log: () => {} })
    try {
      return await look(db, await checkDatabase(db, embedded))
    } finally {
      await db.close()
    }
  } catch (error) {
    return look(null, notThere(messageOf(error), embedded))
  }
}

export async function checkDatabase(db: Queryable, embedded: boolean): Promise<Finding> {
  try {
    const rows = await db.query<{ version: string }>(
      'doctor-version',
      `select current_setting('server_version') as version`,
    )
    return { area: 'deployment', what: nameOf(embedded), state: 'ok', sentence: `PostgreSQL ${rows[0]!.version}` }
  } catch (error) {
    return notThere(messageOf(error), embedded)
  }
}

function notThere(error: string, embedded: boolean): Finding {
  const about = { area: 'deployment', what: nameOf(embedded) } as const
  if (embedded && /not there|no store|does not exist|ENOENT/i.test(error))
    return { ...about, state: 'hint', sentence: '还没有数据：第一次 npm start 会自动建立' }
  const remedy = embedded
    ? '检查 DATA_DIR 的读写权限和磁盘空间'
    : '检查 DATABASE_URL 的地址、账号和网络，需要 PostgreSQL 15 及以上'
  return { ...about, state: 'bad', sentence: error, remedy }
}

function nameOf(embedded: boolean): string {
  return embedded ? '数据库（内嵌）' : '数据库（DATABASE_URL）'
}
