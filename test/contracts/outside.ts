/* eslint-disable @typescript-eslint/no-explicit-any -- what stands outside reads JSON as it comes */
import type { Clock } from '../../src/platform/clock'
import { startRunningApp } from '../support/running-app'
import type { RunningApp } from '../support/running-app'
import { until } from '../support/until'

/** A Monday morning within staff hours; a turn's clock, not the machine's. */
export const MONDAY = '2026-11-23T10:00:00+08:00'
export const SAME_AFTERNOON = '2026-11-23T15:00:00+08:00'

export interface Answered {
  status: number
  body: any
}

/** The product as a client sees it: HTTP and JSON, nothing else. */
export interface Outside {
  app: RunningApp
  get(path: string): Promise<any>
  ask(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<Answered>
  /** One message of an owner; a text, or any of the web chat's bodies. */
  send(user: string, message: string | object, extra?: object): Promise<Answered>
  /** Several messages, each after the answer to the one before; the last answer. */
  talk(user: string, lines: readonly (string | object)[], extra?: object): Promise<any>
  exchanges(query: string): Promise<any[]>
  casesOf(user: string): Promise<any[]>
  act(caseId: string, body: object): Promise<Answered>
  /** A repair of its own home, from the first words to the number. */
  repair(user: string, options?: { at?: string; home?: string; community?: string }): Promise<any>
  /** Words of ours that come by themselves, after a job has run. */
  hears(user: string, pattern: RegExp): Promise<any>
  stop(): Promise<void>
}

let rooms = 100

export async function startOutside(env: Record<string, string> = {}, clock?: Clock): Promise<Outside> {
  const app = await startRunningApp(env, undefined, clock)
  const ask: Outside['ask'] = (method, path, body) => app.api(method, path, body)
  const get = async (path: string) => {
    const { status, body } = await ask('GET', path)
    if (status !== 200) throw new Error(`GET ${path}: ${status} ${JSON.stringify(body)}`)
    return body
  }
  const send: Outside['send'] = (user, message, extra = {}) =>
    ask('POST', '/api/v1/web-chat/messages', {
      user,
      at: MONDAY,
      ...(typeof message === 'string' ? { text: message } : message),
      ...extra,
    })
  const exchanges: Outside['exchanges'] = async (query) => (await get(`/api/v1/exchanges?limit=500&${query}`)).items
  const casesOf: Outside['casesOf'] = async (user) =>
    (await get(`/api/v1/cases?limit=500&user=${encodeURIComponent(user)}`)).items
  const talk: Outside['talk'] = async (user, lines, extra) => {
    let last: any
    for (const line of lines) {
      const { status, body } = await send(user, line, extra)
      if (status !== 200) throw new Error(`${JSON.stringify(line)}: ${status} ${JSON.stringify(body)}`)
      last = body
    }
    return last
  }
  return {
    app,
    ask,
    get,
    send,
    talk,
    exchanges,
    casesOf,
    act: (caseId, body) => ask('POST', `/api/v1/cases/${caseId}/actions`, body),
    async repair(user, { at = MONDAY, home = `3栋1单元${++rooms}`, community } = {}) {
      const lines = [`${home}厨房水龙头漏水`, '明天上午9点到11点', '我叫李雷，电话13900000001', '确认']
      await talk(user, lines, { at, ...(community === undefined ? {} : { community }) })
      const filed = (await casesOf(user)).at(-1)
      if (filed?.kind !== 'repair') throw new Error(`nothing was filed for ${user}`)
      return filed
    },
    async hears(user, pattern) {
      let found: any
      await until(async () => {
        found = (await exchanges(`user=${encodeURIComponent(user)}`)).find(
          (item) => item.direction === 'out' && pattern.test(item.text),
        )
        return found !== undefined
      }, `${user} to hear ${pattern}`)
      return found
    },
    stop: () => app.stop(),
  }
}
