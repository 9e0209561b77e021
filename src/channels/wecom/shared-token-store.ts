import { z } from 'zod'
import type { Clock } from '../../platform/clock'
import type { SharedCache } from '../../platform/shared-cache/shared-cache'
import type { TokenStore } from './access-token'

const FLIGHT_MS = 15_000
/** Longer than the longest pause, so that the next refusal still counts on. */
const REMEMBERED_MS = 3 * 3600_000
const Refusal = z.object({ errcode: z.number(), until: z.coerce.date(), times: z.number() })

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
    async refusal() {
      const kept = Refusal.safeParse(parsed(await cache.get(`${key}:refused`)))
      return kept.success ? kept.data : null
    },
    async refuse(refusal) {
      const name = `${key}:refused`
      if (refusal) return cache.set(name, JSON.stringify(refusal), REMEMBERED_MS)
      const kept = await cache.get(name)
      if (kept !== null) await cache.compareAndDelete(name, kept)
    },
  }
}

function split(kept: string): [string, string | undefined] {
  const at = kept.indexOf(' ')
  return at < 0 ? [kept, undefined] : [kept.slice(0, at), kept.slice(at + 1)]
}

function parsed(json: string | null): unknown {
  try {
    return json === null ? null : (JSON.parse(json) as unknown)
  } catch {
    return null
  }
}
