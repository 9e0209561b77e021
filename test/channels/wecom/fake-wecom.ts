import type { WecomApiDeps } from '../../../src/channels/wecom/api-client'
import { createWecomApi } from '../../../src/channels/wecom/api-client'
import { ManualClock } from '../../../src/platform/clock'
import { Notes } from './notes'

export interface Seen {
  api: string
  query: URLSearchParams
  body: string
}
type Reply = Record<string, unknown> | Response | Error
type Script = (seen: Seen, count: number) => Reply | Promise<Reply>

/** WeCom as a function: each API answers by its script, `{}` (errcode 0) without one; `gettoken` counts its tokens. */
export class FakeWecom {
  readonly seen: Seen[] = []
  readonly clock = new ManualClock('2026-11-21T10:00:00Z')
  readonly log = new Notes()
  readonly pauses: number[] = []
  private readonly scripts = new Map<string, Script>()
  private tokens = 0

  constructor() {
    this.on('gettoken', () => ({ access_token: `SECRET-TOKEN-${(this.tokens += 1)}`, expires_in: 7200 }))
  }

  on(api: string, script: Script): void {
    this.scripts.set(api, script)
  }

  calls(api: string): Seen[] {
    return this.seen.filter((one) => one.api === api)
  }

  api(deps: Partial<WecomApiDeps> = {}, base = 'https://wecom.test') {
    return createWecomApi(
      { base, corpId: 'wwcorp', secret: 'SECRET-OF-APP', agentId: 1000002 },
      {
        clock: this.clock,
        log: this.log,
        fetch: this.fetch,
        random: () => 0.5,
        pause: async (ms) => void this.pauses.push(ms),
        ...deps,
      },
    )
  }

  readonly fetch: typeof fetch = async (input, init) => {
    const url = new URL(String(input))
    const api = url.pathname.replace(/^.*\/cgi-bin\//, '')
    const seen = {
      api,
      query: url.searchParams,
      body: init?.body ? Buffer.from(init.body as Uint8Array).toString() : '',
    }
    this.seen.push(seen)
    const reply = await (this.scripts.get(api) ?? (() => ({})))(seen, this.calls(api).length)
    init?.signal?.throwIfAborted()
    if (reply instanceof Error) throw reply
    return reply instanceof Response ? reply : Response.json({ errcode: 0, errmsg: 'ok', ...reply })
  }
}
