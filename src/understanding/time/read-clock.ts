import type { Wall } from './calendar'
import { HOUR, MINUTE, SECOND } from './calendar'
import { parseChineseNumber } from '../slots/chinese-number'
import { NUMBER, readNumber } from './numbers'

/** A time of day, as offsets from midnight. `to` is the last second meant. */
export interface ClockReading {
  from: Wall
  to: Wall
  end: number
  /** Hours only with 上午, 晚上 … or above twelve are sure; 3点 may be both. */
  sure: boolean
  part: DayPart | null
  grain: 'part' | 'hour' | 'minute' | 'second'
}

export type DayPart = 'dawn' | 'morning' | 'noon' | 'afternoon' | 'dusk' | 'evening' | 'night'

const PART_WORDS: readonly [RegExp, DayPart][] = [
  [/^(?:凌晨|拂晓|后半夜|下半夜)/, 'dawn'],
  [/^(?:清晨|大清早|一大早|清早|早晨|早上|早间|大早上|早起|上午|午前|一早|早)/, 'morning'],
  [/^(?:中午|正午|午间|晌午|大中午)/, 'noon'],
  [/^(?:下午|午后|下晚儿|后晌)/, 'afternoon'],
  [/^(?:傍晚|黄昏|天黑前)/, 'dusk'],
  [/^(?:晚上|晚间|夜晚|大晚上|今晚|夜里|夜间|晚)/, 'evening'],
  [/^(?:半夜|深夜|午夜|大半夜|三更半夜)/, 'night'],
]

/** What 上午 or 晚上 alone means when somebody is to come (the console may show it as a window). */
const PART_HOURS: Record<DayPart, readonly [number, number]> = {
  dawn: [0, 5],
  morning: [8, 12],
  noon: [12, 14],
  afternoon: [13, 18],
  dusk: [17, 19],
  evening: [18, 21],
  night: [22, 24],
}

export function readDayPart(text: string, at: number): { part: DayPart; end: number; narrow: boolean } | null {
  const rest = text.slice(at, at + 5)
  for (const [words, part] of PART_WORDS) {
    const match = words.exec(rest)
    if (match) return { part, end: at + match[0].length, narrow: /^(?:清晨|大清早|一大早|清早|一早)/.test(match[0]) }
  }
  return null
}

const CLOCK = new RegExp(
  `(${NUMBER})(?:(?:点钟?|时(?!候|间|代|常|期|效|段|刻))(?:过|差)?(?:(${NUMBER})(?:分钟?(?!之)|(?![\\d天个月号日年小点时周人元块楼栋层次遍])))?(?:(${NUMBER})秒)?(半|[一二三1-3两]刻|整)?|[:：]([0-5]\\d)(?:[:：]([0-5]\\d))?)(?:\\s*(am|pm))?`,
  'iy',
)

/** 3点半, 十五点二十, 9:30, 下午3点一刻, 晚上8点多, 上午. `inherited` is the half of the day said before (下午1点到3点). */
export function readClock(text: string, start: number, inherited: DayPart | null = null): ClockReading | null {
  const said = readDayPart(text, start)
  let at = said?.end ?? start
  while (text[at] === ' ' || (said && text[at] === '的')) at += 1
  CLOCK.lastIndex = at
  const match = CLOCK.exec(text)
  if (!match || match.index !== at) return said ? partAlone(said) : null
  const hour = readHour(match[1] ?? '')
  if (hour === null || !Number.isInteger(hour) || hour > 24) return said ? partAlone(said) : null
  const minute = match[4] ? minutesOf(match[4]) : (readNumber(match[2] ?? match[5]) ?? 0)
  const second = readNumber(match[3] ?? match[6]) ?? 0
  if (minute > 59 || second > 59) return null
  const meridiem = match[7]?.toLowerCase()
  const part = said?.part ?? (meridiem === 'pm' ? 'afternoon' : meridiem === 'am' ? 'morning' : inherited)
  const from = hourOfDay(hour, part) * HOUR + minute * MINUTE + second * SECOND
  const grain = match[3] || match[6] ? 'second' : match[2] || match[4] || match[5] ? 'minute' : 'hour'
  let end = CLOCK.lastIndex
  const tail = /^(?:左右|前后|多钟?|钟|许|整|之?前后|来钟|的样子)/.exec(text.slice(end, end + 4))
  if (tail) end += tail[0].length
  return {
    from,
    to: from + (grain === 'hour' ? HOUR : grain === 'minute' ? MINUTE : SECOND) - SECOND,
    end,
    sure: part !== null || hour > 12 || hour === 0 || (match[5] !== undefined && /^0/.test(match[1] ?? '')),
    part,
    grain,
  }
}

