import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { ManualClock } from '../../src/platform/clock'
import { decrypt, sign } from '../../src/emulator/envelope'
import type { Emulator } from '../../src/emulator/start-emulator'
import { startEmulator } from '../../src/emulator/start-emulator'
import type { EmulatorOptions } from '../../src/emulator/settings'

export const USER = 'wmZhang'
export const HOUR = 3600_000

export interface Reply {
  errcode: number
  errmsg: string
  [field: string]: unknown
}

/** An emulator, a clock, and a bare HTTP client for it: everything goes over real sockets. */
export async function startTalk(options: EmulatorOptions = {}) {
  const clock = new ManualClock('2026-11-21T08:00:00Z')
  const wecom = await startEmulator({ clock, ...options })
  let accessToken = ''
  await login()

  async function login(): Promise<string> {
    const answer = await get('gettoken', { corpid: wecom.env.WECOM_CORP_ID, corpsecret: wecom.env.WECOM_SECRET }, false)
    accessToken = String(answer.access_token)
    return accessToken
  }

  async function get(path: string, query: Record<string, string> = {}, withToken = true): Promise<Reply> {
    const all = new URLSearchParams({ ...(withToken ? { access_token: accessToken } : {}), ...query })
    const response = await fetch(`${wecom.baseUrl}/cgi-bin/${path}?${all}`, { headers: { connection: 'close' } })
    return (await response.json()) as Reply
  }

  async function post(path: string, body: unknown): Promise<Reply> {
    const response = await postRaw(path, JSON.stringify(body))
    return (await response.json()) as Reply
  }

  function postRaw(path: string, body: string | Buffer, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(`${wecom.baseUrl}/cgi-bin/${path}${path.includes('?') ? '&' : '?'}access_token=${accessToken}`, {
      method: 'POST',
      body: typeof body === 'string' ? body : new Uint8Array(body),
      headers: { 'content-type': 'application/json', connection: 'close', ...headers },
    })
  }

  return {
    clock,
    wecom,
    resident: wecom.resident(USER),
    login,
    get,
    post,
    postRaw,
    say: (content: string, more: Record<string, unknown> = {}) =>
      post('kf/send_msg', { touser: USER, open_kfid: wecom.openKfid, msgtype: 'text', text: { content }, ...more }),
    sync: (more: Record<string, unknown> = {}) => post('kf/sync_msg', { open_kfid: wecom.openKfid, ...more }),
    trans: (service_state: number, servicer_userid?: string) =>
      post('kf/service_state/trans', {
        open_kfid: wecom.openKfid,
        external_userid: USER,
        service_state,
        ...(servicer_userid ? { servicer_userid } : {}),
      }),
    onEvent: (code: string, content: string, more: Record<string, unknown> = {}) =>
      post('kf/send_msg_on_event', { code, msgtype: 'text', text: { content }, ...more }),
    rules: () => wecom.violations.map((violation) => violation.rule),
  }
}
export type Talk = Awaited<ReturnType<typeof startTalk>>

export interface Heard {
  method: string
  query: URLSearchParams
  xml: string
  signatureOk: boolean
  receiveId: string
}

/** A callback endpoint: opens each envelope and answers as told. */
export async function startDoor(wecomEnv: () => Emulator['env'], answer: Answerer = (heard) => heard.reply(200, '')) {
  const heard: Heard[] = []
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const env = wecomEnv()
      const query = new URL(request.url ?? '/', 'http://door').searchParams
      const body = Buffer.concat(chunks).toString()
      const payload = query.get('echostr') ?? /<Encrypt><!\[CDATA\[(.*?)\]\]>/.exec(body)?.[1] ?? ''
      const expected = sign(env.WECOM_TOKEN, query.get('timestamp') ?? '', query.get('nonce') ?? '', payload)
      if (payload.includes(' ')) return void response.writeHead(400).end()
      const opened = decrypt(payload, env.WECOM_ENCODING_AES_KEY)
      const entry = {
        method: request.method ?? '',
        query,
        xml: opened.plaintext,
        signatureOk: expected === query.get('msg_signature'),
        receiveId: opened.receiveId,
      }
      heard.push(entry)
      answer({
        ...entry,
        count: heard.length,
        reply: (status, text) => response.writeHead(status).end(text),
        silence: () => undefined,
        breakOff: () => request.socket.destroy(),
      })
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    heard,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/wecom/callback`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
type Answerer = (
  heard: Heard & { count: number; reply(status: number, text: string): void; silence(): void; breakOff(): void },
) => void
