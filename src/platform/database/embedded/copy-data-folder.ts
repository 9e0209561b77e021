import { copyFile, lchown, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** What belongs to the running server, not to the data; a server makes it anew (as pg_basebackup leaves it out). */
const EMPTIED = new Set(
  'pg_wal pg_replslot pg_dynshmem pg_notify pg_serial pg_snapshots pg_stat_tmp pg_subtrans'.split(' '),
)
const LEFT_OUT = /^(postmaster\.(pid|opts)|backup_label.*|tablespace_map.*|pg_internal\.init.*|pgsql_tmp.*)$/

/**
 * Copies the data folder of a running server between pg_backup_start and pg_backup_stop. Files change and vanish
 * meanwhile; the log of that time, replayed at the first start of the copy, makes it whole again.
 */
export async function copyDataFolder(from: string, to: string): Promise<void> {
  await copyFolder(from, to, true)
  // Last, so that it knows nothing newer than what the log can bring the rest to.
  await copyControlFile(join(from, 'global', 'pg_control'), join(to, 'global', 'pg_control'))
}

/** Copies one file with its owner. */
export async function copyOwned(from: string, to: string): Promise<void> {
  await copyFile(from, to)
  await giveToOwner(from, to)
}

async function copyFolder(from: string, to: string, top: boolean): Promise<void> {
  await mkdir(to, { mode: 0o700 })
  await giveToOwner(from, to)
  for (const entry of await readdir(from, { withFileTypes: true })) {
    if (LEFT_OUT.test(entry.name) || entry.name === 'pg_control') continue
    const [source, target] = [join(from, entry.name), join(to, entry.name)]
    try {
      if (top && EMPTIED.has(entry.name)) {
        await mkdir(target, { mode: 0o700 })
        await giveToOwner(source, target)
      } else if (entry.isDirectory()) await copyFolder(source, target, false)
      else if (entry.isFile()) await copyOwned(source, target)
    } catch (error) {
      // A table that was dropped meanwhile; whoever still needs it finds that in the log.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    }
  }
}

/** It is rewritten in place: two equal readings show that none was caught in the middle. */
async function copyControlFile(from: string, to: string): Promise<void> {
  let [before, content] = [await readFile(from), await readFile(from)]
  while (!before.equals(content)) [before, content] = [content, await readFile(from)]
  await writeFile(to, content, { mode: 0o600 })
  await giveToOwner(from, to)
}

/** PostgreSQL may run as another user than we do, and the owner of its files says which. */
export async function giveToOwner(from: string, to: string): Promise<void> {
  const { uid, gid } = await stat(from)
  if (process.getuid?.() === 0 && uid !== 0) await lchown(to, uid, gid)
}
