import type { Wall } from './calendar'
import { DAY, HOUR, startOfDay } from './calendar'
import type { Interval } from './interval'
import type { ClockReading, DayPart } from './read-clock'
import { clockOn, readClock, readClockStart } from './read-clock'
import { readDate } from './read-date'
import { readOffset } from './read-offset'

/** A time found in a text: the stretch it means, literally, without asking yet whether that makes sense for a visit. */
export interface TimeReading {
  interval: Interval
  /** The clock said, if one was: for deciding between morning and afternoon. */
  clock: ClockReading | null
  clockTo: ClockReading | null
  hasDate: boolean
  /** 之前 and 以后 open the other end. */
  bound: 'before' | 'after' | null
  every: boolean
  start: number
  end: number
}

const MOST = 1000

/** All times of a text from left to right. */
export function readTimes(text: string, now: Wall): TimeReading[] {
  const words = text.slice(0, MOST)
  const found: TimeReading[] = []
  for (let at = 0; at < words.length;) {
    const reading = MAY_BEGIN.test(words[at] ?? '') ? readTimeAt(words, at, now) : null
    if (reading && reading.end > at) {
      found.push(reading)
      at = reading.end
    } else at += skip(words, at)
  }
  return found
}

const MAY_BEGIN =
  /[\d零〇一二两俩三四五六七八九十廿卅半正腊冬初今明后昨前大本当次第隔翌同上下这每周星礼去未过最近再等往接之农阴旧早中晚凌清傍黄夜深午拂一元春除年小情妇植愚清劳青母儿父端建七中教国重万双感平圣月立夏秋头]/

/** A number is read whole or not at all: of 138 0013 8000 no part is a time. */
function skip(text: string, at: number): number {
  const run = /^\d+/.exec(text.slice(at, at + 30))
  return run ? run[0].length : 1
}

function readTimeAt(text: string, start: number, now: Wall): TimeReading | null {
  if (/\d/.test(text[start] ?? '') && /[\d.]/.test(text[start - 1] ?? '')) return null
  let at = start
  const every = /^每(?:天|日|周|个|年|月)?/.exec(text.slice(start, start + 3))
  if (every) at += /^每[天日]/.test(every[0]) ? every[0].length : 1 + (text[start + 1] === '个' ? 1 : 0)
  const offset = readOffset(text, at, now)
  const first = readOne(text, at, now, null) ?? null
  if (offset && (!first || offset.end >= first.end)) return finishOffset(text, start, offset)
  if (!first) return null
  return { ...withRange(text, start, first, now), every: Boolean(every) }
}

type One = Omit<TimeReading, 'start' | 'every' | 'clockTo' | 'bound'>

/** A date, a clock, or both. */
function readOne(text: string, at: number, now: Wall, before: One | null): One | null {
  const date = readDate(text, at, now)
  if (date) {
    const clockAt = skipBetween(text, date.end)
    const clock = date.interval.takesClock ? readClockStart(text, clockAt, null) : null
    if (!clock) return { interval: date.interval, clock: null, hasDate: true, end: date.end }
    return {
      interval: {
        ...onDay(date.interval.from ?? 0, clock),
        ...(date.interval.repeats ? { repeats: date.interval.repeats } : {}),
      },
      clock,
      hasDate: true,
      end: clock.end,
    }
  }
  const inherited: DayPart | null = before?.clock?.part ?? null
  const clock = readClockStart(
    text,
    at,
    inherited === 'morning' || inherited === 'afternoon' || inherited === 'evening' ? inherited : null,
  )
  if (!clock || isNoClock(text, at, clock)) return null
  const day = before?.hasDate && before.interval.from !== null ? startOfDay(before.interval.from) : startOfDay(now)
  return { interval: onDay(day, clock), clock, hasDate: false, end: clock.end }
}

