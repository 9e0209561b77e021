import { createClient } from 'redis'
import { unavailable } from './errors'

export interface Redis {
  /** Goes before every key and channel: two deployments may share one server. */
  readonly namespace: string
  /** Runs commands; rejects with `unavailable` at once when Redis is away and after `answerMs` when it does not answer. */
  run<T>(commands: (client: RedisClient) => Promise<T>): Promise<T>
  /** Hears a channel, through every reconnection; what is said while the line is down is lost. */
  subscribe(channel: string, hear: (message: string) => void): void
  isUp(): boolean
  close(): Promise<void>
}

export type RedisClient = ReturnType<typeof newClient>

export interface RedisOptions {
  namespace: string
  /** Called once when Redis goes away, not at every try to reach it, and once when it is back (without an error). */
  onChange?: (error?: Error) => void
  /** How long an answer is waited for; 300 ms, unless a test asks what Redis does and not how soon. */
  answerMs?: number
  /** Milliseconds since any moment, never going back; the process's own unless a test moves it. */
  elapsedMs?: () => number
}

const ANSWER_MS = 300
/** How long a server that did not answer is left alone: otherwise each of a hundred messages would wait for itself. */
const REST_MS = 1_000

/**
 * Redis holds only what may be lost (design.md D3), so nothing here ever waits for it: connecting goes on in the
 * background for as long as the process lives, and a caller has an answer, or a failure to fall back from, at once.
 */
export function connectRedis(
  url: string,
  { namespace, onChange, answerMs = ANSWER_MS, elapsedMs = () => performance.now() }: RedisOptions,
): Redis {
  const commands = newClient(url, { commandOptions: { timeout: answerMs } })
  // In subscriber mode a connection takes no other commands. Its offline queue keeps the subscription until there is a line.
  const subscriber = newClient(url, { disableOfflineQueue: false })
  let restsUntil = 0
  let away = false

  const change = (error?: Error) => {
    if (away === (error !== undefined)) return
    away = !away
    onChange?.(error)
  }
  commands.on('error', change)
  commands.on('ready', () => {
    restsUntil = 0
    change()
  })
  // What the subscriber suffers, the commands suffer too; told once it is told.
  subscriber.on('error', () => {})
  for (const client of [commands, subscriber]) client.connect().catch(() => {})

  return {
    namespace,
    async run(work) {
      if (!commands.isReady) throw unavailable('redis_away', 'Redis cannot be reached')
      if (elapsedMs() < restsUntil) throw unavailable('redis_mute', 'Redis does not answer')
      try {
        return await within(answerMs, work(commands))
      } catch (error) {
        if (error === MUTE) restsUntil = elapsedMs() + REST_MS
        throw unavailable('redis_failed', 'Redis did not do what it was asked', error)
      }
    },
    subscribe(channel, hear) {
      subscriber.subscribe(channel, (message) => hear(message)).catch(() => {})
    },
    isUp: () => commands.isReady && elapsedMs() >= restsUntil,
    async close() {
      commands.removeAllListeners('error').on('error', () => {})
      for (const client of [commands, subscriber]) if (client.isOpen) client.destroy()
    },
  }
}

/**
 * The client's own defaults hang without bound while Redis is down; these fail in milliseconds. The pings find a server
 * that vanished without closing the line.
 */
function newClient(url: string, more: { disableOfflineQueue?: boolean; commandOptions?: object } = {}) {
  return createClient({
    url,
    disableOfflineQueue: true,
    pingInterval: 5_000,
    socket: {
      connectTimeout: 500,
      socketTimeout: 12_000,
      reconnectStrategy: (tries) => Math.min(50 * 2 ** Math.min(tries, 10), 1_000),
    },
    ...more,
  })
}

const MUTE = new Error('no answer in time')

/** The client's `timeout` only covers the time until a command is written; a mute server would be waited for without end. */
async function within<T>(timeoutMs: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(MUTE), timeoutMs)
  })
  try {
    return await Promise.race([work, timeout])
  } finally {
    clearTimeout(timer)
    // Should it fail later, nobody listens any more.
    work.catch(() => {})
  }
}
