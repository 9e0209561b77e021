import { spawnSync } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { spawnGuarded } from '../../src/platform/database/embedded/guarded'
import { freePort } from './free-port'
import { until } from './until'

export interface DebianPostgres {
  /** With user and password, over TCP: what an operator writes into DATABASE_URL. */
  url: string
  port: number
  version: number
  kill(): Promise<void>
  restart(): Promise<void>
  stop(): Promise<void>
}

const PASSWORD = 'only-for-tests'

/** Debian's own PostgreSQL on a folder and a port of its own; `test/support/prepare-machine.mjs` installs it. */
export async function startDebianPostgres(settings: Readonly<Record<string, string>> = {}): Promise<DebianPostgres> {
  const { programs, version } = findPrograms()
  const folder = mkdtempSync(join(tmpdir(), 'shouwen-debian-'))
  const prefix = asNobody(folder)
  const password = join(folder, 'password')
  writeFileSync(password, PASSWORD)
  const initdb = [
    join(programs, 'initdb'),
    '-D',
    join(folder, 'data'),
    '-U',
    'company',
    '-E',
    'UTF8',
    '--locale=C.UTF-8',
  ]
  run([...prefix, ...initdb, '--auth=scram-sha-256', `--pwfile=${password}`])
  const port = await freePort()
  const all = { listen_addresses: '127.0.0.1', unix_socket_directories: '', fsync: 'off', ...settings }
  const options = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const command = [join(programs, 'postgres'), '-D', join(folder, 'data'), '-p', String(port), ...options]
  const url = `postgres://company:${PASSWORD}@127.0.0.1:${port}/postgres`

  const start = async () => {
    const child = spawnGuarded(prefix, 'INT', command)
    const ended = new Promise<void>((done) => child.once('close', () => done()))
    child.stderr?.resume()
    await until(() => answers(url), 'Debian PostgreSQL to answer')
    return { child, ended }
  }
  let server = await start()
  const end = async (signal: NodeJS.Signals) => {
    server.child.kill(signal)
    await server.ended
  }
  return {
    url,
    port,
    version,
    kill: () => end('SIGKILL'),
    restart: async () => {
      await end('SIGINT')
      server = await start()
    },
    stop: async () => {
      await end('SIGINT')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function findPrograms(): { programs: string; version: number } {
  const home = '/usr/lib/postgresql'
  const versions = existsSync(home) ? readdirSync(home).map(Number).filter(Boolean) : []
  const version = Math.max(...versions)
  if (versions.length === 0)
    throw new Error('Debian postgresql is missing: node test/support/prepare-machine.mjs gets it')
  return { programs: join(home, String(version), 'bin'), version }
}

/** PostgreSQL refuses root. */
function asNobody(folder: string): string[] {
  if (process.getuid?.() !== 0) return []
  chownSync(folder, 65534, 65534)
  return ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups']
}

function run([program = '', ...args]: string[]): void {
  const { status, stderr } = spawnSync(program, args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${program} failed: ${stderr}`)
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  try {
    await client.connect()
    return true
  } catch {
    return false
  } finally {
    client.end().catch(() => {})
  }
}
