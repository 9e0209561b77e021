/* eslint-disable @typescript-eslint/no-explicit-any -- a server from outside reads JSON as it comes */
import { createCipheriv, createHash, randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Of the published vectors (wecom-protocol §3.10, go-workwx). */
export const CORP = 'ww6a112864f8022910'
const TOKEN = 'kz7Yx62CH8SaLN'
const AES_KEY = 'cD0d7jx4tYvVtzqrmh3Dm3QFCXe6f8SlHoMtMh3qQEP'
export const KF = 'wkOther'
/** An account nobody serves in the WeCom client. */
export const KF_ALONE = 'wkAlone'
/** An account whose servicer has stopped receiving. */
export const KF_STOPPED = 'wkStopped'

/** Who would go wrong together with our emulator is found out here: a second WeCom, made from the protocol's text alone. */
export type OtherWecom = Awaited<ReturnType<typeof startOtherWecom>>

export async function startOtherWecom() {
  const logs: Record<string, any[]> = { [KF]: [], [KF_ALONE]: [], [KF_STOPPED]: [] }
  const sessions = new Map<string, { state: number; servicer?: string; left: number }>()
  const tokens = new Set<string>()
  const callbackTokens = new Set<string>()
  const codes = new Map<string, { user: string; state?: number; types: string[] }>()
  const used = new Set<string>()
  const said: { user: string; by: 'send_msg' | 'event'; msgid: string; text: string; menu: string[] }[] = []
  const asked: { path: string; body: any }[] = []
  const wrong: string[] = []
  let made = 0
  /** What the next calls meet; each may answer, cut the line (`cut`), or let the call pass (undefined). */
  const fault: {
    before?: (path: string, body: any) => object | undefined
    cut?: (path: string, body: any) => boolean
  } = {}
  /** One item a page; so many empty pages first; answers without what is empty or zero. */
  const habit = { page: 1000, emptyPages: 0, omit: false }

  const sessionOf = (user: string) => {
    if (!sessions.has(user)) sessions.set(user, { state: 4, left: 0 })
    return sessions.get(user)!
  }
  const no = (errcode: number) => ({ errcode, errmsg: 'no, hint: [1700000000_1_0], from ip: 1.2.3.4' })
  const bytes = (text: string) => Buffer.byteLength(text)
  const must = (holds: boolean, rule: string) => {
    if (!holds) wrong.push(rule)
  }

  function take(body: any, user: string, by: 'send_msg' | 'event'): object {
    must(/^[0-9a-zA-Z_-]{1,32}$/.test(body.msgid ?? 'omitted'), `msgid ${body.msgid}`)
    if (used.has(body.msgid)) return no(95033)
    const menu: any = body.msgmenu ?? {}
    if (body.msgtype === 'text') must(bytes(body.text.content) <= 2048 && body.text.content !== '', 'text ≤ 2048 B')
    must(bytes(menu.head_content ?? '') <= 1024 && bytes(menu.tail_content ?? '') <= 1024, 'head and tail ≤ 1024 B')
    must((menu.list ?? []).length <= 10, 'ten entries')
    for (const { click } of menu.list ?? []) {
      must(bytes(click.content) >= 1 && bytes(click.content) <= 128, 'entry 1–128 B')
      must(/^[A-Za-z0-9_]{1,128}$/.test(click.id), `entry id ${click.id}`)
    }
    const msgid = body.msgid ?? `m${++made}`
    used.add(msgid)
    const text = body.text?.content ?? menu.head_content ?? ''
    said.push({ user, by, msgid, text, menu: (menu.list ?? []).map((entry: any) => entry.click.content) })
    return { errcode: 0, errmsg: 'ok', msgid }
  }

  const api: Record<string, (body: any, query: URLSearchParams) => object> = {
    'GET gettoken': () => {
      const token = randomBytes(150).toString('base64url')
      tokens.add(token)
      return { errcode: 0, errmsg: 'ok', access_token: token, expires_in: 7200 }
    },
    'POST kf/account/list': () => ({
      errcode: 0,
      account_list: Object.keys(logs).map((open_kfid) => ({ open_kfid, name: '', avatar: '', manage_privilege: true })),
    }),
    'GET kf/servicer/list': (_body, query) => ({
      errcode: 0,
      servicer_list:
        (
          { [KF]: [{ userid: 'zhang', status: 0 }], [KF_STOPPED]: [{ userid: 'zhang', status: 1 }] } as Record<
            string,
            any
          >
        )[query.get('open_kfid') ?? ''] ?? [],
    }),
    'POST kf/sync_msg': ({ cursor, token, limit, open_kfid }) => {
      const log = logs[open_kfid] ?? []
      must(open_kfid in logs && cursor !== '' && token !== '' && (limit ?? 1) >= 1 && (limit ?? 1) <= 1000, 'sync_msg')
      if (token !== undefined && !callbackTokens.has(token)) return no(95007)
      const from = cursor ? Number(cursor.slice(1)) : 0
      if (habit.emptyPages-- > 0) return { errcode: 0, next_cursor: `C${from}`, has_more: 1, msg_list: [] }
      const page = log.slice(from, from + habit.page)
      const more = from + page.length < log.length
      const answer = { next_cursor: `C${from + page.length}`, ...(more ? { has_more: 1 } : {}) }
      if (habit.omit) return page.length > 0 ? { ...answer, msg_list: page } : answer
      return { errcode: 0, errmsg: 'ok', has_more: 0, ...answer, msg_list: page }
    },
    'POST kf/send_msg': (body) => {
      const session = sessionOf(body.touser)
      if (used.has(body.msgid)) return no(95033)
      if (session.state > 1) return no(95018)
      if (session.left === 0) return no(95001)
      session.state = 1
      session.left -= 1
      return take(body, body.touser, 'send_msg')
    },
    'POST kf/send_msg_on_event': (body) => {
      const code = codes.get(body.code)
      if (!code) return no(95031)
      must(code.types.includes(body.msgtype), `a code for ${code.types.join()} used for ${body.msgtype}`)
      if (code.state !== undefined && sessionOf(code.user).state !== code.state) return no(95018)
      codes.delete(body.code)
      return take(body, code.user, 'event')
    },
    'POST kf/service_state/get': ({ external_userid }) => {
      const { state, servicer } = sessionOf(external_userid)
      if (habit.omit && state === 0) return {}
      return { errcode: 0, service_state: state, ...(servicer ? { servicer_userid: servicer } : {}) }
    },
    'POST kf/service_state/trans': ({ external_userid, service_state, servicer_userid }) => {
      const session = sessionOf(external_userid)
      const allowed = ({ 0: [1, 2, 3], 1: [2, 3], 2: [3], 3: [3, 4] } as Record<number, number[]>)[session.state]
      if (!allowed) return no(95013)
      if (!allowed.includes(service_state)) return no(95016)
      if (service_state === 3 && servicer_userid !== 'zhang') return no(95014)
      Object.assign(session, { state: service_state, servicer: service_state === 3 ? servicer_userid : undefined })
      const msg_code = `M${++made}`
      const types = service_state === 4 ? ['text', 'msgmenu'] : ['text']
      codes.set(msg_code, { user: external_userid, state: service_state, types })
      return { errcode: 0, msg_code }
    },
    'POST kf/customer/batchget': () => ({ errcode: 0, customer_list: [] }),
    'POST message/send': () => ({ errcode: 0, invaliduser: '', msgid: `a${++made}`, response_code: `R${made}` }),
    'POST message/update_template_card': () => ({ errcode: 0, invaliduser: [] }),
    'GET media/get': () => no(40007),
  }

  const server = createServer((request, response) => {
    let raw = ''
    request.on('data', (part) => (raw += part))
    request.on('end', () => {
      const url = new URL(request.url ?? '', 'http://wecom')
      const path = url.pathname.replace('/cgi-bin/', '')
      must(!/\\u[0-9a-f]{4}/i.test(raw), 'raw characters, no escapes (40033)')
      const body = raw === '' ? {} : JSON.parse(raw)
      asked.push({ path, body })
      const isKnown = path === 'gettoken' || tokens.has(url.searchParams.get('access_token') ?? '')
      const handle = api[`${request.method} ${path}`]
      const answer = isKnown ? (fault.before?.(path, body) ?? handle?.(body, url.searchParams) ?? no(40066)) : no(40014)
      // Done, but the answer is lost on its way.
      if (fault.cut?.(path, body)) return void request.socket.destroy()
      response.writeHead(200, { 'content-type': 'application/json; charset=UTF-8' }).end(JSON.stringify(answer))
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const now = () => Math.floor(Date.now() / 1000)
  const sign = (time: string, nonce: string, sealed: string) =>
    createHash('sha1').update([TOKEN, time, nonce, sealed].sort().join('')).digest('hex')

  function seal(text: string): string {
    const key = Buffer.from(`${AES_KEY}=`, 'base64')
    const length = Buffer.alloc(4)
    length.writeUInt32BE(bytes(text))
    const bare = Buffer.concat([randomBytes(16), length, Buffer.from(text), Buffer.from(CORP)])
    const pad = 32 - (bare.length % 32)
    const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false)
    return Buffer.concat([cipher.update(Buffer.concat([bare, Buffer.alloc(pad, pad)])), cipher.final()]).toString(
      'base64',
    )
  }

  function address(to: string, sealed: string): string {
    const [time, nonce] = [String(now()), randomBytes(6).toString('hex')]
    return `${to}?nonce=${nonce}&msg_signature=${sign(time, nonce, sealed)}&timestamp=${time}`
  }

  return {
    env: {
      WECOM_CORP_ID: CORP,
      WECOM_AGENT_ID: '1000002',
      WECOM_SECRET: 'secret',
      WECOM_TOKEN: TOKEN,
      WECOM_ENCODING_AES_KEY: AES_KEY,
      WECOM_API_BASE: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    },
    said,
    asked,
    wrong,
    fault,
    habit,
    codes,
    sessionOf,
    /** All access tokens die before their time. */
    killTokens: () => tokens.clear(),
    saidTo: (user: string) => said.filter((message) => message.user === user),
    writes(user: string, payload: Record<string, unknown>, kf = KF): any {
      const session = sessionOf(user)
      Object.assign(session, { left: 5, state: session.state === 4 ? 0 : session.state })
      const [msgtype = ''] = Object.keys(payload)
      const item = { msgid: `i${++made}`, send_time: now(), origin: 3, open_kfid: kf, external_userid: user, msgtype }
      logs[kf]!.push({ ...item, ...payload })
      return logs[kf]!.at(-1)
    },
    happens(event: Record<string, unknown>): void {
      logs[KF]!.push({
        msgid: `e${++made}`,
        send_time: now(),
        origin: 4,
        msgtype: 'event',
        event: { open_kfid: KF, ...event },
      })
    },
    again: (item: unknown) => void logs[KF]!.push(item),
    /** The elements in another order than our emulator has them, and one nobody knows. */
    async tells(url: string, token: string | null = `T${++made}`, kf = KF): Promise<{ status: number; body: string }> {
      if (token !== null) callbackTokens.add(token)
      const sealed = seal(
        `<xml>\n<OpenKfId><![CDATA[${kf}]]></OpenKfId><Token>${token ?? 'dead'}</Token><Event>kf_msg_or_event</Event>` +
          `<MsgType><![CDATA[event]]></MsgType><New/><CreateTime>${now()}</CreateTime><ToUserName>${CORP}</ToUserName></xml>`,
      )
      const body = `<xml>\n  <Encrypt>${sealed}</Encrypt>\n  <ToUserName><![CDATA[${CORP}]]></ToUserName>\n</xml>`
      const answer = await fetch(address(`${url}/wecom/callback`, sealed), { method: 'POST', body })
      return { status: answer.status, body: await answer.text() }
    },
    async triesAddress(url: string, echo: string): Promise<{ status: number; body: string }> {
      const sealed = seal(echo)
      const asIs = sealed.replaceAll('/', '%2F').replaceAll('=', '%3D')
      const answer = await fetch(`${address(`${url}/wecom/callback`, sealed)}&echostr=${asIs}`)
      return { status: answer.status, body: await answer.text() }
    },
    stop: () => new Promise((done) => server.close(done)),
  }
}
