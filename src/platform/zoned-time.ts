/** A wall clock in some time zone. `weekday`: 1 is Monday, 7 is Sunday. */
export interface ZonedParts {
  year: number
  /** 1 to 12. */
  month: number
  day: number
  hour: number
  minute: number
  second: number
  millisecond: number
  weekday: number
  /** Minutes east of Greenwich: 480 in Asia/Shanghai. */
  offsetMinutes: number
}

/** What `fromZoned` needs; what is left out is 0. Numbers may overflow: day 32 is the next month's, minute 1470 is tomorrow 00:30. */
export interface WallClock {
  year: number
  month: number
  day: number
  hour?: number
  minute?: number
  second?: number
  millisecond?: number
}

/** What a clock on a wall in `zone` shows at `date`. The machine's own time zone plays no part (contract.md §2, TIME_ZONE). */
export function zonedParts(date: Date, zone: string): ZonedParts {
  const offsetMinutes = offsetAt(date.getTime(), zone)
  const wall = new Date(date.getTime() + offsetMinutes * MINUTE)
  return {
    year: wall.getUTCFullYear(),
    month: wall.getUTCMonth() + 1,
    day: wall.getUTCDate(),
    hour: wall.getUTCHours(),
    minute: wall.getUTCMinutes(),
    second: wall.getUTCSeconds(),
    millisecond: wall.getUTCMilliseconds(),
    weekday: wall.getUTCDay() || 7,
    offsetMinutes,
  }
}

/**
 * The moment at which a clock on a wall in `zone` shows `wall`. A time that summer time skips moves forward by what was
 * skipped; one that happens twice is the first of the two.
 */
export function fromZoned(wall: WallClock, zone: string): Date {
  const asUtc = Date.UTC(
    wall.year,
    wall.month - 1,
    wall.day,
    wall.hour ?? 0,
    wall.minute ?? 0,
    wall.second ?? 0,
    wall.millisecond ?? 0,
  )
  // The offset is that of the moment we look for, so it is looked up a day before and a day after: at most one change lies between.
  const before = offsetAt(asUtc - DAY, zone)
  const after = offsetAt(asUtc + DAY, zone)
  const first = asUtc - before * MINUTE
  if (offsetAt(first, zone) === before) return new Date(first)
  const second = asUtc - after * MINUTE
  return new Date(offsetAt(second, zone) === after ? second : first)
}

/** `2026-11-21T18:30:00.000+08:00`: how every time leaves through JSON (contract.md §2). */
export function toIsoWithOffset(date: Date, zone: string): string {
  const { offsetMinutes } = zonedParts(date, zone)
  const wall = new Date(date.getTime() + offsetMinutes * MINUTE).toISOString().slice(0, -1)
  const distance = Math.abs(offsetMinutes)
  return `${wall}${offsetMinutes < 0 ? '-' : '+'}${pad(Math.floor(distance / 60))}:${pad(distance % 60)}`
}

/** `2026-11-21`: the day on the calendar of `zone`. */
export function zonedDay(date: Date, zone: string): string {
  return toIsoWithOffset(date, zone).slice(0, 10)
}

/**
 * A time as people say it: `今天18:30`, `明天上午9:00`, `11月23日 9:00`, with the year when it is another one than that of
 * `relativeTo`. Without `relativeTo` it is the date and the time.
 */
export function formatChineseTime(date: Date, zone: string, relativeTo?: Date): string {
  const at = zonedParts(date, zone)
  const time = `${at.hour}:${pad(at.minute)}`
  if (!relativeTo) return `${at.month}月${at.day}日 ${time}`
  const now = zonedParts(relativeTo, zone)
  const name = DAY_NAMES[dayNumber(at) - dayNumber(now)]
  if (name) return `${name}${partOfDay(at.hour)}${time}`
  return `${at.year === now.year ? '' : `${at.year}年`}${at.month}月${at.day}日 ${time}`
}

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
const DAY_NAMES: Record<number, string> = { [-1]: '昨天', 0: '今天', 1: '明天', 2: '后天' }

/** From 13 o'clock on the number itself says which half of the day is meant. */
function partOfDay(hour: number): string {
  if (hour < 6) return '凌晨'
  if (hour < 12) return '上午'
  return hour === 12 ? '中午' : ''
}

function dayNumber(parts: ZonedParts): number {
  return Date.UTC(parts.year, parts.month - 1, parts.day) / DAY
}

/** Whole minutes: offsets with seconds ended a century ago, and ISO 8601 cannot write them. */
function offsetAt(time: number, zone: string): number {
  const shown: Record<string, number> = {}
  for (const { type, value } of formatterFor(zone).formatToParts(time)) shown[type] = Number(value)
  const wall = Date.UTC(
    shown.year ?? 0,
    (shown.month ?? 1) - 1,
    shown.day ?? 1,
    shown.hour ?? 0,
    shown.minute ?? 0,
    shown.second ?? 0,
  )
  return Math.round((wall - Math.floor(time / 1000) * 1000) / MINUTE)
}

const formatters = new Map<string, Intl.DateTimeFormat>()

/** Kept: making one costs a hundred times what using it does. */
function formatterFor(zone: string): Intl.DateTimeFormat {
  let formatter = formatters.get(zone)
  if (!formatter) {
    formatter = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
    formatters.set(zone, formatter)
  }
  return formatter
}

const pad = (number: number) => String(number).padStart(2, '0')
