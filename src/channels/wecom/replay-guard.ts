import type { Clock } from '../../platform/clock'

/**
 * Remembers which genuine letters were taken (wecom-protocol §3.6 check 8). A letter that comes again while the first is
 * being stored waits for the same result, so a failed store is tried again by the vendor's next delivery.
 */
export class ReplayGuard {
  private readonly taken = new Map<string, { untilMs: number; done: Promise<void> }>()

  constructor(
    private readonly clock: Clock,
    private readonly keepMs: number,
    /** Bounded, so that a flood of genuine letters costs memory once; a forgotten one is harmless, handlers are idempotent. */
    private readonly limit = 50_000,
  ) {}

  /** Runs `work` unless the same letter was taken before; false when it was. */
  async once(signature: string, work: () => Promise<void>): Promise<boolean> {
    this.forgetOld()
    const before = this.taken.get(signature)
    if (before) {
      await before.done
      return false
    }
    const done = work()
    // The rejection is the caller's to handle; a waiting twin sees it through its own await.
    done.catch(() => this.taken.delete(signature))
    this.taken.set(signature, { untilMs: this.clock.now().getTime() + this.keepMs, done })
    await done
    return true
  }

  private forgetOld(): void {
    const now = this.clock.now().getTime()
    for (const [signature, { untilMs }] of this.taken) {
      if (untilMs > now && this.taken.size < this.limit) return
      this.taken.delete(signature)
    }
  }
}
