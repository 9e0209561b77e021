import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from './free-port'
import { until } from './until'

export interface TestRedis {
  url: string
  port: number
  /** As a crash does it; what was not written down is gone. */
  kill(): Promise<void>
  /** Comes back on the same port, empty. */
  restart(): Promise<void>
  stop(): Promise<void>
}

/** Debian's redis-server on a port of its own, keeping nothing; `test/support/prepare-machine.mjs` installs it. */
export async function startRedis(): Promise<TestRedis> {
  const folder = mkdtempSync(join(tmpdir(), 'shouwen-redis-'))
  const port = await freePort()
  let running = await start(port, folder)
  const kill = async () => {
    running.child.kill('SIGKILL')
    await running.ended
  }
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    kill,
    restart: async () => {
      await kill()
      running = await start(port, folder)
    },
    stop: async () => {
      await kill()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function start(port: number, folder: string): Promise<{ child: ChildProcess; ended: Promise<void> }> {
  const options = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder]
  // With us dies what we started, however we die.
  const child = spawn('setpriv', ['--pdeathsig=KILL', 'redis-server', ...options], { stdio: 'ignore' })
  let over: Error | undefined
  const ended = new Promise<void>((done) => {
    child.once('error', (error) => done(void (over = error)))
    child.once('close', (code) => done(void (over ??= new Error(`redis-server ended with ${code}`))))
  })
  await until(async () => {
    if (over) throw over
    return pong(port)
  }, 'redis-server to answer')
  return { child, ended }
}

function pong(port: number): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'))
    socket.once('data', (data) => {
      done(data.toString().startsWith('+PONG'))
      socket.destroy()
    })
    socket.once('error', () => done(false))
  })
}
