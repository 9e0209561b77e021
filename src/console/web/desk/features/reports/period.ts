/** Days as `2026-11-21`; without them the server's today. */
export interface Period {
  name: 'today' | 'yesterday' | 'week' | 'month' | 'own'
  from?: string
  to?: string
  community?: string
}

export const FIRST_PERIOD: Period = { name: 'today' }

export const PERIOD_NAMES: { value: Period['name']; label: string }[] = [
  { value: 'today', label: '今天' },
  { value: 'yesterday', label: '昨天' },
  { value: 'week', label: '近7天' },
  { value: 'month', label: '近30天' },
  { value: 'own', label: '自选日期' },
]

/** The days a name stands for, counted from the day in this browser. */
export function daysOf(name: Period['name'], now = new Date()): Pick<Period, 'from' | 'to'> {
  if (name === 'today') return {}
  if (name === 'yesterday') return { from: dayBefore(now, 1), to: dayBefore(now, 1) }
  return { from: dayBefore(now, name === 'month' ? 29 : 6), to: dayBefore(now, 0) }
}

export function dayBefore(now: Date, days: number): string {
  const at = new Date(now.getFullYear(), now.getMonth(), now.getDate() - days)
  return [at.getFullYear(), at.getMonth() + 1, at.getDate()].map((part) => String(part).padStart(2, '0')).join('-')
}
