import type { Wall } from './calendar'
import {
  addMonths,
  DAY,
  HOUR,
  MINUTE,
  parts,
  SECOND,
  startOfDay,
  startOfMonth,
  startOfWeek,
  wall,
  WEEK,
} from './calendar'
import type { Interval } from './interval'
import { span } from './interval'
import { NUMBER, readNumber } from './numbers'
import { isWorkday } from 'chinese-days'

type Unit = 'year' | 'quarter' | 'month' | 'week' | 'workday' | 'day' | 'hour' | 'quarterHour' | 'minute' | 'second'

const UNITS: readonly [RegExp, Unit][] = [
  [/^(?:周年|年)/, 'year'],
  [/^季度/, 'quarter'],
  [/^月/, 'month'],
  [/^(?:星期|礼拜|周)/, 'week'],
  [/^工作日/, 'workday'],
  [/^(?:天|日|晚上|晚|宿)/, 'day'],
  [/^(?:小时|钟头|钟点)/, 'hour'],
  [/^刻钟/, 'quarterHour'],
  [/^分钟?/, 'minute'],
  [/^秒钟?/, 'second'],
]

const UNIT_WORDS = '周年|年|季度|月|星期|礼拜|周|工作日|天|日|晚上|小时|钟头|刻钟|分钟|分|秒钟|秒'
const AMOUNT = new RegExp(`(半|${NUMBER})个?(半)?(多)?个?(${UNIT_WORDS})(半)?(多)?`, 'y')
const BEFORE = new RegExp(
  `(未来|今后|往后|接下来|之后|过|再过|再等|等|最近|近|过去|前|后|头|这|上|下)(的)?(半|${NUMBER}|几)个?(半)?(多)?个?(${UNIT_WORDS})(半)?`,
  'y',
)
const AFTERWORD = /(?:以后|之后|后(?!天)|过后|以内|之内|内|里|以前|之前|前|以来|来(?!修|人|看|得|不|我|的))/y

/** 半小时后, 两天之前, 三个多月以来, 未来48小时, 过两天, 15个工作日内: reckoned from now. */
export function readOffset(text: string, at: number, now: Wall): { interval: Interval; end: number } | null {
  return readAfter(text, at, now) ?? readBefore(text, at, now)
}

function readAfter(text: string, at: number, now: Wall): { interval: Interval; end: number } | null {
  AMOUNT.lastIndex = at
  const match = AMOUNT.exec(text)
  if (!match) return null
  const amount = amountOf(match[1], Boolean(match[2] ?? match[5]))
  const unit = unitOf(match[4] ?? '')
  if (amount === null || unit === null) return null
  AFTERWORD.lastIndex = AMOUNT.lastIndex
  const word = AFTERWORD.exec(text)
  if (!word) return null
  const end = AFTERWORD.lastIndex
  const vague = Boolean(match[3] ?? match[6])
  if (/^(?:以后|之后|后|过后)$/.test(word[0])) return { interval: after(now, amount, unit, vague), end }
  if (/^(?:以内|之内|内|里)$/.test(word[0]))
    return { interval: { from: now, to: within(now, amount, unit), grain: 'day', kind: 'range' }, end }
  if (/来$/.test(word[0]))
    return { interval: { from: back(now, amount, unit, vague), to: now, grain: 'day', kind: 'range' }, end }
  return { interval: ago(now, amount, unit, word[0]), end }
}

function readBefore(text: string, at: number, now: Wall): { interval: Interval; end: number } | null {
  BEFORE.lastIndex = at
  const match = BEFORE.exec(text)
  if (!match) return null
  const word = match[1] ?? ''
  const amount = match[3] === '几' ? 3 : amountOf(match[3], Boolean(match[4] ?? match[7]))
  const unit = unitOf(match[6] ?? '')
  if (amount === null || unit === null) return null
  const end = BEFORE.lastIndex
  if (/^(?:未来|今后|往后|接下来|之后)$/.test(word))
    return { interval: { from: now, to: within(now, amount, unit), grain: 'day', kind: 'range' }, end }
  if (/^(?:过|再过|再等|等)$/.test(word)) {
    const interval = after(now, amount, unit, false)
    return { interval: unit === 'day' && match[3] === '两' ? { ...interval, to: null } : interval, end }
  }
  if (/^(?:最近|近|过去)$/.test(word))
    return { interval: { from: back(now, amount, unit, false), to: now, grain: 'day', kind: 'range' }, end }
  if (word === '前' && match[2] === undefined && amount >= 2) return { interval: lastFew(now, amount, unit), end }
  return null
}

function amountOf(word: string | undefined, half: boolean): number | null {
  const amount = word === '半' ? 0.5 : readNumber(word)
  return amount === null ? null : amount + (half && word !== '半' ? 0.5 : 0)
}

const unitOf = (word: string): Unit | null => UNITS.find(([pattern]) => pattern.test(word))?.[1] ?? null

