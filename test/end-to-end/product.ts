import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { projectRoot } from '../../src/platform/project-root'
import { callApi, type Method } from '../support/call-api'
import { until } from '../support/until'

export const TOKEN = 'end-to-end-token-0123456789'

export interface Product {
  readonly pid: number
  readonly child: ChildProcess
  out(): string
  err(): string
  /** The address it prints when it is ready; fails with its words when it ends instead. */
  ready(): Promise<string>
  readonly ended: Promise<number | null>
  stop(signal?: NodeJS.Signals): Promise<number | null>
}

const running = new Set<ChildProcess>()

/**
 * Starts the built product as an operator does (`node src/tools/start.mjs`, or another command), on any free port. Nothing of
 * the test run's own environment reaches it but what is named.
 */
export function startProduct(
  env: Readonly<Record<string, string>>,
  options: { root?: string; command?: readonly string[]; keys?: 'given' | 'made' } = {},
): Product {
  const root = options.root ?? projectRoot()
  const [program = '', ...args] = options.command ?? [process.execPath, join(root, 'src/tools/start.mjs')]
  const child = spawn(program, args, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    // A process group of its own, so that what npm and its shell started is killed with them.
    detached: true,
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      PORT: '0',
      LOG_LEVEL: 'warn',
      ...(options.keys === 'made' ? {} : { API_TOKEN: TOKEN, ADMIN_PASSWORD: 'End-to-end-1', TURN_QUIET_MS: '20' }),
      ...env,
    },
  })
  running.add(child)
  const said = { out: '', err: '' }
  child.stdout.on('data', (data: Buffer) => (said.out += data.toString()))
  child.stderr.on('data', (data: Buffer) => (said.err += data.toString()))
  let over = false
  const ended = new Promise<number | null>((done) =>
    child.once('close', (code) => {
      running.delete(child)
      over = true
      done(code)
    }),
  )
  return {
    pid: child.pid ?? -1,
    child,
    out: () => said.out,
    err: () => said.err,
    ended,
    async ready() {
      const address = () => /工作台 +(http:\S+)\/\n/.exec(said.out)?.[1]
      await until(() => over || address() !== undefined, 'the product to be ready', 120_000)
      const url = address()
      if (url === undefined) throw new Error(`it ended instead of getting ready:\n${said.out}${said.err}`)
      return url
    },
    stop(signal = 'SIGTERM') {
      child.kill(signal)
      return ended
    },
  }
}

/** For afterEach: no test leaves a process behind. */
export async function killProducts(): Promise<void> {
  await Promise.all(
    [...running].map(
      (child) => new Promise<void>((done) => child.once('close', () => done()) && process.kill(-child.pid!, 'SIGKILL')),
    ),
  )
}

export function api(url: string, method: Method, path: string, body?: unknown): ReturnType<typeof callApi> {
  return callApi(url, TOKEN, method, path, body)
}

/** The bot's words in answer to one message of an owner of the web chat. */
export async function say(url: string, user: string, text: string, id?: string): Promise<string[]> {
  const { status, body } = await api(url, 'POST', '/api/v1/web-chat/messages', { user, text, ...(id ? { id } : {}) })
  if (status !== 200) throw new Error(`the web chat answered ${status}: ${JSON.stringify(body)}`)
  return (body.replies as { text: string }[]).map((reply) => reply.text)
}

/** Processor time of a process and of its children that have ended: what a start costs, however busy the machine is. */
export function cpuSecondsOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ')
    .map(Number)
  // utime, stime, cutime, cstime: fields 14 to 17 of proc(5), in hundredths of a second.
  return fields.slice(11, 15).reduce((sum, ticks) => sum + ticks, 0) / 100
}

export function memoryMbOf(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024
}
