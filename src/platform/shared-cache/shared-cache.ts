/**
 * Values that several processes share and that may vanish at any moment (design.md D3): the access token of WeCom, hot
 * copies. Nothing here ever fails or waits for long; without Redis it is slower or done twice, never wrong.
 */
export interface SharedCache {
  get(key: string): Promise<string | null>
  set(key: string, value: string, ttlMs: number): Promise<void>
  /**
   * Forgets the value if it still is `expected`; says whether it did. Who finds a token dead must not throw away the fresh
   * one that somebody fetched meanwhile.
   */
  compareAndDelete(key: string, expected: string): Promise<boolean>
  /**
   * Runs `work` while nobody else runs it under this key, which saves doing it twice. Nobody waits longer than `ttlMs`
   * for a holder, here or elsewhere, and then goes ahead: a second flight is a waste, a hang is an outage.
   */
  withLock<T>(key: string, ttlMs: number, work: () => Promise<T>): Promise<T>
}

/** The value, or what `fetch` brings: one flight for all who ask at the same time, in whatever process. */
export async function fetchOnce(
  cache: SharedCache,
  key: string,
  fetch: () => Promise<{ value: string; ttlMs: number }>,
  flightMs = 10_000,
): Promise<string> {
  const known = await cache.get(key)
  if (known !== null) return known
  return cache.withLock(key, flightMs, async () => {
    const landed = await cache.get(key)
    if (landed !== null) return landed
    const { value, ttlMs } = await fetch()
    if (ttlMs > 0) await cache.set(key, value, ttlMs)
    return value
  })
}
