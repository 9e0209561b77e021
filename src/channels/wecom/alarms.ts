import type { Clock } from '../../platform/clock'
import { barsTheApp } from './error-class'
import { WecomError } from './wecom-error'

/** Something an administrator must put right; until then calls are held back instead of hammering (wecom-protocol §4, §11). */
export interface Alarm {
  errcode: number
  /** `*` when the whole app is barred. */
  api: string
  since: Date
  nextTry: Date
  ip: string | null
}

export class Alarms {
  private readonly raised = new Map<string, Alarm & { times: number }>()

  constructor(private readonly clock: Clock) {}

  list(): Alarm[] {
    return [...this.raised.values()].map(({ times: _times, ...alarm }) => alarm)
  }

  /** Throws while an alarm about this API, or about the app, still backs off. */
  check(api: string): void {
    for (const alarm of [this.raised.get('*'), this.raised.get(api)]) {
      const ms = alarm ? alarm.nextTry.getTime() - this.clock.now().getTime() : 0
      if (!alarm || ms <= 0) continue
      const what = `held back for ${Math.ceil(ms / 1000)} s after errcode ${alarm.errcode}`
      throw new WecomError({
        api,
        errcode: alarm.errcode,
        errorClass: 'configuration',
        retryAfterMs: ms,
        ip: alarm.ip ?? undefined,
        what,
      })
    }
  }

  /** True when this alarm is new. Only what bars the app or an API is kept; one account's trouble is its caller's. */
  raise(api: string, error: WecomError): boolean {
    const errcode = error.errcode ?? 0
    const scope = barsTheApp(errcode) ? '*' : errcode === 48002 ? api : null
    if (scope === null) return false
    const now = this.clock.now().getTime()
    const before = this.raised.get(scope)
    const times = before ? before.times + 1 : 0
    // An address takes effect a minute after it was entered; a wrong secret repeated bans our address for an hour.
    const [firstMs, mostMs] = errcode === 60020 ? [60_000, 600_000] : [300_000, 3600_000]
    const nextTry = new Date(now + Math.min(mostMs, firstMs * 2 ** times))
    this.raised.set(scope, { errcode, api: scope, since: before?.since ?? new Date(now), nextTry, ip: error.ip, times })
    return before?.errcode !== errcode
  }

  /** The app was refused in another process: known here too, and held back as long. */
  adopt(errcode: number, nextTry: Date): void {
    const before = this.raised.get('*')
    const since = before?.since ?? this.clock.now()
    this.raised.set('*', { errcode, api: '*', since, nextTry, ip: before?.ip ?? null, times: before?.times ?? 0 })
  }

  /** A call went through: what barred the app or this API is over. `gettoken` alone proves nothing about the others. */
  clear(api: string): void {
    this.raised.delete(api)
    const app = this.raised.get('*')
    if (app && (api !== 'gettoken' || [40001, 40013].includes(app.errcode))) this.raised.delete('*')
  }
}
