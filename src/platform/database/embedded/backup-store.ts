import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import type pg from 'pg'
import { AppError } from '../../errors'
import { openDatabase } from '../open-database'
import { copyDataFolder, copyOwned, giveToOwner } from './copy-data-folder'
import { ENGINE, openStoreFolder, syncPath } from './store-folder'

/**
 * Copies the embedded store of `dataDir` into the empty or new folder `target`, while others work on it. The copy is a
 * DATA_DIR like any other and holds everything that was committed before the copying ended.
 */
export async function backUpStore(options: {
  dataDir: string
  target: string
  log?: (line: string) => void
}): Promise<{ bytes: number }> {
  const target = resolve(options.target)
  const { dir, data } = openStoreFolder(options.dataDir, { create: false })
  refuseTarget(target, dir, data)
  const db = await openDatabase({ dataDir: dir, readOnly: true, log: options.log })
  const made = !existsSync(target)
  try {
    const client = await db.connectAlone()
    await client.query('set statement_timeout = 0')
    mkdirSync(target, { recursive: true })
    await copyHot(client, data, target).finally(() => client.end().catch(() => {}))
  } catch (error) {
    for (const name of made ? [''] : ['ENGINE', 'pgdata.partial'])
      rmSync(join(target, name), { recursive: true, force: true })
    throw error
  } finally {
    await db.close()
  }
  return { bytes: sizeOf(target) }
}

function refuseTarget(target: string, dir: string, data: string): void {
  const refuse = (reason: string) =>
    new AppError('refused', 'backup_target', `The backup cannot go to ${target}: ${reason}.`)
  const inside = relative(dir, target)
  if (inside === '' || !/^\.\.(\/|$)/.test(inside)) throw refuse('it lies inside DATA_DIR itself')
  try {
    if (existsSync(target) && readdirSync(target).length > 0)
      throw refuse('the folder is not empty; name a new or an empty one')
  } catch (error) {
    throw error instanceof AppError ? error : refuse((error as Error).message)
  }
  if (readdirSync(join(data, 'pg_tblspc')).length > 0)
    throw refuse('the store has tablespaces outside its folder; use pg_basebackup')
}

async function copyHot(client: pg.Client, data: string, target: string): Promise<void> {
  // The mark first, the data by its name last: a copy cut off in the middle is refused as a store, not taken for an empty one.
  writeFileSync(join(target, 'ENGINE'), `${ENGINE}\n`)
  const draft = join(target, 'pgdata.partial')
  // The slot keeps the log of this time from being recycled; it and the backup end with this session, come what may.
  await client.query(`select pg_create_physical_replication_slot('shouwen_backup_' || pg_backend_pid(), true, true)`)
  const first = await nameOfLog(client, `pg_backup_start('shouwen', fast => true)`)
  await copyDataFolder(data, draft)
  const stopped = await client.query<{ lsn: string; label: string }>(
    'select lsn::text, labelfile as label from pg_backup_stop(wait_for_archive => false)',
  )
  const { lsn = '', label = '' } = stopped.rows[0] ?? {}
  const last = await nameOfLog(client, `'${lsn}'::pg_lsn`)
  writeFileSync(join(draft, 'backup_label'), label, { mode: 0o600 })
  await giveToOwner(data, join(draft, 'backup_label'))
  await copyLog(join(data, 'pg_wal'), join(draft, 'pg_wal'), first, last)
  syncDisk(target)
  renameSync(draft, join(target, 'pgdata'))
  syncPath(target)
}

async function nameOfLog(client: pg.Client, position: string): Promise<string> {
  const { rows } = await client.query<{ name: string }>(`select pg_walfile_name(${position}) as name`)
  return rows[0]?.name ?? ''
}

/** Names of log segments sort in the order of time. */
async function copyLog(from: string, to: string, first: string, last: string): Promise<void> {
  const needed = readdirSync(from)
    .filter((name) => /^[0-9A-F]{24}$/.test(name) && name >= first && name <= last)
    .sort()
  const complete = needed[0] === first && needed.at(-1) === last && needed.length === segment(last) - segment(first) + 1
  if (!complete)
    throw new AppError('unavailable', 'backup_incomplete', 'The log of the backup was recycled; try again.')
  for (const name of needed) await copyOwned(join(from, name), join(to, name))
}

/** 256 segments of 16 MB have one upper number. */
function segment(name: string): number {
  return parseInt(name.slice(8, 16), 16) * 256 + parseInt(name.slice(16), 16)
}

/** One call for the whole file system instead of thousands, one a file. */
function syncDisk(folder: string): void {
  const { status, error } = spawnSync('sync', ['-f', folder])
  if (status !== 0)
    throw new AppError('unavailable', 'backup_not_on_disk', `${folder} could not be written to disk.`, { cause: error })
}

function sizeOf(folder: string): number {
  const { stdout } = spawnSync('du', ['-sb', folder], { encoding: 'utf8' })
  return Number(stdout.split('\t')[0])
}
