import type { Clock } from '../../platform/clock'
import type { SharedCache } from '../../platform/shared-cache/shared-cache'
import type { TokenStore } from './access-token'

const FLIGHT_MS = 15_000

/** The access token as all processes share it: cached with its time, fetched by one at a time, forgotten only if it is still the dead one. */
export function createTokenStore(cache: SharedCache, options: { key: string; clock: Clock }): TokenStore {
  const { key, clock } = options
  return {
    async read() {
      const kept = await cache.get(key)
      if (kept === null) return null
      const [refreshAt, token] = split(kept)
      return token === undefined ? null : { token, refreshAt: new Date(Number(refreshAt)) }
    },
    async write({ token, refreshAt }) {
      await cache.set(
        key,
        `${refreshAt.getTime()} ${token}`,
        Math.max(1000, refreshAt.getTime() - clock.now().getTime()),
      )
    },
    async forget(token) {
      const kept = await cache.get(key)
      if (kept !== null && split(kept)[1] === token) await cache.compareAndDelete(key, kept)
    },
    alone: (work) => cache.withLock(`${key}:flight`, FLIGHT_MS, work),
  }
}

function split(kept: string): [string, string | undefined] {
  const at = kept.indexOf(' ')
  return at < 0 ? [kept, undefined] : [kept.slice(0, at), kept.slice(at + 1)]
}
