import { spawn, type ChildProcess } from 'node:child_process'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { until } from './until'

export interface Program {
  readonly pid: number
  /** Every line it wrote so far; errors too. */
  readonly lines: readonly string[]
  readonly child: ChildProcess
  /** Returns the first line that matches, once there is one; fails when the program ends without it. */
  said(pattern: RegExp): Promise<string>
  kill(signal?: NodeJS.Signals): Promise<Ending>
  readonly ended: Promise<Ending>
}

export interface Ending {
  code: number | null
  signal: NodeJS.Signals | null
}

const running = new Set<ChildProcess>()
const root = resolve(__dirname, '..', '..')

/** Starts a TypeScript file (path from the project's root) as a process of its own. */
export function startProgram(
  file: string,
  args: readonly string[] = [],
  options: {
    env?: NodeJS.ProcessEnv
    user?: { uid: number; gid: number }
    detached?: boolean
    within?: readonly string[]
  } = {},
): Program {
  const node = [process.execPath, '-r', join(root, 'test/support/typescript.cjs'), join(root, file), ...args]
  const [program = '', ...rest] = [...(options.within ?? []), ...node]
  const child = spawn(program, rest, {
    cwd: root,
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, ...options.env },
    ...options.user,
    // A process group of its own, as a shell gives it to what is typed: Ctrl-C goes to all of it.
    detached: options.detached,
  })
  running.add(child)
  const lines: string[] = []
  let over = false
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream }).on('line', (line) => lines.push(line))
  const ended = new Promise<Ending>((done) =>
    child.once('close', (code, signal) => {
      running.delete(child)
      over = true
      done({ code, signal })
    }),
  )
  return {
    pid: child.pid ?? -1,
    lines,
    child,
    ended,
    said: async (pattern) => {
      const find = () => lines.find((line) => pattern.test(line))
      await until(() => find() !== undefined || over, `${file} to say ${pattern}`)
      const line = find()
      if (line === undefined) throw new Error(`${file} ended without saying ${pattern}:\n${lines.join('\n')}`)
      return line
    },
    kill: (signal = 'SIGKILL') => {
      child.kill(signal)
      return ended
    },
  }
}

/** For afterEach: no test leaves a process behind. */
export async function killPrograms(): Promise<void> {
  await Promise.all(
    [...running].map(
      (child) => new Promise<void>((done) => child.once('close', () => done()) && child.kill('SIGKILL')),
    ),
  )
}
