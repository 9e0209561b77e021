import type { Redis } from '../redis'
import type { Wire } from './wire'

/**
 * Signals over Redis, and over `fallback` whenever Redis cannot take one. Both are listened to always: the process that
 * tells decides which way a signal goes, and another one may have lost Redis at another moment.
 */
export function redisWire(redis: Redis, fallback?: Wire): Wire {
  const channel = `${redis.namespace}:signals`
  return {
    async open(hear) {
      redis.subscribe(channel, hear)
      await fallback?.open(hear)
    },
    async send(message) {
      try {
        const receivers = await redis.run((client) => client.publish(channel, message))
        // Nobody, not even we, listens: Redis has just come back, and the subscriptions follow.
        if (receivers > 0) return
      } catch (error) {
        if (!fallback) throw error
      }
      await fallback?.send(message)
    },
    async close() {
      await fallback?.close()
    },
  }
}
