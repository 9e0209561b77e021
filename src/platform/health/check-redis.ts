import { setTimeout as pause } from 'node:timers/promises'
import type { Finding } from './finding'

const PATIENCE_MS = 3000
const about = { area: 'deployment', what: 'Redis' } as const

/** Connects for this one look. */
export async function checkRedis(redisUrl: string | undefined): Promise<Finding> {
  if (redisUrl === undefined) return { ...about, state: 'off', sentence: '未配置，单机或多进程都能正常工作' }
  // Its client is half a second of a start: only who has a Redis loads it.
  const { connectRedis } = await import('../redis')
  const client = connectRedis(redisUrl, { namespace: 'shouwen:doctor' })
  try {
    const deadline = performance.now() + PATIENCE_MS
    while (!client.isUp() && performance.now() < deadline) await pause(50)
    if (client.isUp()) return { ...about, state: 'ok', sentence: '已连接' }
    return { ...about, state: 'bad', sentence: '连不上', remedy: '检查 REDIS_URL；Redis 停了不会丢数据，只是变慢' }
  } finally {
    await client.close()
  }
}
