import { spansOn, type StaffHours } from '../../platform/staff-hours'
import { fromZoned, zonedDay, zonedParts } from '../../platform/zoned-time'

export interface WorkingTime {
  zone: string
  hours: StaffHours
  isWorkday?: (day: string) => boolean
}

/** The moment at which `minutes` of staff time have passed since `at`. With no staff hours at all the wall clock counts. */
export function addOpenMinutes(at: Date, minutes: number, { zone, hours }: WorkingTime): Date {
  let leftMs = minutes * MINUTE
  if (hours.week.every((spans) => spans.length === 0)) return new Date(at.getTime() + leftMs)
  const today = zonedParts(at, zone)
  for (let ahead = 0; ; ahead++) {
    const day = { year: today.year, month: today.month, day: today.day + ahead }
    for (const span of spansOn(hours, day)) {
      const from = Math.max(fromZoned({ ...day, minute: span.from }, zone).getTime(), at.getTime())
      const to = fromZoned({ ...day, minute: span.to }, zone).getTime()
      if (to <= from) continue
      if (leftMs <= to - from) return new Date(from + leftMs)
      leftMs -= to - from
    }
  }
}

/** How much staff time lies between two moments, in whole minutes; negative when `to` has passed. */
export function openMinutesBetween(from: Date, to: Date, time: WorkingTime): number {
  if (to < from) return -openMinutesBetween(to, from, time)
  const { zone, hours } = time
  if (hours.week.every((spans) => spans.length === 0)) return Math.floor((to.getTime() - from.getTime()) / MINUTE)
  const today = zonedParts(from, zone)
  let openMs = 0
  for (let ahead = 0; ; ahead++) {
    const day = { year: today.year, month: today.month, day: today.day + ahead }
    if (fromZoned({ ...day }, zone) >= to) return Math.floor(openMs / MINUTE)
    for (const span of spansOn(hours, day)) {
      const begins = Math.max(fromZoned({ ...day, minute: span.from }, zone).getTime(), from.getTime())
      const ends = Math.min(fromZoned({ ...day, minute: span.to }, zone).getTime(), to.getTime())
      openMs += Math.max(0, ends - begins)
    }
  }
}

/** The end of the `count`-th working day after the day of `at`: when its office closes, else midnight. */
export function endOfWorkingDay(
  at: Date,
  count: number,
  { zone, hours, isWorkday = isMondayToFriday }: WorkingTime,
): Date {
  const { year, month, day } = zonedParts(at, zone)
  let ahead = 0
  // A year without a working day is a broken calendar; it must not hang us.
  for (let found = 0; found < count && ahead < 366;) {
    ahead++
    if (isWorkday(zonedDay(fromZoned({ year, month, day: day + ahead, hour: 12 }, zone), zone))) found++
  }
  const noon = zonedParts(fromZoned({ year, month, day: day + ahead, hour: 12 }, zone), zone)
  const closes = hours.week[noon.weekday - 1]?.at(-1)?.to ?? 24 * 60
  return fromZoned({ year, month, day: day + ahead, minute: closes }, zone)
}

const MINUTE = 60_000

function isMondayToFriday(day: string): boolean {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay()
  return weekday >= 1 && weekday <= 5
}
