import type { WSClient } from '@wecom/aibot-node-sdk'
import { newId } from '../../platform/ids'
import type { DoorLog } from '../wecom/door-log'
import { CMD } from './frame'
import type { Command, PushedFrame } from './frame'

/** How a connection came to its end. */
export type Ending = { kind: 'kicked' } | { kind: 'dropped'; reason: string }

/** One live connection, authenticated; a broken one is never repaired, a new one is made. */
export interface AibotConnection {
  /** Resolves with the acknowledgement; throws AibotRefused or AibotUnanswered. */
  send(command: Command, reqId: string, body: object): Promise<void>
  /** A temporary media id, good for three days; in pieces (wecom-protocol §8.3). Throws as `send` does. */
  upload(bytes: Buffer, about: { type: 'image' | 'file'; filename: string }): Promise<string>
  readonly ended: Promise<Ending>
  close(): void
}

/** WeCom said no. */
export class AibotRefused extends Error {
  constructor(
    readonly errcode: number,
    what: string,
  ) {
    super(`${what}: errcode ${errcode}`)
  }
}

/** No acknowledgement came. */
export class AibotUnanswered extends Error {
  constructor(
    what: string,
    /** It may have happened all the same; false when the frame never left. */
    readonly maybeDone: boolean,
  ) {
    super(what)
  }
}

export interface ConnectionSettings {
  id: string
  secret: string
  url: string
}

const SUBSCRIBE_MS = 10_000

/**
 * Connects once, through the vendor's SDK: framing, heartbeat (30 s, dead after two missed answers), one frame a req_id at a time
 * with a 5-second acknowledgement. Its own reconnecting is switched off, because whether to connect again depends on the lease and
 * on why the connection ended (keeper.ts).
 */
export async function connect(
  settings: ConnectionSettings,
  hear: { message: (frame: PushedFrame) => void; event: (frame: PushedFrame) => void },
  deps: { log: DoorLog; now: () => Date; patienceMs?: number },
): Promise<AibotConnection> {
  const { WSClient } = await import('@wecom/aibot-node-sdk')
  const client = new WSClient({
    botId: settings.id,
    secret: settings.secret,
    wsUrl: settings.url,
    maxReconnectAttempts: 0,
    maxAuthFailureAttempts: 0,
    logger: quiet(deps.log),
  })
  let kicked = false
  const ended = new Promise<Ending>((resolve) => {
    client.on('event.disconnected_event', () => {
      kicked = true
      resolve({ kind: 'kicked' })
    })
    client.on('disconnected', (reason) => resolve(kicked ? { kind: 'kicked' } : { kind: 'dropped', reason }))
  })
  client.on('message', ({ headers, body }) => hear.message({ reqId: headers.req_id, body }))
  client.on('event', ({ headers, body }) => {
    if (body?.event.eventtype !== 'disconnected_event') hear.event({ reqId: headers.req_id, body })
  })
  await authenticated(client, ended, deps.patienceMs ?? SUBSCRIBE_MS)
  return {
    ended,
    close: () => client.disconnect(),
    async upload(bytes, about) {
      try {
        return (await client.uploadMedia(bytes, about)).media_id
      } catch (error) {
        throw whyNot('upload', error)
      }
    },
    async send(command, reqId, body) {
      if (!client.isConnected) throw new AibotUnanswered('the connection is closed', false)
      try {
        await client.reply({ headers: { req_id: reqId } }, body, command)
      } catch (error) {
        throw whyNot(command, error)
      }
    },
  }
}

/** An id for what we begin; a reply has its callback's. */
export function newReqId(at: Date): string {
  return newId(CMD.send, at)
}

async function authenticated(client: WSClient, ended: Promise<Ending>, patienceMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  let refusal: AibotRefused | null = null
  const errors: string[] = []
  client.on('error', (error) => {
    const code = /^Authentication failed: .*\(code: (-?\d+)\)$/s.exec(error.message)?.[1]
    if (code !== undefined) refusal = new AibotRefused(Number(code), 'aibot_subscribe')
    errors.push(error.message)
  })
  const good = new Promise<void>((resolve) => void client.on('authenticated', () => resolve()))
  const late = new Promise<Ending>((resolve) => {
    timer = setTimeout(() => resolve({ kind: 'dropped', reason: `no answer within ${patienceMs} ms` }), patienceMs)
  })
  client.connect()
  try {
    const first = await Promise.race([good, ended, late])
    if (first === undefined) return
    client.disconnect()
    if (refusal) throw refusal
    const reason = first.kind === 'dropped' ? first.reason : 'evicted'
    throw new AibotUnanswered(errors[0] ?? reason, false)
  } finally {
    clearTimeout(timer)
  }
}

/** The SDK rejects with the acknowledgement's frame, or with an Error of its own. */
function whyNot(command: Command | 'upload', error: unknown): Error {
  if (error instanceof Error) {
    // A piece of an upload that was refused comes as words around the acknowledgement's frame.
    const refused = /"errcode":(-?\d+)/.exec(error.message)?.[1]
    if (refused !== undefined) return new AibotRefused(Number(refused), command)
    const neverLeft = error.message.includes('not connected')
    return new AibotUnanswered(`${command}: ${error.message.replace(/req_?id:? *\S+/gi, '').slice(0, 120)}`, !neverLeft)
  }
  const errcode = typeof error === 'object' && error !== null && 'errcode' in error ? Number(error.errcode) : Number.NaN
  return Number.isInteger(errcode)
    ? new AibotRefused(errcode, command)
    : new AibotUnanswered(`${command}: unreadable`, true)
}

/** The SDK would print bodies with the words of owners; only its sentences go on, and only where somebody looks for trouble. */
function quiet(log: DoorLog) {
  const say = (sentence: string) => log.debug({}, `aibot: ${sentence.split(/[,:]? ?body=/)[0]?.slice(0, 200)}`)
  return { debug: () => undefined, info: () => undefined, warn: say, error: say }
}
