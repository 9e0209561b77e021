import { z } from 'zod'
import { refusal, unanswered } from './wecom-error'

export interface HttpRequest {
  method: 'GET' | 'POST'
  /** Without `/cgi-bin/`: `kf/send_msg`. */
  api: string
  query?: Record<string, string>
  body?: string | Buffer
  contentType?: string
}

export interface HttpPort {
  /** One request, one answer, read whole within `timeoutMs`. Throws a WecomError when none comes. */
  exchange(request: HttpRequest, timeoutMs: number, signal?: AbortSignal): Promise<HttpAnswer>
}

export interface HttpAnswer {
  status: number
  headers: Headers
  bytes: Buffer
}

/**
 * `base` is a host with or without a trailing path: `https://qyapi.weixin.qq.com`, a proxy's folder, or an address that
 * already ends in `/cgi-bin` (WECOM_API_BASE).
 */
export function createHttp(base: string, fetchImpl: typeof fetch = fetch): HttpPort {
  const root = base.replace(/\/+$/, '').replace(/\/cgi-bin$/, '')
  if (!URL.canParse(root)) throw new TypeError('WECOM_API_BASE must be an address such as https://qyapi.weixin.qq.com')

  return {
    async exchange({ method, api, query, body, contentType }, timeoutMs, signal) {
      const url = `${root}/cgi-bin/${api}?${new URLSearchParams(query)}`
      const timeout = AbortSignal.timeout(timeoutMs)
      try {
        const response = await fetchImpl(url, {
          method,
          body,
          headers: contentType ? { 'content-type': contentType } : {},
          signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
          redirect: 'error',
        })
        const bytes = Buffer.from(await response.arrayBuffer())
        return { status: response.status, headers: response.headers, bytes }
      } catch (error) {
        // The address holds the access token and the secret: neither it nor the error that may quote it goes on.
        throw unanswered(api, timeout.aborted ? `no answer within ${timeoutMs} ms` : `no answer (${codeOf(error)})`)
      }
    },
  }
}

const Head = z.looseObject({ errcode: z.number().int().default(0), errmsg: z.string().default('') })

/** The JSON of an answer, or the WecomError it stands for. A missing `errcode` is 0 (wecom-protocol §2). */
export function readAnswer(api: string, answer: HttpAnswer): Record<string, unknown> {
  const json = parseObject(answer.bytes)
  if (answer.status >= 500 || json === null) throw unanswered(api, `no JSON came back (HTTP ${answer.status})`)
  const head = Head.safeParse(json)
  if (!head.success) throw unanswered(api, 'errcode is no number')
  if (head.data.errcode !== 0) throw refusal(api, head.data.errcode, head.data.errmsg)
  return json
}

function parseObject(bytes: Buffer): Record<string, unknown> | null {
  try {
    const json: unknown = JSON.parse(bytes.toString('utf8'))
    return typeof json === 'object' && json !== null && !Array.isArray(json) ? { ...json } : null
  } catch {
    return null
  }
}

function codeOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined
  const code = cause && typeof cause === 'object' && 'code' in cause ? cause.code : undefined
  return typeof code === 'string' ? code : error instanceof Error ? error.name : 'unknown'
}
