import type { z } from 'zod'
import type { Clock } from '../../../platform/clock'
import { createAccessToken, MemoryTokenStore } from '../access-token'
import type { TokenStore } from '../access-token'
import { TokenAnswer } from '../answers'
import { createHttp, readAnswer } from '../http-exchange'
import { toRawJson } from '../raw-json'
import { unanswered, WecomError } from '../wecom-error'

/**
 * The API as a check-up asks it: one patient attempt more where the network hiccups, and no alarm that would hold a question
 * back, for whoever presses 再查一次 has just changed something.
 */
export interface Probe {
  get<T extends z.ZodType>(api: string, query: Record<string, string>, schema: T): Promise<z.infer<T>>
  post<T extends z.ZodType>(api: string, body: object, schema: T): Promise<z.infer<T>>
  /** Proves corpid and secret. */
  credentials(): Promise<void>
  /** Their clock minus ours, by the last answer; null before one came. Whole seconds. */
  clockOffsetMs(): number | null
}

const PATIENCE_MS = 5_000

export function createProbe(
  app: { base: string; corpId: string; secret: string },
  deps: { clock: Clock; tokens?: TokenStore; fetch?: typeof fetch },
): Probe {
  let offsetMs: number | null = null
  const http = createHttp(app.base, deps.fetch)
  const token = createAccessToken({
    store: deps.tokens ?? new MemoryTokenStore(),
    clock: deps.clock,
    random: () => 0.5,
    fetch: async () => {
      const query = { corpid: app.corpId, corpsecret: app.secret }
      const answer = await ask('GET', 'gettoken', query, undefined, TokenAnswer)
      return { token: answer.access_token, expiresInSeconds: answer.expires_in }
    },
  })

  return {
    get: (api, query, schema) => authorised('GET', api, query, undefined, schema),
    post: (api, body, schema) => authorised('POST', api, {}, toRawJson(body), schema),
    credentials: async () => void (await token.get()),
    clockOffsetMs: () => offsetMs,
  }

  async function authorised<T extends z.ZodType>(
    method: 'GET' | 'POST',
    api: string,
    query: Record<string, string>,
    body: string | undefined,
    schema: T,
    renewed = false,
  ): Promise<z.infer<T>> {
    const access_token = await token.get()
    try {
      return await ask(method, api, { ...query, access_token }, body, schema)
    } catch (error) {
      if (!(error instanceof WecomError) || error.errorClass !== 'token' || renewed) throw error
      await token.refused(access_token)
      return authorised(method, api, query, body, schema, true)
    }
  }

  async function ask<T extends z.ZodType>(
    method: 'GET' | 'POST',
    api: string,
    query: Record<string, string>,
    body: string | undefined,
    schema: T,
    again = false,
  ): Promise<z.infer<T>> {
    try {
      const request = { method, api, query, body, contentType: body === undefined ? undefined : 'application/json' }
      const answer = await http.exchange(request, PATIENCE_MS)
      const theirs = Date.parse(answer.headers.get('date') ?? '')
      if (!Number.isNaN(theirs)) offsetMs = theirs - Math.floor(deps.clock.now().getTime() / 1000) * 1000
      const parsed = schema.safeParse(readAnswer(api, answer))
      if (!parsed.success) throw unanswered(api, `the answer lacks ${parsed.error.issues[0]?.path.join('.')}`)
      return parsed.data
    } catch (error) {
      if (!(error instanceof WecomError) || error.errorClass !== 'transient' || again) throw error
      return ask(method, api, query, body, schema, true)
    }
  }
}
