import { useEffect, useState } from 'react'

/** `今天 9:30`, `昨天 18:05`, `11月20日 9:30`, by the clock the time was written with. */
export function timeWords(iso: string): string {
  const short = shortTime(iso)
  return short.includes(' ') ? short : `今天 ${short}`
}

/** The same where room is scarce: of today only the time. */
export function shortTime(iso: string, now = new Date()): string {
  const [day = '', clock = ''] = iso.split('T')
  const time = clock.slice(0, 5).replace(/^0/, '')
  const [year, month, date] = day.split('-').map(Number)
  const age = dayNumber(now.getFullYear(), now.getMonth() + 1, now.getDate()) - dayNumber(year, month, date)
  if (age === 0) return time
  if (age === 1) return `昨天 ${time}`
  if (age === -1) return `明天 ${time}`
  return `${year === now.getFullYear() ? '' : `${year}年`}${month}月${date}日 ${time}`
}

/** `刚刚`, `8分钟`, `3小时20分`, `2天`: how long something lasts. */
export function spanWords(ms: number): string {
  const minutes = Math.floor(ms / 60_000)
  if (minutes < 1) return '刚刚'
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

const dayNumber = (year = 0, month = 1, date = 1) => Date.UTC(year, month - 1, date) / 86_400_000
