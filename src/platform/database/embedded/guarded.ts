import { spawn, type ChildProcess } from 'node:child_process'

/**
 * Starts a program that cannot outlive us, even when we are killed with -9: the kernel sends it `signal` when its parent
 * dies (`setpriv --pdeathsig`). The shell in between closes the gap before that order was given: a parent that is already
 * another one means that we are gone. PostgreSQL gets INT, its fast shutdown: after KILL its pid stays a zombie for a
 * moment, and the next start would be refused.
 *
 * It gets a process group of its own, so Ctrl-C in a terminal reaches us alone and the last turn can still commit.
 */
export function spawnGuarded(prefix: string[], signal: 'INT' | 'KILL', command: string[]): ChildProcess {
  const guard = ['setpriv', `--pdeathsig=${signal}`, 'sh', '-c', '[ "$PPID" = "$0" ] && exec "$@"', String(process.pid)]
  const [program, ...args] = [...prefix, ...guard, ...command] as [string, ...string[]]
  return spawn(program, args, {
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' },
  })
}
