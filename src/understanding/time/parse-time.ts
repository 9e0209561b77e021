import type { Wall } from './calendar'
import { addMonths, DAY, HOUR, MINUTE, parts, startOfDay, toIso, toWall, WEEK } from './calendar'
import { readTimes } from './read-times'
import type { TimeReading } from './read-times'
import { expandWords } from './everyday-words'

export interface AppointmentReading {
  /** ISO with offset; never before the message was sent. */
  from: string
  to: string | null
  text: string
  /** What a careful person would ask back: only a day was said, the hour may be morning or evening, it is night. */
  doubt: 'day_only' | 'half_of_day' | 'night' | null
}

const DEFAULT_ZONE = 'Asia/Shanghai'

/**
 * When somebody may come: 明早九点, 下周三下午, 半小时后, 周六两点到四点. Reckoned from when the message was sent, turned to
 * the future, and by day where the half of the day was left out; null where no time to come is meant.
 */
export function parseTime(text: string, at: Date, timeZone: string = DEFAULT_ZONE): AppointmentReading | null {
  const now = toWall(at, timeZone)
  const { words, origin } = expandWords(text)
  for (const reading of readTimes(words, now)) {
    const visit = toVisit(reading, now)
    if (!visit) continue
    const quote = text.slice(origin[reading.start] ?? 0, origin[reading.end] ?? text.length)
    return {
      from: toIso(visit.from, timeZone),
      to: visit.to === null ? null : toIso(visit.to, timeZone),
      text: quote,
      doubt: visit.doubt,
    }
  }
  return null
}

interface Visit {
  from: Wall
  to: Wall | null
  doubt: AppointmentReading['doubt']
}

function toVisit(reading: TimeReading, now: Wall): Visit | null {
  let { from, to } = reading.interval
  if (
    from === null ||
    reading.interval.grain === 'year' ||
    reading.interval.grain === 'long' ||
    reading.interval.grain === 'quarter'
  )
    return null
  const moved = toFuture(reading, from, to, now)
  if (!moved) return null
  ;({ from, to } = moved)
  if (reading.bound === 'before') return to === null || to <= now ? null : { from: now, to, doubt: null }
  if (reading.clock) {
    const lead = shiftHalf(reading, from, now)
    from += lead
    if (to !== null) to += lead
    if (to !== null && reading.clockTo === null && reading.clock.grain !== 'part') to = null
    if (reading.bound === 'after') to = null
    if (from + MINUTE <= now) {
      if (to === null || to <= now) return null
      from = now // the window has begun
    }
    const hour = parts(from).hour
    const night = hour < 7 || hour >= 22
    return {
      from,
      to,
      doubt: night
        ? 'night'
        : !reading.clock.sure && lead === 0 && hour <= 12 && hour >= 7
          ? hour >= 9 && hour <= 11
            ? null
            : 'half_of_day'
          : null,
    }
  }
  if (reading.interval.grain === 'hour' || reading.interval.grain === 'minute' || reading.interval.grain === 'second') {
    const hour = parts(from).hour
    return { from, to: null, doubt: hour < 7 || hour >= 22 ? 'night' : null }
  }
  return { from: Math.max(from, now), to, doubt: 'day_only' }
}

/** A weekday that has gone by is next week's, 3号 next month's, 3月5日 next year's; 昨天 stays past and is no visit. */
function toFuture(
  reading: TimeReading,
  from: Wall,
  to: Wall | null,
  now: Wall,
): { from: Wall; to: Wall | null } | null {
  const end = to ?? from + HOUR
  if (end > now || reading.bound === 'after') return { from, to }
  const { repeats } = reading.interval
  if (!reading.hasDate && reading.clock) {
    // A clock alone: this afternoon where the morning has gone and no half was said, else tomorrow.
    const half = !reading.clock.sure && from + 12 * HOUR > now ? 12 * HOUR : DAY
    return { from: from + half, to: to === null ? null : to + half }
  }
  if (repeats === 'week') return { from: from + WEEK, to: to === null ? null : to + WEEK }
  if (repeats) {
    const months = repeats === 'month' ? 1 : 12
    return { from: addMonths(from, months), to: to === null ? null : addMonths(to, months) }
  }
  return null
}

/** 明天3点 is the afternoon: nobody is visited at three in the morning unless 凌晨 is said. */
function shiftHalf(reading: TimeReading, from: Wall, now: Wall): number {
  const { clock } = reading
  if (!clock || clock.sure || clock.grain === 'part') return 0
  const hour = parts(from).hour
  if (hour >= 1 && hour <= 6) return 12 * HOUR
  if (startOfDay(from) === startOfDay(now) && from <= now && hour <= 11) return 12 * HOUR
  return 0
}
