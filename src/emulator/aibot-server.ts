import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocketServer } from 'ws'
import type { WebSocket } from 'ws'
import { z } from 'zod'
import type { Clock } from '../platform/clock'
import { systemClock } from '../platform/clock'
import { AibotFaults } from './aibot-faults'
import { AibotMember } from './aibot-member'
import type { Act } from './aibot-member'
import type { AibotViolation } from './aibot-rules'
import { AibotRefusal, AibotRuleBook, CODE } from './aibot-rules'
import { AibotWorld } from './aibot-world'
import type { AibotUnverified } from './aibot-world'
import { SeededRandom } from './random'

export interface AibotOptions {
  clock?: Clock
  botId?: string
  secret?: string
  host?: string
  port?: number
  seed?: number
  /** What happens to callbacks while nobody is connected: kept and pushed later, or lost. Not documented. */
  whileAway?: 'kept' | 'lost'
  unverified?: Partial<AibotUnverified>
  /** Pages besides the socket; true when the request was theirs. */
  page?: (request: http.IncomingMessage, response: http.ServerResponse, emulator: AibotEmulator) => boolean
}

/**
 * The platform's end of a bot's long connection, over a real WebSocket, strict by wecom-protocol §8.3 and on the clock it is given.
 *
 *     const bot = await startAibotEmulator({ clock })
 *     const member = bot.member('zhangsan')
 *     member.text('物业费怎么交')
 *     await bot.until(() => member.heard.length > 0)
 *     expect(bot.violations).toEqual([])
 */
export interface AibotEmulator {
  url: string
  env: Record<'WECOM_AIBOT_ID' | 'WECOM_AIBOT_SECRET' | 'WECOM_AIBOT_URL', string>
  member(userId: string): AibotMember
  inGroup(chatId: string, userId: string): AibotMember
  /** Everything shown in a chat, oldest first. */
  chat(chatId: string): AibotWorld['chats'] extends Map<string, infer Shown> ? Shown : never
  /** Pushes an earlier message again. */
  again(msgid: string): void
  /** The acts happen in this order and are pushed in the opposite one. */
  backwards(acts: () => void): void
  readonly connected: boolean
  /** Successful subscriptions so far. */
  readonly subscriptions: number
  readonly commands: readonly string[]
  /** Somebody else connects with the same bot. */
  kick(): void
  /** The network breaks. */
  cut(): void
  setSecret(secret: string): void
  unfinishedStreams(): string[]
  media(mediaId: string): { bytes: Buffer; filename: string } | undefined
  faults: AibotFaults
  violations: AibotViolation[]
  until(condition: () => boolean | Promise<boolean>, timeoutMs?: number): Promise<void>
  close(): Promise<void>
}

const Frame = z.object({
  cmd: z.string().min(1),
  headers: z.object({ req_id: z.string().min(1) }),
  body: z.unknown().optional(),
})
const Credentials = z.object({ bot_id: z.string(), secret: z.string() })

const FIVE_MINUTES_MS = 300_000
const SUBSCRIBES_PER_MINUTE = 20

