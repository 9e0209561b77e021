import type { Wall } from './calendar'
import { addMonths, DAY, HOUR, MINUTE, parts, toIso, toWall, WEEK } from './calendar'
import { parsePhone } from '../slots/parse-phone'
import { readEnglish } from './read-english'
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
 * the future, and by day where the half of the day was left out; null where no time to come is meant. As the answer to
 * "when suits you", 现在 and 随时 are times too; elsewhere they only urge.
 */
export function parseTime(
  text: string,
  at: Date,
  timeZone: string = DEFAULT_ZONE,
  options: { answer?: boolean } = {},
): AppointmentReading | null {
  const now = toWall(at, timeZone)
  const { words, origin } = expandWords(withoutPhone(text))
  for (const reading of readTimes(words, now)) {
    const visit = toVisit(reading, words, now)
    if (!visit) continue
    const quote = text.slice(origin[reading.start] ?? 0, origin[reading.end] ?? text.length)
    return {
      from: toIso(visit.from, timeZone),
      to: visit.to === null ? null : toIso(visit.to, timeZone),
      text: quote,
      doubt: visit.doubt,
    }
  }
  for (const { from, to, text: quote, dayOnly } of readEnglish(text, now)) {
    const start = Math.max(from, now)
    const { hour } = parts(start)
    const doubt = dayOnly ? 'day_only' : hour < 7 || hour >= 22 ? 'night' : null
    return { from: toIso(start, timeZone), to: to === null ? null : toIso(to, timeZone), text: quote, doubt }
  }
  const anyTime = options.answer ? ANY_TIME.exec(text) : null
  return anyTime && { from: toIso(now, timeZone), to: null, text: anyTime[0], doubt: null }
}

const ANY_TIME = /随时|现在|马上|这会儿?|立刻|都可以|都行|都在家|什么时候都|尽快|越快越好|待会儿?|一会儿?/

/** 「一三八零五五五一二三四」: the 五一 in a number to call is no holiday. */
function withoutPhone(text: string): string {
  const phone = parsePhone(text)
  return phone?.status === 'ok' ? text.replace(phone.text, '#'.repeat(phone.text.length)) : text
}

interface Visit {
  from: Wall
  to: Wall | null
  doubt: AppointmentReading['doubt']
}

function toVisit(reading: TimeReading, words: string, now: Wall): Visit | null {
  const { grain } = reading.interval
  if (reading.interval.from === null || grain === 'year' || grain === 'long' || grain === 'quarter') return null
  const moved = reading.clock ? clockToFuture(reading, now) : dayToFuture(reading, words, now)
  if (!moved) return null
  const { to, guessed } = moved
  if (reading.bound === 'before') return to === null || to <= now ? null : { from: now, to, doubt: null }
  const from = Math.max(moved.from, now)
  const timed = reading.clock !== null || grain === 'hour' || grain === 'minute' || grain === 'second'
  if (!timed) return { from, to, doubt: 'day_only' }
  const { hour } = parts(from)
  const open = reading.bound === 'after' || (reading.clockTo === null && reading.clock?.grain !== 'part')
  return { from, to: open ? null : to, doubt: hour < 7 || hour >= 22 ? 'night' : guessed ? 'half_of_day' : null }
}

interface Moved {
  from: Wall
  to: Wall | null
  /** The half of the day was not said, and both would do. */
  guessed: boolean
}

/**
 * 3点 is the afternoon: nobody is visited at three in the morning unless 凌晨 is said. What has gone by today is meant for
 * this evening or, where that would be late, for tomorrow.
 */
function clockToFuture(reading: TimeReading, now: Wall): Moved | null {
  const { clock, clockTo } = reading
  const { from, to } = reading.interval
  if (from === null || clock === null) return null
  const shift = (by: number, guessed: boolean): Moved => ({
    from: from + by,
    to: to === null ? null : to + by,
    guessed,
  })
  const loose = !clock.sure && clock.grain !== 'part'
  // 「四点前」 begins now; its hour is the end.
  const { hour } = parts(reading.bound === 'before' && to !== null ? to : from)
  const afternoon = loose && hour >= 1 && hour <= 6 ? 12 * HOUR : 0
  const last = clockTo === null && clock.grain !== 'part' ? from + MINUTE : (to ?? from + HOUR)
  const passed =
    reading.bound === 'before' || (reading.bound === 'after' && (reading.hasDate || from + afternoon + HOUR > now))
      ? false
      : last + afternoon <= now || (loose && from + afternoon <= now)
  if (!passed) return shift(afternoon, loose && afternoon === 0 && (hour === 7 || hour === 8 || hour === 12))
  if (reading.hasDate)
    return reading.interval.repeats ? shift(afternoon + lengthOf(reading.interval.repeats, from), false) : null
  if (loose && afternoon === 0 && from + 12 * HOUR > now && hour + 12 <= 20) return shift(12 * HOUR, true)
  return shift(afternoon + DAY, loose && afternoon === 0)
}

/** A weekday that has gone by is next week's, 3号 next month's, 国庆 next year's; 昨天 stays past and is no visit. */
function dayToFuture(reading: TimeReading, words: string, now: Wall): Moved | null {
  const { from, to, repeats } = reading.interval
  if (from === null) return null
  if ((to ?? from + HOUR) > now || reading.bound === 'after') return { from, to, guessed: false }
  if (!repeats) return null
  if (repeats === 'year') {
    // Read again from a year on: a feast of the lunar calendar falls on another day.
    const next = readTimes(words, addMonths(now, 12)).find((each) => each.start === reading.start)?.interval
    return next?.from == null ? null : { from: next.from, to: next.to, guessed: false }
  }
  const by = lengthOf(repeats, from)
  return { from: from + by, to: to === null ? null : to + by, guessed: false }
}

const lengthOf = (repeats: 'week' | 'month' | 'year', from: Wall): number =>
  repeats === 'week' ? WEEK : addMonths(from, repeats === 'month' ? 1 : 12) - from
