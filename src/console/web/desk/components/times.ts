import { useEffect, useState } from 'react'
import { daysAgo, timeWords } from '../../time-words'
import { spanWords } from './span-words'

export { spanWords }

/** The time where room is scarce: of today only the clock. */
export function shortTime(iso: string): string {
  return daysAgo(iso) === 0 ? timeWords(iso).replace(/^今天 /, '') : timeWords(iso)
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
