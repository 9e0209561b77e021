export const AIBOT_FAULTS = [
  /** A frame of ours is swallowed: no effect, no acknowledgement. */
  'dropFrame',
  /** The effect happens, its acknowledgement is lost. */
  'dropAck',
  /** The connection breaks before the effect … */
  'cutBefore',
  /** … or after it, before the acknowledgement. */
  'cutAfter',
  /** Refused with `errcode`. */
  'errcode',
  /** Acknowledged `ms` of real time late. */
  'slow',
  /** A callback is pushed twice, the second time with another req_id. */
  'doubleCallback',
  /** Half a JSON text, an unknown command and a frame without a body come before the callback. */
  'wrongFrames',
  /** Subscribing is not answered. */
  'silentSubscribe',
] as const
export type AibotFault = (typeof AIBOT_FAULTS)[number]

export interface AibotFaultRule {
  /** The command it strikes; every one without. */
  on?: string
  /** How often; once without. */
  times?: number
  /** Frames to let pass first. */
  skip?: number
  errcode?: number
  ms?: number
}

/** What goes wrong on the long connection, in the order it was asked for. */
export class AibotFaults {
  readonly fired: { kind: AibotFault; on: string }[] = []
  private rules: { kind: AibotFault; rule: AibotFaultRule; left: number; skip: number }[] = []

  set(orders: Partial<Record<AibotFault, AibotFaultRule>>): void {
    for (const kind of AIBOT_FAULTS) {
      const rule = orders[kind]
      if (rule) this.rules.push({ kind, rule, left: rule.times ?? 1, skip: rule.skip ?? 0 })
    }
  }

  clear(): void {
    this.rules = []
  }

  strike(kind: AibotFault, command: string): AibotFaultRule | undefined {
    for (const one of this.rules) {
      if (one.kind !== kind || one.left <= 0 || (one.rule.on !== undefined && one.rule.on !== command)) continue
      if (one.skip > 0) {
        one.skip -= 1
        continue
      }
      one.left -= 1
      this.fired.push({ kind, on: command })
      return one.rule
    }
    return undefined
  }
}
