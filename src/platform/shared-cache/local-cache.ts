import { z } from 'zod'
import type { Clock } from '../clock'
import type { Signals } from '../signals/signals'
import { createLocalLock } from './local-lock'
import type { SharedCache } from './shared-cache'

const TOPIC = 'shared-cache'
const Notice = z.union([
  z.object({ key: z.string(), value: z.string(), expiresAt: z.number(), version: z.number() }),
  z.object({ key: z.string(), dead: z.string() }),
])
type Notice = z.infer<typeof Notice>

interface Entry {
  value: string
  expiresAt: number
  /** The time it was set, or one more than the version it replaced. */
  version: number
}

/**
 * The cache without Redis: in memory, and told to the other processes by signal, for the token that one of them fetches
 * may end the life of the others' (wecom-protocol §4.1). No table: a lost value costs one fetch. Two processes may fetch at
 * the same time: versions make all of them keep the same one, whatever order the notices arrive in.
 */
export function createLocalCache(clock: Clock, signals: Signals): SharedCache & { close(): void } {
  const entries = new Map<string, Entry>()

  function alive(key: string) {
    const entry = entries.get(key)
    if (entry && entry.expiresAt > clock.now().getTime()) return entry
    entries.delete(key)
    return undefined
  }

  function remove(key: string, expected: string): boolean {
    if (alive(key)?.value !== expected) return false
    return entries.delete(key)
  }

  const unsubscribe = signals.subscribe(TOPIC, (payload) => {
    const notice = parse(payload)
    if (!notice) return
    if ('dead' in notice) remove(notice.key, notice.dead)
    else if (isNewer(notice, alive(notice.key))) entries.set(notice.key, notice)
  })
  const tell = (notice: Notice) => signals.publish(TOPIC, JSON.stringify(notice))

  return {
    async get(key) {
      return alive(key)?.value ?? null
    },
    async set(key, value, ttlMs) {
      const now = clock.now().getTime()
      const version = Math.max(now, (alive(key)?.version ?? 0) + 1)
      const entry = { value, expiresAt: now + ttlMs, version }
      entries.set(key, entry)
      tell({ key, ...entry })
    },
    async compareAndDelete(key, expected) {
      const removed = remove(key, expected)
      if (removed) tell({ key, dead: expected })
      return removed
    },
    withLock: createLocalLock(),
    close: unsubscribe,
  }
}

/** Two set in the same millisecond: any rule will do that everybody follows. */
function isNewer(one: Entry, other: Entry | undefined): boolean {
  if (!other) return true
  return one.version > other.version || (one.version === other.version && one.value > other.value)
}

function parse(payload: string): Notice | undefined {
  try {
    return Notice.safeParse(JSON.parse(payload)).data
  } catch {
    return undefined
  }
}
