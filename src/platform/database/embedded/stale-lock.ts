import { linkSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { StoreFolder } from './store-folder'

/**
 * PostgreSQL believes a lock file whose process id is alive, whoever that is now. After a crash of a container or of the
 * machine the number soon belongs to somebody else, and the store would be refused for good. A process that is not
 * called postgres holds no lock of a PostgreSQL; every other case stays PostgreSQL's own decision.
 */
export function dropStaleLocks(folder: StoreFolder): void {
  for (const lock of [join(folder.data, 'postmaster.pid'), join(folder.socketDir, '.s.PGSQL.5432.lock')]) {
    const before = read(lock)
    const pid = Number(before?.split('\n')[0])
    if (before === undefined || !Number.isInteger(pid) || !isSomebodyElse(Math.abs(pid))) continue
    const aside = `${lock}.stale-${process.pid}`
    renameSync(lock, aside)
    // Between reading and moving, a server may have replaced the stale file by its own: give it back.
    if (read(aside) !== before) linkSync(aside, lock)
    rmSync(aside, { force: true })
  }
}

/** Who holds the data folder, by its own lock file: the process, and the folder of the socket it listens on. */
export function lockHolder(folder: StoreFolder): { pid: string; socketDir: string } | undefined {
  const [pid = '', , , , socketDir = ''] = read(join(folder.data, 'postmaster.pid'))?.split('\n') ?? []
  return pid === '' ? undefined : { pid, socketDir }
}

function isSomebodyElse(pid: number): boolean {
  const name = read(`/proc/${pid}/comm`)?.trim()
  return name !== undefined && name !== 'postgres' && name !== 'postmaster'
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
