import { z } from 'zod'
import type { Clock } from '../../platform/clock'
import type { SharedCache } from '../../platform/shared-cache/shared-cache'
import type { KeptToken, TokenStore } from './access-token'

const Kept = z.object({ token: z.string().min(1), refreshAt: z.coerce.date() })
/** Longer than three attempts at `gettoken`; who waits in vain goes ahead alone. */
const FLIGHT_MS = 20_000

/** The token where all processes find it. What is lost there costs one `gettoken`. */
export function createSharedTokenStore(
  cache: SharedCache,
  clock: Clock,
  app: { corpId: string; agentId: number },
): TokenStore {
  // KF and app calls go through the same app and share its token (wecom-protocol §4).
  const key = `wecom-token:${app.corpId}:${app.agentId}`

  return {
    read: async () => parse(await cache.get(key)),
    write: (kept) =>
      cache.set(key, JSON.stringify(kept), Math.max(1_000, kept.refreshAt.getTime() - clock.now().getTime())),
    forget: async (token) => {
      const value = await cache.get(key)
      if (value !== null && parse(value)?.token === token) await cache.compareAndDelete(key, value)
    },
    alone: (work) => cache.withLock(key, FLIGHT_MS, work),
  }
}

function parse(value: string | null): KeptToken | null {
  try {
    return value === null ? null : (Kept.safeParse(JSON.parse(value)).data ?? null)
  } catch {
    return null
  }
}
