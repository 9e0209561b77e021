import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { StoreFolder } from './store-folder'

/** Who runs the store, by PostgreSQL's own lock file: the process, and the folder of the socket it listens on. */
export function lockHolder(folder: StoreFolder): { pid: string; socketDir: string } | undefined {
  try {
    const [pid = '', , , , socketDir = ''] = readFileSync(join(folder.data, 'postmaster.pid'), 'utf8').split('\n')
    return pid === '' ? undefined : { pid, socketDir }
  } catch {
    return undefined
  }
}
