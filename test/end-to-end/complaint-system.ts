import { createHmac } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'

export const SECRET = 'webhook-secret'

export interface Told {
  id: string
  type: 'exchange' | 'case' | 'handoff'
  at: string
  data: { seq?: number; id?: string; change?: string; case?: { id: string }; handoff?: { id: string } }
}

export interface ComplaintSystem {
  env: Record<string, string>
  /** What it took (answered 2xx), in the order it came. */
  taken: Told[]
  /** Everything that came, taken or not. */
  tried: Told[]
  /** What no genuine Shouwen would send. */
  violations: string[]
  /** What the next requests get. */
  behave: (told: Told) => number | 'hang' | 'reset'
  close(): Promise<void>
}

/** A company's own complaint system, written from contract.md §5 alone: it believes nothing that isn't signed. */
export async function startComplaintSystem(nowMs: () => number = Date.now): Promise<ComplaintSystem> {
  const open = new Set<Socket>()
  const system: Omit<ComplaintSystem, 'env'> = {
    taken: [],
    tried: [],
    violations: [],
    behave: () => 200,
    close: () =>
      new Promise((done) => {
        server.close(() => done())
        for (const socket of open) socket.destroy()
      }),
  }
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const body = Buffer.concat(parts).toString('utf8')
      const told = JSON.parse(body) as Told
      const timestamp = String(request.headers['x-shouwen-timestamp'])
      const signature = `sha256=${createHmac('sha256', SECRET).update(`${timestamp}.${body}`).digest('hex')}`
      const blame = (wrong: boolean, what: string) => wrong && system.violations.push(`${told.id}: ${what}`)
      blame(request.method !== 'POST', 'no POST')
      blame(request.headers['x-shouwen-signature'] !== signature, 'signature')
      blame(Math.abs(Number(timestamp) - nowMs() / 1000) > 60, 'timestamp')
      blame(request.headers['idempotency-key'] !== told.id, 'Idempotency-Key')
      blame(!/^application\/json/.test(String(request.headers['content-type'])), 'content-type')
      blame(!/[+-]\d\d:\d\d$|Z$/.test(told.at), 'time without offset')
      system.tried.push(told)
      const answer = system.behave(told)
      if (answer === 'hang') return
      if (answer === 'reset') return void request.socket.destroy()
      if (answer >= 200 && answer < 300) system.taken.push(told)
      response.writeHead(answer, answer === 302 ? { location: '/elsewhere' } : {}).end()
    })
  })
  server.on('connection', (socket) => {
    open.add(socket)
    socket.once('close', () => open.delete(socket))
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  return Object.assign(system, {
    env: { CASE_WEBHOOK_URL: `http://127.0.0.1:${port}/told`, CASE_WEBHOOK_SECRET: SECRET },
  })
}