/** The moment so much later, as coarse as it was said: three days on is a day, three months on a month. */
function after(now: Wall, amount: number, unit: Unit, vague: boolean): Interval {
  const to = (from: Wall, length: number, grain: Interval['grain']): Interval => ({
    ...span(from, length),
    grain,
    kind: 'offset',
  })
  if (unit === 'year' || unit === 'quarter' || unit === 'month') {
    const months = amount * (unit === 'year' ? 12 : unit === 'quarter' ? 3 : 1)
    const from = startOfMonth(addMonths(now, Math.floor(months)))
    if (unit === 'year' && Number.isInteger(amount))
      return { from: wall(parts(from).year), to: wall(parts(from).year + 1) - SECOND, grain: 'year', kind: 'offset' }
    if (vague) return { from, to: null, grain: 'month', kind: 'offset' }
    if (!Number.isInteger(months))
      return { ...to(startOfDay(addMonths(now, Math.floor(months))) + 15 * DAY, DAY, 'day') }
    return { from, to: addMonths(from, 1) - SECOND, grain: 'month', kind: 'offset' }
  }
  if (unit === 'week')
    return to(
      startOfDay(now) + Math.round(amount * 7) * DAY,
      Number.isInteger(amount) && amount > 1 ? WEEK : DAY,
      'week',
    )
  if (unit === 'workday') return to(nthWorkday(now, amount), DAY, 'day')
  if (unit === 'day')
    return Number.isInteger(amount)
      ? { ...to(startOfDay(now) + amount * DAY, DAY, 'day'), takesClock: true }
      : to(now + amount * DAY, HOUR, 'hour')
  if (unit === 'hour')
    return to(
      now + amount * HOUR,
      Number.isInteger(amount) ? HOUR : MINUTE,
      Number.isInteger(amount) ? 'hour' : 'minute',
    )
  if (unit === 'quarterHour') return to(now + amount * 15 * MINUTE, 15 * MINUTE, 'minute')
  if (unit === 'minute') return to(now + amount * MINUTE, MINUTE, 'minute')
  return to(now + amount * SECOND, SECOND, 'second')
}

/** 60小时前 is an hour; 两天之前 and 92分钟以前 are anything before. */
function ago(now: Wall, amount: number, unit: Unit, word: string): Interval {
  const at =
    unit === 'month' || unit === 'year' || unit === 'quarter'
      ? monthsBack(now, amount, unit)
      : now - lengthOf(amount, unit)
  if (word !== '前')
    return { from: null, to: unit === 'day' ? startOfDay(at) + DAY - SECOND : at, grain: 'day', kind: 'offset' }
  if (unit === 'day' && Number.isInteger(amount))
    return { ...span(startOfDay(at), DAY), grain: 'day', kind: 'offset', takesClock: true }
  if (unit === 'week') return { ...span(startOfDay(at), DAY), grain: 'day', kind: 'offset' }
  if (unit === 'year' || unit === 'month' || unit === 'quarter')
    return { from: startOfMonth(at), to: addMonths(startOfMonth(at), 1) - SECOND, grain: 'month', kind: 'offset' }
  const length = unit === 'hour' ? HOUR : unit === 'second' ? SECOND : MINUTE
  return {
    from: at - (unit === 'hour' ? HOUR : 0),
    to: at,
    grain: unit === 'hour' ? 'hour' : 'minute',
    kind: 'offset',
    ...(length ? {} : {}),
  }
}

function back(now: Wall, amount: number, unit: Unit, vague: boolean): Wall {
  if (unit === 'month' || unit === 'year' || unit === 'quarter') return startOfMonth(monthsBack(now, amount, unit))
  const at = now - lengthOf(amount, unit)
  return unit === 'day' && (Number.isInteger(amount) || vague) ? startOfDay(at) : at
}

function monthsBack(now: Wall, amount: number, unit: Unit): Wall {
  return addMonths(now, -Math.round(amount * (unit === 'year' ? 12 : unit === 'quarter' ? 3 : 1)))
}

function lengthOf(amount: number, unit: Unit): number {
  const unitLength = {
    week: WEEK,
    workday: DAY,
    day: DAY,
    hour: HOUR,
    quarterHour: 15 * MINUTE,
    minute: MINUTE,
    second: SECOND,
  }
  return amount * (unitLength[unit as keyof typeof unitLength] ?? DAY)
}

function within(now: Wall, amount: number, unit: Unit): Wall {
  if (unit === 'workday') return nthWorkday(now, amount) + DAY - SECOND
  if (unit === 'day' || unit === 'week')
    return startOfDay(now) + (unit === 'week' ? 7 : 1) * amount * DAY + (Number.isInteger(amount) ? DAY : 0) - SECOND
  if (unit === 'month' || unit === 'year' || unit === 'quarter') {
    const months = amount * (unit === 'year' ? 12 : unit === 'quarter' ? 3 : 1)
    return (
      startOfDay(addMonths(now, Math.floor(months))) + (Number.isInteger(months) ? -SECOND : 15 * DAY + DAY - SECOND)
    )
  }
  return now + lengthOf(amount, unit)
}

/** 前两天, 前两年: the few before this one. */
function lastFew(now: Wall, amount: number, unit: Unit): Interval {
  const first: Partial<Record<Unit, Wall>> = {
    day: startOfDay(now) - Math.ceil(amount) * DAY,
    week: startOfWeek(now) - Math.ceil(amount) * WEEK,
    month: startOfMonth(addMonths(now, -Math.ceil(amount))),
    year: wall(parts(now).year - Math.ceil(amount)),
  }
  const from = first[unit] ?? now - lengthOf(amount, unit)
  const to =
    unit === 'day'
      ? startOfDay(now) - SECOND
      : unit === 'week'
        ? startOfWeek(now) - SECOND
        : unit === 'month'
          ? startOfMonth(now) - SECOND
          : unit === 'year'
            ? wall(parts(now).year) - SECOND
            : now
  return { from, to, grain: 'day', kind: 'range' }
}

/** Working days with the holidays and the days worked instead of them. */
function nthWorkday(now: Wall, amount: number): Wall {
  let at = startOfDay(now)
  for (let left = Math.round(amount), guard = 0; left > 0 && guard < 1000; guard += 1) {
    at += DAY
    const { year, month, day } = parts(at)
    if (isWorkday(new Date(year, month - 1, day))) left -= 1
  }
  return at
}
