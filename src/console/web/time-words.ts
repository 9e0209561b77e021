/** Days from the day of a time to today, both on the calendar the time was written with, wherever the browser is. */
export function daysAgo(iso: string, now = new Date()): number {
  const [, sign = '+', hours = '0', minutes = '0'] = /([+-])(\d{2}):(\d{2})$/.exec(iso) ?? []
  const offsetMs = (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000
  return Math.floor((now.getTime() + offsetMs) / DAY_MS) - Math.floor((Date.parse(iso) + offsetMs) / DAY_MS)
}

/** `今天 9:30`, `昨天 18:05`, `11月20日 9:30`, by the clock the time was written with. */
export function timeWords(iso: string, now = new Date()): string {
  const [day = '', clock = ''] = iso.split('T')
  const time = clock.slice(0, 5).replace(/^0/, '')
  const name = DAY_NAMES[daysAgo(iso, now)]
  if (name !== undefined) return `${name} ${time}`
  const [year, month, date] = day.split('-').map(Number)
  return `${year === now.getFullYear() ? '' : `${year}年`}${month}月${date}日 ${time}`
}

const DAY_MS = 86_400_000
const DAY_NAMES: Record<number, string> = { [-1]: '明天', 0: '今天', 1: '昨天' }
