import { useEffect, useState } from 'react'
import { daysAgo, timeWords } from '../../time-words'

/** The time where room is scarce: of today only the clock. */
export function shortTime(iso: string): string {
  return daysAgo(iso) === 0 ? timeWords(iso).replace(/^今天 /, '') : timeWords(iso)
}

/** `不到1分钟`, `8分钟`, `3小时20分`, `2天`: how long something lasts. */
export function spanWords(ms: number): string {
  const minutes = Math.floor(ms / 60_000)
  if (minutes < 1) return '不到1分钟'
  if (minutes < 60) return `${minutes}分钟`
  if (minutes < 24 * 60) return `${Math.floor(minutes / 60)}小时${minutes % 60 === 0 ? '' : `${minutes % 60}分`}`
  return `${Math.floor(minutes / (24 * 60))}天`
}

/** Left until a time, or how far past it. */
export function dueWords(iso: string, now: number): { words: string; late: boolean } {
  const left = Date.parse(iso) - now
  return left >= 0 ? { words: `还剩${spanWords(left)}`, late: false } : { words: `超时${spanWords(-left)}`, late: true }
}

/** The time now, new twice a minute. */
export function useNow(): number {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = window.setInterval(() => setNow(Date.now()), 30_000)
    return () => window.clearInterval(timer)
  }, [])
  return now
}
