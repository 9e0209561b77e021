import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The server processes that work on this folder, as the kernel knows them. */
export function serversOf(dataDir: string): number[] {
  const data = join(dataDir, 'pgdata')
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        const [program = '', ...args] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
        return program.endsWith('/postgres') && args.includes(data)
      } catch {
        return false
      }
    })
    .map(Number)
}

/** The one that is there, or nothing. */
export function postmasterOf(dataDir: string): number | undefined {
  try {
    return Number(readFileSync(join(dataDir, 'pgdata', 'postmaster.pid'), 'utf8').split('\n')[0])
  } catch {
    return undefined
  }
}
