import http from 'node:http'
import https from 'node:https'
import { randomInt } from 'node:crypto'
import { setMaxListeners } from 'node:events'
import { decrypt, encrypt, sign } from './envelope'
import type { FaultPlan } from './faults'
import type { Settings } from './settings'
import type { ViolationBook } from './violations'
import { digits, document, field } from './xml'

export interface Attempt {
  outcome: 'answered' | 'timeout' | 'broken'
  status?: number
  body?: string
  ms: number
}
export interface Delivery {
  xml: string
  attempts: Attempt[]
  delivered: boolean
  /** The decrypted passive reply, if there was one. */
  reply: string | null
}
interface Letter {
  query: string
  body: string
}

/** For tests to look at; a long trial in the browser must not fill the memory. */
const DELIVERIES_KEPT = 10_000

/**
 * Posts encrypted callbacks: 5 seconds of patience, three attempts, then the event is gone (§3.8). Which callbacks are
 * lost, doubled or held back is the fault plan's affair.
 */
export class Callbacks {
  url: string | null
  readonly deliveries: Delivery[] = []
  private readonly underWay = new Set<Promise<unknown>>()
  private readonly stop = new AbortController()
  private held: Array<() => void> = []

  constructor(
    private readonly settings: Settings,
    private readonly faults: FaultPlan,
    private readonly violations: ViolationBook,
    url?: string,
  ) {
    this.url = url ?? null
    // Every callback under way listens for the end, and in a busy hour there are many.
    setMaxListeners(0, this.stop.signal)
  }

  /** Sends `xml` in the background. `kind` is what faults select by, such as `kf_msg_or_event`. */
  announce(kind: string, xml: string, onDone: (delivery: Delivery) => void = () => undefined): void {
    if (!this.url || this.stop.signal.aborted) return
    if (this.faults.strike('lostCallback', kind)) return
    const send = (letter?: Letter): void => this.track(this.deliver(kind, xml, letter).then(onDone))
    if (this.faults.strike('reorderedCallback', kind)) {
      this.held.push(() => send())
      return
    }
    const letter = this.seal(xml)
    send(letter)
    const double = this.faults.strike('doubleCallback', kind)
    if (double) send(double.fresh ? undefined : letter)
    if (this.held.length === 0) return
    const late = this.held.splice(0)
    // "After the next one" means after that one has been answered, not merely been sent.
    this.track(Promise.allSettled([...this.underWay]).then(() => late.forEach((post) => post())))
  }

  /** Resolves when no callback is under way any more. */
  async idle(): Promise<void> {
    while (this.underWay.size > 0) await Promise.allSettled([...this.underWay])
  }

  close(): void {
    this.stop.abort()
  }

  /**
   * What saving the settings in the admin console does (§3.2): the whole body is the echo, within a second. With
   * `rawPlus` the `+` of the base64 stand in the URL as they are, which a receiver must not read as spaces.
   */
  async verify({ rawPlus = false } = {}): Promise<{ ok: boolean; reason: string }> {
    const echo = `${randomInt(1e9, 9e9)}${randomInt(1e9, 9e9)}`
    let sealed = this.sealEcho(echo)
    while (rawPlus && !sealed.echostr.includes('+')) sealed = this.sealEcho(echo)
    const encoded = encodeURIComponent(sealed.echostr)
    const search = `${sealed.query}&echostr=${rawPlus ? encoded.replaceAll('%2B', '+') : encoded}`
    const attempt = await this.request('GET', search, '', this.settings.limits.verificationTimeoutMs)
    if (attempt.outcome !== 'answered') return { ok: false, reason: attempt.outcome }
    if (attempt.status !== 200) return { ok: false, reason: `status ${attempt.status}` }
    return attempt.body === echo ? { ok: true, reason: 'ok' } : { ok: false, reason: 'the body is not the echo' }
  }

  private sealEcho(echo: string): { query: string; echostr: string } {
    const { query, body } = this.seal(echo)
    return { query, echostr: /<Encrypt><!\[CDATA\[(.*?)\]\]>/.exec(body)?.[1] ?? '' }
  }

