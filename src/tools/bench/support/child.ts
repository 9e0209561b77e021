import { spawn } from 'node:child_process'
import { extname } from 'node:path'
import { createInterface } from 'node:readline'

export interface Child {
  tell(line: string): void
  /** The next line it says. */
  next(): Promise<string>
  /** Its input ends, and with it the child. */
  end(): Promise<void>
}

/** Another process of ours, from the same kind of file as this one: compiled, or TypeScript under a loader. */
export function startChild(module: string, args: readonly string[]): Child {
  const file = module + extname(__filename)
  const child = spawn(process.execPath, [...process.execArgv, file, ...args], { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const ended = new Promise<void>((resolve, reject) =>
    child.once('close', (code) => (code === 0 ? resolve() : reject(new Error(`${file} ended with ${code}`)))),
  )
  ended.catch(() => {})
  return {
    tell: (line) => void child.stdin.write(`${line}\n`),
    next: async () => {
      const { value, done } = await lines.next()
      if (done) throw new Error(`${file} ended without an answer`)
      return value
    },
    end: () => {
      child.stdin.end()
      return ended
    },
  }
}
