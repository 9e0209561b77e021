import { randomInt } from 'node:crypto'
import type { Clock } from '../../platform/clock'
import type { CallbackQuery } from './callback-query'
import { parseCallbackQuery } from './callback-query'
import type { XmlFields } from './callback-xml'
import { readXml, textField, writeXml } from './callback-xml'
import type { DoorLog } from './door-log'
import type { EnvelopeKeys } from './envelope'
import { EnvelopeError, openEnvelope, parseAesKey, sealEnvelope } from './envelope'
import { ReplayGuard } from './replay-guard'

/** The decrypted XML of one event or message of the app. */
export type CallbackEvent = XmlFields

export interface CallbackDeps extends EnvelopeKeys {
  clock: Clock
  log: DoorLog
  /**
   * Stores the event and resolves when it is durable; business happens later (wecom-protocol §3.8). May give the XML fields of
   * a passive reply; KF callbacks expect none.
   */
  onEvent(event: CallbackEvent): Promise<void | Record<string, string>>
  /** Told what came, for the check-up; never waited for. */
  onSighting?(kind: 'verified' | 'received' | 'refused' | 'skewed', detail?: string): void
}

export interface CallbackReply {
  status: number
  body: string
  type: 'text/plain' | 'application/xml'
}

export interface CallbackHandler {
  /** GET: the admin console tries the address; the whole body is the decrypted echo. */
  verify(rawUrl: string): CallbackReply
  /** POST: one event. */
  receive(rawUrl: string, body: string): Promise<CallbackReply>
  /** Genuine letters refused for their time: our clock or the vendor's is wrong. */
  skewed(): { count: number; lastSeconds: number | null }
}

/** One answer for everything that is wrong, so that nobody learns which check failed (wecom-protocol §3.6). */
export const REFUSED: CallbackReply = { status: 400, body: 'bad request', type: 'text/plain' }

/** The vendor prescribes no window; whether a retry carries a fresh timestamp is unknown, hence generous. */
export const TIME_WINDOW_MS = 10 * 60_000

export function createCallbackHandler(deps: CallbackDeps): CallbackHandler {
  parseAesKey(deps.aesKey)
  const replays = new ReplayGuard(deps.clock, 2 * TIME_WINDOW_MS)
  let skews = 0
  let lastSkewSeconds: number | null = null

  return { verify, receive, skewed: () => ({ count: skews, lastSeconds: lastSkewSeconds }) }

  function verify(rawUrl: string): CallbackReply {
    const query = parseCallbackQuery(rawUrl)
    if (!query?.echostr) return REFUSED
    try {
      const echo = text(open(query, query.echostr))
      deps.onSighting?.('verified')
      return echo
    } catch (error) {
      return refuse(error)
    }
  }

  async function receive(rawUrl: string, body: string): Promise<CallbackReply> {
    const query = parseCallbackQuery(rawUrl)
    if (!query) return REFUSED
    let event: CallbackEvent
    try {
      const encrypt = textField(readXml(body), 'Encrypt')
      if (encrypt === null) throw new EnvelopeError('-40002')
      event = readXml(open(query, encrypt))
      deps.onSighting?.('received')
    } catch (error) {
      return refuse(error)
    }
    let reply: CallbackReply = text('')
    try {
      await replays.once(query.signature, async () => {
        const fields = await deps.onEvent(event)
        if (fields) reply = passiveReply(fields)
      })
    } catch (error) {
      // Not stored, so not acknowledged: the vendor delivers again, and reconciliation finds what it gives up on.
      deps.log.error({ err: error }, 'a WeCom callback could not be stored')
      return { status: 503, body: '', type: 'text/plain' }
    }
    return reply
  }

  function open(query: CallbackQuery, encrypt: string): string {
    const message = openEnvelope(deps, { ...query, encrypt })
    // Only now is the letter known to be genuine, so that a wrong clock raises an alarm and a forger cannot.
    const seconds = Math.round(Number(query.timestamp) - deps.clock.now().getTime() / 1000)
    if (Math.abs(seconds) * 1000 > TIME_WINDOW_MS) {
      skews += 1
      lastSkewSeconds = seconds
      deps.onSighting?.('skewed', String(seconds))
      deps.log.warn(
        { seconds },
        'a genuine WeCom callback is too old or from the future: replayed, or a clock is wrong',
      )
      throw new StaleLetter()
    }
    return message
  }

  function refuse(error: unknown): CallbackReply {
    if (error instanceof EnvelopeError) {
      deps.onSighting?.('refused', error.reason)
      deps.log.warn({ reason: error.reason }, 'a WeCom callback was refused')
    } else if (!(error instanceof StaleLetter)) deps.log.error({ err: error }, 'a WeCom callback could not be read')
    return REFUSED
  }

  function passiveReply(fields: Record<string, string>): CallbackReply {
    const timestamp = String(Math.floor(deps.clock.now().getTime() / 1000))
    const letter = sealEnvelope(deps, writeXml(fields), { timestamp, nonce: String(randomInt(1e8, 2e9)) })
    const body = writeXml({
      Encrypt: letter.encrypt,
      MsgSignature: letter.signature,
      TimeStamp: letter.timestamp,
      Nonce: letter.nonce,
    })
    return { status: 200, body, type: 'application/xml' }
  }
}

class StaleLetter extends Error {}

function text(body: string): CallbackReply {
  return { status: 200, body, type: 'text/plain' }
}
