import { fromZoned, toIsoWithOffset, zonedParts } from '../../platform/zoned-time'

/**
 * A time on the wall, as milliseconds of a clock without zone. All reckoning is done with these; the zone comes in when
 * reading the moment a message was sent, and when an answer leaves.
 */
export type Wall = number

export const SECOND = 1000
export const MINUTE = 60 * SECOND
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR
export const WEEK = 7 * DAY

export function wall(year: number, month = 1, day = 1, hour = 0, minute = 0, second = 0): Wall {
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  date.setUTCHours(hour, minute, second, 0)
  return date.getTime()
}

export function toWall(date: Date, zone: string): Wall {
  const parts = zonedParts(date, zone)
  return wall(parts.year, parts.month, parts.day, parts.hour, parts.minute, parts.second)
}

export function toIso(time: Wall, zone: string): string {
  return toIsoWithOffset(toDate(time, zone), zone).replace(/\.\d{3}/, '')
}

export function toDate(time: Wall, zone: string): Date {
  const { year, month, day, hour, minute, second } = parts(time)
  return fromZoned({ year, month, day, hour, minute, second }, zone)
}

export function parts(time: Wall): {
  year: number
  month: number
  day: number
  hour: number
  minute: number
  second: number
  weekday: number
} {
  const date = new Date(time)
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    weekday: date.getUTCDay() || 7,
  }
}

export const startOfDay = (time: Wall): Wall => Math.floor(time / DAY) * DAY

export const startOfWeek = (time: Wall): Wall => startOfDay(time) - (parts(time).weekday - 1) * DAY

export const startOfMonth = (time: Wall): Wall => wall(parts(time).year, parts(time).month)

/** The same day so many months on, or the last of that month where it has no such day. */
export function addMonths(time: Wall, months: number): Wall {
  const { year, month, day } = parts(time)
  const first = wall(year, month + months)
  return first + (Math.min(day, daysInMonth(first)) - 1) * DAY + (time - startOfDay(time))
}

export function daysInMonth(time: Wall): number {
  const { year, month } = parts(time)
  return (wall(year, month + 1) - wall(year, month)) / DAY
}
