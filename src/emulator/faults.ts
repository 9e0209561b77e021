import type { SeededRandom } from './random'

export const FAULTS = [
  /** errcode -1. */
  'busy',
  /** Any errcode (`errcode`), for what has no name of its own: 60020, 48002 … */
  'errcode',
  /** 45009 for `ms` of the clock (default a minute) on this API; calling it meanwhile is a violation. */
  'rateLimit',
  /** The socket is accepted and nothing comes for `ms` of real time (default 30 s), then the connection breaks. */
  'hang',
  /** The connection is destroyed; with `when: 'after'` the effect has happened and only the answer is lost. */
  'reset',
  /** HTTP 502 with a page of HTML. */
  'badGateway',
  /** HTTP 200 with half a JSON text. */
  'malformed',
  /** The answer comes `ms` of real time late. */
  'slow',
  /** The access token dies just before the call: 40014, or `errcode: 42001`. */
  'tokenDeath',
  /** Fields that are empty or zero are left out of the answer. */
  'omitEmpty',
  /** errcode 0 with a warning in errmsg. */
  'oddErrmsg',
  /** sync_msg: an empty list with has_more 1. */
  'emptyPage',
  /** sync_msg: one item with has_more 1, even at the end. */
  'shortPage',
  /** sync_msg: the callback's token is refused with 95007. */
  'msgTokenDeath',
  /** send_msg is accepted, not delivered, and reported by `msg_send_fail` with `failType` (default 10). */
  'sendFail',
  /** The servicer goes off duty just before `trans` to 3: 95019. */
  'servicerLeaves',
  /** A callback is not sent at all. */
  'lostCallback',
  /** A callback is sent twice: the same bytes, or (`fresh`) with a new timestamp, nonce and ciphertext. */
  'doubleCallback',
  /** A callback waits until after the next one; if none follows it is lost. */
  'reorderedCallback',
] as const
export type FaultKind = (typeof FAULTS)[number]

export interface FaultRule {
  /** Part of the path, such as `kf/send_msg`; without it every path. `kf/send_msg` does not mean `kf/send_msg_on_event`. */
  on?: string
  /** How often; 1 when there is no probability either, without limit when there is one. */
  times?: number
  probability?: number
  /** Calls to let pass first. */
  skip?: number
  /** Before the effect (default) or after it: hang, reset, badGateway, malformed. */
  when?: 'before' | 'after'
  ms?: number
  errcode?: number
  failType?: number
  fresh?: boolean
}
export type FaultOrders = Partial<Record<FaultKind, FaultRule | FaultRule[]>>

/** What goes wrong, and how often. Deterministic: rules are looked at in the order they were given. */
export class FaultPlan {
  readonly fired: Array<{ kind: FaultKind; path: string }> = []
  private readonly rules = new Map<FaultKind, Array<FaultRule & { left: number; skipLeft: number }>>()

  constructor(private readonly random: SeededRandom) {}

  /** Adds orders; those of a kind named again are replaced. */
  set(orders: FaultOrders): void {
    for (const kind of FAULTS) {
      const given = orders[kind]
      if (!given) continue
      const list = Array.isArray(given) ? given : [given]
      this.rules.set(
        kind,
        list.map((rule) => ({
          ...rule,
          left: rule.times ?? (rule.probability === undefined ? 1 : Infinity),
          skipLeft: rule.skip ?? 0,
        })),
      )
    }
  }

  clear(): void {
    this.rules.clear()
  }

  /** The rule that strikes now, used up by one; undefined when all is well. */
  strike(kind: FaultKind, path: string, when: 'before' | 'after' = 'before'): FaultRule | undefined {
    for (const rule of this.rules.get(kind) ?? []) {
      if (rule.left <= 0 || (rule.when ?? 'before') !== when || !matches(rule.on, path)) continue
      if (rule.skipLeft > 0) {
        rule.skipLeft -= 1
        continue
      }
      if (rule.probability !== undefined && this.random.next() >= rule.probability) continue
      rule.left -= 1
      this.fired.push({ kind, path })
      return rule
    }
    return undefined
  }
}

function matches(on: string | undefined, path: string): boolean {
  if (on === undefined) return true
  const at = path.indexOf(on)
  if (at < 0) return false
  const next = path.charAt(at + on.length)
  return next === '' || !/[a-z_]/.test(next)
}
