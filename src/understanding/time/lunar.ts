import { getSolarDateFromLunar, monthDays } from 'chinese-days'
import type { Wall } from './calendar'
import { DAY, wall } from './calendar'

/**
 * 农历 from the tables of chinese-days (ICU's own calendar is a day off in some years, 2027 among them). Only first days of
 * months are asked for, written with slashes: the library reads those as local days, so no time zone moves them, and it
 * never sees a 30 February.
 */
export function lunarMonth(year: number, month: number): { from: Wall; days: number } | null {
  if (year < 1901 || year > 2099 || month < 1 || month > 12) return null
  const [y, m, d] = getSolarDateFromLunar(`${year}/${month}/1`).date.split('-').map(Number)
  return y && m && d ? { from: wall(y, m, d), days: monthDays(year, month) } : null
}

/** The day of a lunar date; null where there is none. */
export function lunarDay(year: number, month: number, day: number): Wall | null {
  const found = lunarMonth(year, month)
  return found && day >= 1 && day <= found.days ? found.from + (day - 1) * DAY : null
}

/** The lunar year and month a day lies in; a leap month counts as the one it repeats. */
export function lunarOf(day: Wall): { year: number; month: number } | null {
  const around = new Date(day).getUTCFullYear()
  for (const year of [around, around - 1]) {
    for (let month = 12; month >= 1; month -= 1) {
      const found = lunarMonth(year, month)
      if (found && day >= found.from) return { year, month }
    }
  }
  return null
}
