import type { Clock } from '../clock'

export interface CircuitBreaker {
  /** False while the other side rests; after each rest one caller is let through to try. */
  allows(): boolean
  succeeded(): void
  failed(): void
  readonly isResting: boolean
}

/** Three in a row are no accident. */
const FAILURES_UNTIL_REST = 3
const FIRST_REST_MS = 30_000
/** A dead endpoint costs one slow turn in five minutes, not every turn. */
const LONGEST_REST_MS = 5 * 60_000

/**
 * A model that fails is left alone for a while, longer each time. Otherwise every owner would wait for the deadline while it is
 * down, and it would get our load just when it comes back.
 */
export function createCircuitBreaker(clock: Clock, onChange: (isResting: boolean) => void = () => {}): CircuitBreaker {
  let failures = 0
  let restMs = FIRST_REST_MS
  let restsUntilMs: number | null = null
  let isTrying = false

  return {
    allows() {
      if (restsUntilMs === null) return true
      if (clock.now().getTime() < restsUntilMs || isTrying) return false
      isTrying = true
      return true
    },
    succeeded() {
      failures = 0
      isTrying = false
      restMs = FIRST_REST_MS
      if (restsUntilMs === null) return
      restsUntilMs = null
      onChange(false)
    },
    failed() {
      failures += 1
      const wasResting = restsUntilMs !== null
      if (!wasResting && failures < FAILURES_UNTIL_REST) return
      // Late failures of requests that were under way when the rest began do not make it longer.
      if (wasResting && !isTrying) return
      restsUntilMs = clock.now().getTime() + restMs
      restMs = Math.min(2 * restMs, LONGEST_REST_MS)
      isTrying = false
      if (!wasResting) onChange(true)
    },
    get isResting() {
      return restsUntilMs !== null
    },
  }
}
