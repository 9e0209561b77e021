import { chownSync, existsSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '../../errors'
import { spawnGuarded } from './guarded'
import type { RunAs } from './run-as'
import { syncPath, type StoreFolder } from './store-folder'

/** The database's own superuser; only who reaches the socket can be it. */
export const SUPERUSER = 'shouwen'

/**
 * Makes a new data folder beside the final place and renames it when it is whole: a kill at any moment leaves either
 * nothing or everything, and of several processes that start at once the first rename wins.
 */
export async function initialise(initdb: string, folder: StoreFolder, runAs: RunAs): Promise<void> {
  removeLeftovers(folder.dir)
  const draft = mkdtempSync(join(folder.dir, `pgdata.tmp-${process.pid}-`))
  if (runAs.owner) chownSync(draft, runAs.owner.uid, runAs.owner.gid)
  try {
    await runInitdb(initdb, draft, runAs)
    renameSync(draft, folder.data)
  } catch (error) {
    rmSync(draft, { recursive: true, force: true })
    const code = (error as NodeJS.ErrnoException).code
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error
  }
  syncPath(folder.dir)
}

async function runInitdb(initdb: string, target: string, runAs: RunAs): Promise<void> {
  const child = spawnGuarded(runAs.prefix, 'KILL', [
    initdb,
    ...['-D', target, '-U', SUPERUSER, '--auth-local=trust', '--auth-host=reject', '--encoding=UTF8'],
    // The builtin provider sorts alike on every machine; C.UTF-8 as lc-ctype lets text search see Chinese.
    ...['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--lc-ctype=C.UTF-8', '--lc-collate=C.UTF-8'],
  ])
  let said = ''
  child.stderr?.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-4000)))
  const code = await new Promise<number | null>((done, fail) => {
    child.once('error', fail)
    child.once('close', done)
  })
  if (code === 0) return
  const reason = said.split('\n').find((line) => line.includes('error:')) ?? said.trim()
  throw new AppError('unavailable', 'store_not_made', `The embedded store could not be made in ${target}: ${reason}`)
}

/** Drafts of processes that were killed while making one. */
function removeLeftovers(dir: string): void {
  for (const name of readdirSync(dir)) {
    const pid = /^pgdata\.tmp-(\d+)-/.exec(name)?.[1]
    if (pid === undefined) continue
    const path = join(dir, name)
    // In a container the number is the same at every start, so our own counts by its age.
    const alive =
      Number(pid) === process.pid ? statSync(path).mtimeMs > performance.timeOrigin : existsSync(`/proc/${pid}`)
    if (!alive) rmSync(path, { recursive: true, force: true })
  }
}