/** 一点 said for "a little", 3.5 and 二十点六 are numbers, 早 and 晚 alone are words. */
function isNoClock(text: string, at: number, clock: ClockReading): boolean {
  const words = text.slice(at, clock.end)
  if (
    /^[一两几]点$/.test(words) &&
    (/[有差早晚快慢多少大小了好]$/.test(text.slice(0, at)) || /^[也都没不儿小点]/.test(text.slice(clock.end)))
  )
    return true
  if (/^\d+[点时]$/.test(words) && /^\d/.test(text.slice(clock.end))) return true
  if (/点$/.test(words) && /^[一二三四五六七八九零〇]/.test(text.slice(clock.end))) return true
  if (/点/.test(words) && /^(?:度|%|个点|倍)/.test(text.slice(clock.end))) return true
  if (/^\d+[:：]\d/.test(words) && /[比分]$/.test(text.slice(0, at))) return true
  return clock.grain === 'part' && words.length === 1
}

const skipBetween = (text: string, at: number): number => {
  let index = at
  for (let count = 0; count < 3 && /[ ,，的(（)）T]/.test(text[index] ?? ''); count += 1) index += 1
  const bracket = /^[(（][^()（）]{1,8}[)）]/.exec(text.slice(at, at + 12))
  return bracket ? at + bracket[0].length : index
}

const onDay = (day: Wall, clock: ClockReading): Interval => ({
  ...clockOn(startOfDay(day), clock),
  grain: clock.grain,
  kind: 'clock',
})

const JOIN = /^\s*(?:到|至|直?到|[-—–~～]{1,2}|或者?|和)\s*/
const END_WORDS = /^(?:止|为止|结束|截止)/

function withRange(text: string, start: number, first: One, now: Wall): Omit<TimeReading, 'every'> {
  const plain = { ...first, clockTo: null, bound: null, start }
  const join = JOIN.exec(text.slice(first.end, first.end + 6))
  if (join && !/^\s*(?:或|和)/.test(join[0])) {
    const second = readOne(text, first.end + join[0].length, anchor(first, now), first)
    if (second && second.interval.to !== null) {
      let to = second.interval.to
      const from = first.interval.from ?? now
      // 下午1点半到3点 ends where the clock says; a date range ends with its last day.
      if (second.clock && second.clock.grain === 'hour') to = second.interval.from ?? to
      if (to < from && second.clock && !second.clock.part && second.clock.from < 12 * HOUR) to += DAY / 2
      if (to < from && second.clock) to += DAY
      let end = second.end
      const stop = END_WORDS.exec(text.slice(end, end + 3))
      if (stop) end += stop[0].length
      return {
        ...plain,
        interval: { ...first.interval, to: Math.max(to, from), kind: first.interval.kind },
        clockTo: second.clock,
        end,
      }
    }
  }
  const bound = /^(?:之前|以前|前(?!台|面|天|后|门)|之后|以后|后(?!天|面|门)|过后|开始|起)/.exec(
    text.slice(first.end, first.end + 3),
  )
  if (!bound) return plain
  const end = first.end + bound[0].length
  if (/前/.test(bound[0])) {
    const limit = first.clock ? first.interval.from : first.interval.to
    return { ...plain, interval: { ...first.interval, from: now, to: limit }, bound: 'before', end }
  }
  const { from } = first.interval
  const past = from !== null && from < now && /起|开始/.test(bound[0])
  return { ...plain, interval: { ...first.interval, from, to: past ? now : null }, bound: 'after', end }
}

const anchor = (first: One, now: Wall): Wall =>
  first.hasDate && first.interval.from !== null ? first.interval.from : now

function finishOffset(text: string, start: number, offset: { interval: Interval; end: number }): TimeReading {
  const base: TimeReading = {
    interval: offset.interval,
    clock: null,
    clockTo: null,
    hasDate: true,
    bound: null,
    every: false,
    start,
    end: offset.end,
  }
  if (!offset.interval.takesClock || offset.interval.from === null) return base
  const clock = readClock(text, skipBetween(text, offset.end))
  if (!clock) return base
  return { ...base, interval: onDay(offset.interval.from, clock), clock, end: clock.end }
}