const SHORT_RANGE = new RegExp(`(${NUMBER})(?=\\s*(?:到|至|[-—–~～])\\s*${NUMBER}(?:点|时|[:：]\\d))`, 'y')
const NEIGHBOURS =
  /([一二两三四五六七八九]|\d{1,2}[、,，])([一二三四五六七八九]|\d{1,2})点(?:钟|左右|多)?(?![一二三四五六七八九\d])/y

/** Like readClock, and 9~12点半 (the first number takes its 点 from the second) and 三四点 (from three to four). */
export function readClockStart(text: string, start: number, inherited: DayPart | null): ClockReading | null {
  const said = readDayPart(text, start)
  const at = said?.end ?? start
  const part = said?.part ?? inherited
  SHORT_RANGE.lastIndex = at
  const first = SHORT_RANGE.exec(text)
  const hour = first && readNumber(first[1])
  if (first && hour !== null && hour <= 24 && Number.isInteger(hour))
    return hourReading(hour, hour + 1, at + first[0].length, part)
  NEIGHBOURS.lastIndex = at
  const both = NEIGHBOURS.exec(text)
  const from = both && readNumber((both[1] ?? '').replace(/[、,，]/, ''))
  const to = both && readNumber(both[2])
  if (both && from !== null && to !== null && to === from + 1 && to <= 24)
    return hourReading(from, to, at + both[0].length, part)
  return readClock(text, start, inherited)
}

function hourReading(hour: number, last: number, end: number, part: DayPart | null): ClockReading {
  const from = hourOfDay(hour, part)
  const to = Math.max(hourOfDay(last, part), from + 1)
  return { from: from * HOUR, to: to * HOUR, end, sure: part !== null || hour > 12 || hour === 0, part, grain: 'hour' }
}

/** 十五 is an hour, 两三 is not: digits in a row are no number here. */
const readHour = (text: string): number | null => (/^\d+$/.test(text) ? Number(text) : parseChineseNumber(text))

function partAlone(said: { part: DayPart; end: number; narrow: boolean }): ClockReading {
  const [first, last] = said.narrow ? ([7, 9] as const) : PART_HOURS[said.part]
  return {
    from: first * HOUR,
    to: last * HOUR - (last === 24 ? SECOND : 0),
    end: said.end,
    sure: true,
    part: said.part,
    grain: 'part',
  }
}

const minutesOf = (word: string): number =>
  word === '半' ? 30 : word === '整' ? 0 : (readNumber(word[0] === '两' ? '二' : word[0]) ?? 0) * 15

/** 下午3点 → 15, 晚上12点 → 24, 凌晨12点 → 0, 中午1点 → 13. */
function hourOfDay(hour: number, part: DayPart | null): number {
  if (part === null || hour > 12) return hour
  if (part === 'dawn') return hour === 12 ? 0 : hour
  if (part === 'morning') return hour
  if (part === 'noon') return hour < 6 ? hour + 12 : hour
  if (part === 'afternoon' || part === 'dusk') return hour === 12 ? 12 : hour + 12
  if (part === 'evening') return hour === 12 ? 24 : hour < 5 ? hour + 24 : hour + 12
  return hour < 6 ? hour + 24 : hour === 12 ? 24 : hour + 12
}

/** Midnight of the day after, where 晚上12点 or 半夜1点 lead. */
export const clockOn = (day: Wall, clock: ClockReading): { from: Wall; to: Wall } => ({
  from: day + clock.from,
  to: day + clock.to,
})
