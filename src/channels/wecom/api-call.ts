import { setTimeout as sleep } from 'node:timers/promises'
import type { z } from 'zod'
import type { Clock } from '../../platform/clock'
import type { AccessToken } from './access-token'
import type { Alarms } from './alarms'
import type { ApiGate } from './api-gate'
import type { DoorLog } from './door-log'
import type { HttpAnswer, HttpPort, HttpRequest } from './http-exchange'
import { readAnswer } from './http-exchange'
import { unanswered, WecomError } from './wecom-error'

export interface CallOptions {
  signal?: AbortSignal
  /** Attempts after a transient failure; 1 for what must not be repeated here (default 3). */
  tries?: number
  /** Of one attempt. */
  timeoutMs?: number
}

export interface ApiCall {
  /** The checked answer of one API. */
  json<T extends z.ZodType>(request: HttpRequest, schema: T, options?: CallOptions): Promise<z.infer<T>>
  /** The answer as it came, for downloads; `read` throws the WecomError it stands for. */
  answer<T>(request: HttpRequest, read: (answer: HttpAnswer) => T, options?: CallOptions): Promise<T>
}

export interface CallDeps {
  http: HttpPort
  /** Null for `gettoken` itself. */
  token: AccessToken | null
  gate: ApiGate
  alarms: Alarms
  clock: Clock
  log: DoorLog
  random(): number
  /** The pause between two attempts; tests do not wait. */
  pause?(ms: number, signal?: AbortSignal): Promise<unknown>
  /** Of one attempt, unless the call says otherwise (default 5 s). */
  timeoutMs?: number
}

/**
 * The policy of wecom-protocol §11 around every call: alarms and rate limits hold it back, a dead token is renewed and the
 * call repeated exactly once, what is transient is tried again with growing pauses, all else rises as a WecomError.
 */
export function createApiCall(deps: CallDeps): ApiCall {
  const { http, token, gate, alarms, log, random } = deps
  const pause = deps.pause ?? ((ms: number, signal?: AbortSignal) => sleep(ms, undefined, { signal }))

  return {
    answer,
    json: (request, schema, options) =>
      answer(request, (came) => parse(request.api, schema, readAnswer(request.api, came)), options),
  }

  async function answer<T>(
    request: HttpRequest,
    read: (answer: HttpAnswer) => T,
    { signal, tries = 3, timeoutMs = deps.timeoutMs ?? 5_000 }: CallOptions = {},
  ): Promise<T> {
    let renewed = false
    for (let attempt = 1; ; attempt += 1) {
      signal?.throwIfAborted()
      alarms.check(request.api)
      const accessToken = token ? await token.get() : null
      try {
        const result = await gate.pass(request.api, async () =>
          read(await http.exchange(withToken(request, accessToken), timeoutMs, signal)),
        )
        gate.succeeded(request.api)
        alarms.clear(request.api)
        return result
      } catch (error) {
        if (!(error instanceof WecomError)) throw error
        if (error.errorClass === 'token' && token && accessToken !== null && !renewed) {
          // Exactly one retry: a second refusal is an error, not a loop.
          renewed = true
          attempt -= 1
          await token.refused(accessToken)
          continue
        }
        const again = error.errorClass === 'transient' && attempt < tries && !signal?.aborted
        if (!again) throw settle(request.api, error)
        await pause(BACKOFF_MS * 3 ** (attempt - 1) * (0.5 + random()), signal)
      }
    }
  }

  /** What a final failure leaves behind: a pause, an alarm, a line in the log. */
  function settle(api: string, error: WecomError): WecomError {
    if (error.errorClass === 'throttled' && error.retryAfterMs === 0) {
      const retryAfterMs = gate.throttled(api, error.errcode ?? 45009)
      log.warn({ api, errcode: error.errcode, retryAfterMs }, 'WeCom limits the rate of an API')
      const { errcode, errorClass } = error
      return new WecomError({ api, errcode, errorClass, retryAfterMs, what: 'rate limited' })
    }
    if (error.errorClass === 'configuration' && error.retryAfterMs === 0 && alarms.raise(api, error))
      log.error(
        { api, errcode: error.errcode, ip: error.ip },
        'WeCom refuses the app: an administrator must look at its settings',
      )
    if (error.errorClass === 'unknown' || error.errorClass === 'bug')
      log.error({ api, errcode: error.errcode, what: error.message }, 'WeCom refused a call that it should have taken')
    return error
  }
}

const BACKOFF_MS = 200

function withToken(request: HttpRequest, accessToken: string | null): HttpRequest {
  return accessToken === null ? request : { ...request, query: { ...request.query, access_token: accessToken } }
}

function parse<T extends z.ZodType>(api: string, schema: T, json: unknown): z.infer<T> {
  const parsed = schema.safeParse(json)
  if (parsed.success) return parsed.data
  throw unanswered(api, `the answer lacks ${parsed.error.issues[0]?.path.join('.') || 'its fields'}`)
}
