import type { Finding } from '../../../platform/health/finding'
import { TIME_WINDOW_MS } from '../callback'

const NOTICEABLE_MS = 60_000

/** Callbacks carry a time: with a clock too far off they are refused as replays (wecom-protocol §3.6). */
export function checkClock(offsetMs: number | null): Finding[] {
  if (offsetMs === null) return []
  const about = { area: 'app', what: '服务器时间' } as const
  if (Math.abs(offsetMs) < NOTICEABLE_MS) return [{ ...about, state: 'ok', sentence: '和企业微信一致' }]
  const far = `比企业微信${offsetMs > 0 ? '慢' : '快'} ${wordsFor(Math.abs(offsetMs))}`
  const remedy = '打开服务器的自动对时（例如 timedatectl set-ntp true），再重启首问'
  if (Math.abs(offsetMs) <= TIME_WINDOW_MS)
    return [{ ...about, state: 'hint', sentence: `${far}，记录里的时间不准`, remedy }]
  return [{ ...about, state: 'bad', sentence: `${far}，企业微信发来的消息会被当作过期的拒绝`, remedy }]
}

function wordsFor(ms: number): string {
  return ms < 3600_000 ? `${Math.round(ms / 60_000)} 分钟` : `${Math.round(ms / 3600_000)} 小时`
}
