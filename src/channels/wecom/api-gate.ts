import type { Clock } from '../../platform/clock'
import type { SharedPauses } from './shared-pauses'
import { WecomError } from './wecom-error'

/**
 * Holds calls back while an API is blocked (wecom-protocol §10: as long as the window that was exceeded), and keeps the
 * number of calls under way per API small.
 */
export class ApiGate {
  private readonly states = new Map<string, GateState>()

  constructor(
    private readonly clock: Clock,
    private readonly widest = 16,
    private readonly others?: SharedPauses,
  ) {
    others?.hear((api, until) => {
      const state = this.stateOf(api)
      state.pausedUntil = Math.max(state.pausedUntil, until.getTime())
    })
  }

  /** Runs `work` when its turn comes; throws at once while the API is paused. */
  async pass<T>(api: string, work: () => Promise<T>): Promise<T> {
    const state = this.stateOf(api)
    this.refuseWhilePaused(api, state)
    // In a loop: whoever was woken may find that the width shrank meanwhile.
    while (state.running >= state.width) await new Promise<void>((resolve) => state.waiting.push(resolve))
    this.refuseWhilePaused(api, state)
    state.running += 1
    try {
      return await work()
    } finally {
      state.running -= 1
      state.waiting.shift()?.()
    }
  }

  /** After 45009 and its kin; gives the pause in milliseconds. Which window was exceeded is not told, so it grows. */
  throttled(api: string, errcode: number): number {
    const state = this.stateOf(api)
    const now = this.clock.now().getTime()
    if (now - state.pausedUntil > FORGIVEN_AFTER_MS) state.strikes = 0
    const steps = errcode === 45009 ? WINDOWS_MS : BRIEF_MS
    const ms = steps[Math.min(state.strikes, steps.length - 1)] ?? MINUTE
    state.strikes += 1
    if (errcode === 45033) state.width = Math.max(1, Math.floor(state.width / 2))
    state.pausedUntil = Math.max(state.pausedUntil, now + ms)
    // Too many at once (45033) is this process's affair; a window that is used up is everybody's.
    if (errcode === 45009) this.others?.tell(api, new Date(state.pausedUntil))
    return ms
  }

  succeeded(api: string): void {
    const state = this.stateOf(api)
    if (state.width < this.widest && this.clock.now().getTime() - state.pausedUntil > MINUTE) state.width += 1
  }

  private refuseWhilePaused(api: string, state: GateState): void {
    const ms = state.pausedUntil - this.clock.now().getTime()
    if (ms <= 0) return
    state.waiting.shift()?.()
    const what = `paused for ${Math.ceil(ms / 1000)} s by a rate limit`
    throw new WecomError({ api, errcode: 45009, errorClass: 'throttled', retryAfterMs: ms, what })
  }

  private stateOf(api: string): GateState {
    const found = this.states.get(api)
    if (found) return found
    const made = { pausedUntil: 0, strikes: 0, width: this.widest, running: 0, waiting: [] }
    this.states.set(api, made)
    return made
  }
}

interface GateState {
  pausedUntil: number
  strikes: number
  width: number
  running: number
  waiting: Array<() => void>
}

const MINUTE = 60_000
/** The minute's limit, the same once more, then the hour's: a second strike soon after the first was no minute's limit. */
const WINDOWS_MS = [MINUTE, MINUTE, 10 * MINUTE, 60 * MINUTE]
/** Too many at once, or edits in conflict: a breath is enough. */
const BRIEF_MS = [1_000, 2_000, 5_000, 15_000, 30_000]
const FORGIVEN_AFTER_MS = 10 * MINUTE