  private async deliver(kind: string, xml: string, first = this.seal(xml)): Promise<Delivery> {
    const delivery: Delivery = { xml, attempts: [], delivered: false, reply: null }
    this.deliveries.push(delivery)
    if (this.deliveries.length > DELIVERIES_KEPT) this.deliveries.shift()
    let letter = first
    while (delivery.attempts.length < this.settings.limits.callbackAttempts && !this.stop.signal.aborted) {
      if (delivery.attempts.length > 0) await this.pause()
      const attempt = await this.request('POST', letter.query, letter.body, this.settings.limits.callbackTimeoutMs)
      delivery.attempts.push(attempt)
      if (attempt.outcome === 'timeout') this.violations.note('callback-too-slow', `${attempt.ms} ms`, kind)
      const refused = attempt.outcome === 'answered' && attempt.status !== 200
      if (refused) this.violations.note('callback-refused', `status ${attempt.status}`, kind)
      delivery.delivered = attempt.outcome === 'answered' && !refused
      if (delivery.delivered || (refused && !this.settings.unverified.retryOnHttpError)) break
      if (this.settings.unverified.retryIsFresh) letter = this.seal(xml)
    }
    if (delivery.delivered) delivery.reply = this.readReply(kind, delivery.attempts.at(-1)?.body ?? '')
    return delivery
  }

  private seal(plaintext: string): Letter {
    const timestamp = String(Math.floor(this.settings.clock.now().getTime() / 1000))
    const nonce = String(randomInt(100_000_000, 2_000_000_000))
    const sealed = encrypt(plaintext, this.settings.aesKey, this.settings.corpId)
    const signature = sign(this.settings.token, timestamp, nonce, sealed)
    const query = `msg_signature=${signature}&timestamp=${timestamp}&nonce=${nonce}`
    const agentId = digits('AgentID', String(this.settings.agentId))
    return { query, body: document(field('ToUserName', this.settings.corpId), field('Encrypt', sealed), agentId) }
  }

  /** Empty and `success` mean "received"; anything else must be a well-formed encrypted reply, and never for KF (§3.7). */
  private readReply(kind: string, body: string): string | null {
    if (body.trim() === '' || body === 'success') return null
    if (kind.startsWith('kf_')) {
      this.violations.note('callback-answered-with-content', body.slice(0, 80), kind)
      return null
    }
    const part = (name: string): string =>
      new RegExp(`<${name}>(?:<!\\[CDATA\\[)?([^<\\]]*)`).exec(body)?.[1]?.trim() ?? ''
    try {
      const sealed = part('Encrypt')
      const signature = sign(this.settings.token, part('TimeStamp'), part('Nonce'), sealed)
      if (signature !== part('MsgSignature')) throw new Error('signature of the reply is wrong')
      const opened = decrypt(sealed, this.settings.aesKey)
      if (opened.receiveId !== this.settings.corpId) throw new Error('receiveid of the reply is wrong')
      return opened.plaintext
    } catch (error) {
      this.violations.note('passive-reply-broken', error instanceof Error ? error.message : 'unreadable', kind)
      return null
    }
  }

  private request(method: string, query: string, body: string, timeoutMs: number): Promise<Attempt> {
    const started = performance.now()
    const ms = (): number => Math.round(performance.now() - started)
    return new Promise((resolve) => {
      if (!this.url) return resolve({ outcome: 'broken', ms: 0 })
      const target = new URL(`${this.url}${this.url.includes('?') ? '&' : '?'}${query}`)
      const client = target.protocol === 'https:' ? https : http
      const headers = method === 'POST' ? { 'content-type': 'text/xml', 'content-length': Buffer.byteLength(body) } : {}
      // No agent: a kept connection would outlive close().
      const request = client.request(
        target,
        { method, headers, agent: false, signal: this.stop.signal },
        (response) => {
          const chunks: Buffer[] = []
          response.on('data', (chunk: Buffer) => chunks.push(chunk))
          response.on('error', () => finish({ outcome: 'broken', ms: ms() }))
          response.on('end', () =>
            finish({
              outcome: 'answered',
              status: response.statusCode,
              body: Buffer.concat(chunks).toString(),
              ms: ms(),
            }),
          )
        },
      )
      const timer = setTimeout(() => {
        finish({ outcome: 'timeout', ms: ms() })
        request.destroy()
      }, timeoutMs)
      const finish = (attempt: Attempt): void => {
        clearTimeout(timer)
        resolve(attempt)
      }
      request.on('error', () => finish({ outcome: 'broken', ms: ms() }))
      request.end(body)
    })
  }

  private pause(): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer)
        this.stop.signal.removeEventListener('abort', done)
        resolve()
      }
      const timer = setTimeout(done, this.settings.limits.callbackRetryDelayMs)
      this.stop.signal.addEventListener('abort', done)
    })
  }

  private track(work: Promise<unknown>): void {
    this.underWay.add(work)
    void work.finally(() => this.underWay.delete(work))
  }
}