export async function startAibotEmulator(options: AibotOptions = {}): Promise<AibotEmulator> {
  const clock = options.clock ?? systemClock
  const botId = options.botId ?? 'aib-emulator-0001'
  let secret = options.secret ?? 'aibot-secret-0123456789abcdefghijkl'
  const random = new SeededRandom(options.seed ?? 7)
  const book = new AibotRuleBook(clock)
  const world = new AibotWorld(clock, book, { replyToTap: true, tapCountsAsWriting: false, ...options.unverified })
  const faults = new AibotFaults()
  const files = new Map<string, { bytes: Buffer; name: string; at: number }>()
  const pushed = new Map<string, Act & { msgid: string; createdAt: number }>()
  const commands: string[] = []
  const timers = new Set<NodeJS.Timeout>()
  let live: WebSocket | null = null
  let subscriptions = 0
  let kickedAt: number | null = null
  let refusedAt: number | null = null
  let subscribedAt: number[] = []
  let kept: (Act & { msgid: string; createdAt: number })[] = []
  let gathered: typeof kept | null = null

  const server = http.createServer((request, response) => {
    const name = (request.url ?? '').replace(/^\/file\//, '')
    const file = files.get(name)
    if (!file) {
      if (!options.page?.(request, response, emulator)) response.writeHead(404).end()
      return
    }
    if (now() - file.at > FIVE_MINUTES_MS) return void response.writeHead(403).end()
    response
      .writeHead(200, {
        'content-type': 'application/octet-stream',
        'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`,
      })
      .end(file.bytes)
  })
  const sockets = new WebSocketServer({ server })
  sockets.on('connection', (socket) => {
    socket.on('message', (data) => hear(socket, String(data)))
    socket.on('error', () => undefined)
    socket.on('close', () => {
      if (live === socket) live = null
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port ?? 0, options.host ?? '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  const host = options.host ?? '127.0.0.1'
  const post = {
    send: (act: Act) => {
      const entry = { ...act, msgid: random.id('ab'), createdAt: now() }
      pushed.set(entry.msgid, entry)
      if (gathered) gathered.push(entry)
      else deliver(entry)
      return entry.msgid
    },
    again: (msgid: string) => {
      const entry = pushed.get(msgid)
      if (!entry) throw new Error(`nothing was pushed as ${msgid}`)
      deliver(entry)
    },
    serve: (file: { bytes: Buffer; name: string }) => {
      const name = random.id('f')
      files.set(name, { ...file, at: now() })
      return `http://${host}:${port}/file/${name}`
    },
  }
  const emulator: AibotEmulator = {
    url: `ws://${host}:${port}`,
    env: { WECOM_AIBOT_ID: botId, WECOM_AIBOT_SECRET: secret, WECOM_AIBOT_URL: `ws://${host}:${port}` },
    member: (userId) => new AibotMember(world, post, userId),
    inGroup: (chatId, userId) => new AibotMember(world, post, userId, chatId),
    chat: (chatId) => world.chat(chatId),
    again: post.again,
    backwards(acts) {
      gathered = []
      acts()
      const all = gathered
      gathered = null
      for (const entry of all.reverse()) deliver(entry)
    },
    get connected() {
      return live !== null
    },
    get subscriptions() {
      return subscriptions
    },
    commands,
    kick() {
      kickedAt = now()
      evict()
    },
    cut: () => live?.terminate(),
    setSecret: (fresh) => void (secret = fresh),
    unfinishedStreams: () => world.unfinished(),
    media: (mediaId) => world.media.get(mediaId),
    faults,
    violations: book.all,
    until,
    async close() {
      for (const timer of timers) clearTimeout(timer)
      for (const socket of sockets.clients) socket.terminate()
      sockets.close()
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeAllConnections()
      await closed
    },
  }
  return emulator

  function hear(socket: WebSocket, text: string): void {
    let given: unknown
    try {
      given = JSON.parse(text)
    } catch {
      return book.note('unreadable-frame', text.slice(0, 80))
    }
    const parsed = Frame.safeParse(given)
    if (!parsed.success) return book.note('unreadable-frame', text.slice(0, 80))
    const { cmd, headers, body } = parsed.data
    const reqId = headers.req_id
    commands.push(cmd)
    if (cmd === 'aibot_subscribe') return subscribe(socket, reqId, body)
    if (live !== socket) {
      book.note('not-subscribed', cmd)
      return socket.terminate()
    }
    if (cmd === 'ping') return acknowledge(socket, reqId, 0, 'ok')
    carryOut(socket, cmd, reqId, body)
  }

  function carryOut(socket: WebSocket, cmd: string, reqId: string, body: unknown): void {
    if (faults.strike('dropFrame', cmd)) return
    if (faults.strike('cutBefore', cmd)) return socket.terminate()
    const refusal = faults.strike('errcode', cmd)
    if (refusal) return acknowledge(socket, reqId, refusal.errcode ?? -1, 'as ordered')
    let answer: object | undefined
    let errcode = 0
    let errmsg = 'ok'
    try {
      answer = world.handle(cmd, reqId, body)
    } catch (error) {
      if (!(error instanceof AibotRefusal)) throw error
      ;({ errcode, message: errmsg } = error)
    }
    if (faults.strike('cutAfter', cmd)) return socket.terminate()
    if (faults.strike('dropAck', cmd)) return
    const slow = faults.strike('slow', cmd)
    if (!slow) return acknowledge(socket, reqId, errcode, errmsg, answer)
    const timer = setTimeout(() => {
      timers.delete(timer)
      acknowledge(socket, reqId, errcode, errmsg, answer)
    }, slow.ms ?? 500)
    timers.add(timer)
  }

  function subscribe(socket: WebSocket, reqId: string, body: unknown): void {
    const given = Credentials.safeParse(body).data
    subscribedAt = [...subscribedAt.filter((at) => now() - at < 60_000), now()]
    if (subscribedAt.length > SUBSCRIBES_PER_MINUTE) {
      book.note('subscribed-too-often', `${subscribedAt.length} in a minute`)
      return acknowledge(socket, reqId, CODE.tooOften, 'subscribe too often')
    }
    if (faults.strike('silentSubscribe', 'aibot_subscribe')) return
    if (given?.bot_id !== botId || given.secret !== secret) {
      if (refusedAt !== null && now() - refusedAt < 60_000) book.note('secret-hammered', given?.bot_id ?? '')
      refusedAt = now()
      return acknowledge(socket, reqId, CODE.badCredentials, 'invalid bot_id or secret')
    }
    if (kickedAt !== null && now() - kickedAt < 60_000)
      book.note('fought-back', `${now() - kickedAt} ms after an eviction`)
    if (live && live !== socket) evict()
    live = socket
    subscriptions += 1
    acknowledge(socket, reqId, 0, 'ok')
    const waiting = kept
    kept = []
    for (const entry of waiting) deliver(entry)
  }

  /** A newer connection takes the place of the older (wecom-protocol §8.3). */
  function evict(): void {
    const old = live
    if (!old) return
    live = null
    const body = { msgid: random.id('ab'), aibotid: botId, create_time: Math.floor(now() / 1000), msgtype: 'event' }
    const event = { eventtype: 'disconnected_event' }
    write(old, { cmd: 'aibot_event_callback', headers: { req_id: random.id('rq') }, body: { ...body, event } })
    old.close()
  }

  function deliver(entry: Act & { msgid: string; createdAt: number }): void {
    if (!live) {
      if ((options.whileAway ?? 'kept') === 'kept') kept.push(entry)
      return
    }
    if (faults.strike('wrongFrames', entry.command)) {
      live.send('{"cmd":"aibot_msg_callback","headers":{"req')
      write(live, { cmd: 'aibot_surprise', headers: { req_id: random.id('rq') }, body: {} })
      write(live, { cmd: 'aibot_msg_callback', headers: { req_id: random.id('rq') } })
    }
    push(live, entry)
    if (live && faults.strike('doubleCallback', entry.command)) push(live, entry)
  }

  function push(socket: WebSocket, entry: Act & { msgid: string; createdAt: number }): void {
    const reqId = random.id('rq')
    const { kind, chatId, userId, taskId } = entry
    world.callbacks.set(reqId, { reqId, kind, chatId, userId, at: now(), taskId })
    write(socket, {
      cmd: entry.command,
      headers: { req_id: reqId },
      body: {
        msgid: entry.msgid,
        aibotid: botId,
        chattype: entry.group ? 'group' : 'single',
        ...(entry.group ? { chatid: entry.chatId } : {}),
        from: { userid: entry.userId },
        create_time: Math.floor(entry.createdAt / 1000),
        response_url: `http://${host}:${port}/response?response_code=${reqId}`,
        ...entry.body,
      },
    })
  }

  function acknowledge(socket: WebSocket, reqId: string, errcode: number, errmsg: string, body?: object): void {
    write(socket, { headers: { req_id: reqId }, errcode, errmsg, ...(body ? { body } : {}) })
  }

  function write(socket: WebSocket, frame: object): void {
    if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(frame))
  }

  function now(): number {
    return clock.now().getTime()
  }
}

async function until(condition: () => boolean | Promise<boolean>, timeoutMs = 15_000): Promise<void> {
  const deadline = performance.now() + timeoutMs
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`still not so after ${timeoutMs} ms: ${condition.toString()}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
