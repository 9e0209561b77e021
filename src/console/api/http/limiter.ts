import type { Clock } from '../../../platform/clock'

/** Counts per key within a window; for guesses and floods, in this process. */
export interface Limiter {
  isOver(key: string): boolean
  count(key: string): void
  readonly windowS: number
}

/** More keys than this at once are an attack with many addresses; the oldest windows are forgotten first. */
const MAX_KEYS = 20_000

export function createLimiter(deps: { clock: Clock; limit: number; windowMs: number }): Limiter {
  const windows = new Map<string, { count: number; until: number }>()
  const now = () => deps.clock.now().getTime()
  return {
    windowS: Math.ceil(deps.windowMs / 1000),
    isOver(key) {
      const window = windows.get(key)
      return window !== undefined && window.until > now() && window.count >= deps.limit
    },
    count(key) {
      const window = windows.get(key)
      if (window !== undefined && window.until > now()) {
        window.count += 1
        return
      }
      windows.delete(key)
      windows.set(key, { count: 1, until: now() + deps.windowMs })
      const oldest = windows.size > MAX_KEYS ? windows.keys().next().value : undefined
      if (oldest !== undefined) windows.delete(oldest)
    },
  }
}
