import type { Wall } from './calendar'
import {
  addMonths,
  DAY,
  daysInMonth,
  parts,
  SECOND,
  startOfDay,
  startOfMonth,
  startOfWeek,
  wall,
  WEEK,
} from './calendar'
import { HOLIDAY, holidayOf, nthWeekday } from './holidays'
import type { Interval } from './interval'
import { dayOf, span } from './interval'
import { lunarDay, lunarMonth, lunarOf } from './lunar'
import { NUMBER, readNumber, readYear } from './numbers'

export interface DateReading {
  interval: Interval
  end: number
}

type Reader = (text: string, at: number, now: Wall) => DateReading | null

/** A date in any way it is said, from 2021-06-14 to 下下周三 and 腊月廿三; what is coarser than a day comes as a stretch. */
export function readDate(text: string, at: number, now: Wall): DateReading | null {
  for (const reader of READERS) {
    const found = reader(text, at, now)
    if (found) return found
  }
  return null
}

const SPOKEN_YEAR = '(?:\\d{4}|\\d{2}|[零〇一二三四五六七八九]{4}|[零〇一二三四五六七八九]{2})'
const MONTH = '(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])'
const DATE_DAY =
  '(?:3[01]|[12]\\d|0?[1-9]|三十一?|二十[一二三四五六七八九]?|十[一二三四五六七八九]?|[一二三四五六七八九])'
const SPOKEN_LUNAR_DAY =
  '(?:初[一二三四五六七八九十]|廿[一二三四五六七八九]?|二十[一二三四五六七八九]?|三十|十[一二三四五六七八九]?)'

const READERS: readonly Reader[] = [
  // 2021-06-14, 2021/6/14, 2021.06.14, 2008.03
  (text, at) => {
    const match = sticky(
      /((?:19|20)\d{2})([-/.])(1[0-2]|0?[1-9])(?:\2(3[01]|[12]\d|0?[1-9]))?(?!\d)(?![-/.]\d{3}(?!\d))/y,
      text,
      at,
    )
    if (!match) return null
    const [year, month, day] = [Number(match[1]), Number(match[3]), match[4]]
    return {
      interval: day ? dayOf(wall(year, month, Number(day))) : monthOf(wall(year, month)),
      end: at + match[0].length,
    }
  },
  // 农历, 阴历: everything behind it is lunar
  (text, at, now) => {
    const match = sticky(/(?:农历|阴历|旧历)/y, text, at)
    return match && readLunar(text, at + match[0].length, now, true)
  },
  // 2021年…, 二零二一年…, 21年…
  (text, at, now) => {
    const match = sticky(new RegExp(`(${SPOKEN_YEAR})(?:年(?![级代龄纪])|(?=年?腊月|年除夕))`, 'y'), text, at)
    const year = match && readYear(match[1] ?? '', parts(now).year)
    return match && year !== null ? withinYear(text, at + match[0].length, year) : null
  },
  // 今年…, 去年…
  (text, at, now) => {
    const match = sticky(/(大前年|前年|去年|上年|今年|本年|这一?年|当年|明年|后年|大后年|次年)/y, text, at)
    if (!match) return null
    const shift: Record<string, number> = {
      大前年: -3,
      前年: -2,
      去年: -1,
      上年: -1,
      明年: 1,
      次年: 1,
      后年: 2,
      大后年: 3,
    }
    return withinYear(text, at + match[0].length, parts(now).year + (shift[match[1] ?? ''] ?? 0))
  },
  // 上个月…, 下月…, 本月…
  (text, at, now) => {
    const match = sticky(/(上上个?|上个?|下下个?|下个?|这个?|本|当)月(?!亮|份证|租|卡|季|子)份?/y, text, at)
    if (!match) return null
    const word = match[1] ?? ''
    const shift = word.startsWith('上上')
      ? -2
      : word.startsWith('上')
        ? -1
        : word.startsWith('下下')
          ? 2
          : word.startsWith('下')
            ? 1
            : 0
    return withinMonth(text, at + match[0].length, addMonths(startOfMonth(now), shift))
  },
  // 腊月廿三, 正月初五, 八月十五 (said in words, without 号: lunar), 初八
  (text, at, now) => readLunar(text, at, now, false),
  // 6月14日, 6月, 六月初
  (text, at, now) => {
    const match = sticky(new RegExp(`(${MONTH})月(?:份)?(?!卡|租|亮|子)`, 'y'), text, at)
    const month = match && readNumber(match[1])
    return match && month
      ? repeating('year', withinMonth(text, at + match[0].length, wall(parts(now).year, month)))
      : null
  },
  // 06-14, 6/14, 6.14 before a clock or on its own
  (text, at, now) => {
    const match = sticky(
      /(?<![\d\-./:])(1[0-2]|0?[1-9])[-/](3[01]|[12]\d|0?[1-9])(?![\d\-/]|号楼|栋|单元|室)(?=\s|$|[,，。到至(（]|\d{2}:)/y,
      text,
      at,
    )
    return (
      match &&
      repeating('year', {
        interval: dayOf(wall(parts(now).year, Number(match[1]), Number(match[2]))),
        end: at + match[0].length,
      })
    )
  },
  // 14号, 十四日 of this month
  (text, at, now) => {
    const match = sticky(
      new RegExp(
        `(?<![\\d栋幢楼])(${DATE_DAY})(?:号(?!楼|线|门|院|机|码|房|室|栋|车|桌|店|铺|井|泵|厅|电梯|梯|\\d)|日(?!常|子|光|夜|本|租))`,
        'y',
      ),
      text,
      at,
    )
    const day = match && readNumber(match[1])
    return match && day
      ? repeating('month', { interval: dayOf(startOfMonth(now) + (day - 1) * DAY), end: at + match[0].length })
      : null
  },
  // 今天, 明早, 大后天
  (text, at, now) => {
    const match = sticky(
      /大前[天日]|前[天日](?!津)|昨[天日儿](?:个)?|昨(?=[晚早夜])|今[天日儿](?:个)?|今(?=[晚早夜])|本日|当[天日]|同日|大后[天日]|后[天日儿]|后(?=[晚早]上?[^报])|明[天日儿](?:个)?|明(?=[晚早])|次日|第二天|隔天|翌日|改天(?!换地)/y,
      text,
      at,
    )
    if (!match) return null
    const word = match[0]
    const shift = /^大前/.test(word)
      ? -3
      : /^前/.test(word)
        ? -2
        : /^昨/.test(word)
          ? -1
          : /^大后/.test(word)
            ? 3
            : /^后/.test(word)
              ? 2
              : /^(?:明|次|第二|隔|翌)/.test(word)
                ? 1
                : 0
    if (/^改天/.test(word)) return null
    return { interval: dayOf(startOfDay(now) + shift * DAY), end: at + word.length }
  },
  // 下周三, 星期天, 本周末, 每周六
  (text, at, now) => readWeekday(text, at, now),
  // 上一周, 下周, 这个星期
  (text, at, now) => {
    const match = sticky(/(上上|上|下下|下|这|本)(?:一)?个?(?:周|星期|礼拜)(?![一二三四五六日天末1-7年])/y, text, at)
    return (
      match && {
        interval: { ...span(startOfWeek(now) + weeksOf(match[1] ?? '') * WEEK, WEEK), grain: 'week', kind: 'date' },
        end: at + match[0].length,
      }
    )
  },
  // 第三季度, 本季度
  (text, at, now) => {
    const match = sticky(/(上上?个?|下下?个?|本|这个?)季度?/y, text, at)
    if (!match) return readQuarter(text, at, parts(now).year)
    const word = match[1] ?? ''
    const first = wall(parts(now).year, Math.floor((parts(now).month - 1) / 3) * 3 + 1)
    const shift = word.startsWith('上上')
      ? -2
      : word.startsWith('上')
        ? -1
        : word.startsWith('下下')
          ? 2
          : word.startsWith('下')
            ? 1
            : 0
    return tailOf(text, at + match[0].length, quarterOf(addMonths(first, shift * 3)))
  },
  // 国庆, 除夕, 母亲节
  (text, at, now) => repeating('year', readHoliday(text, at, parts(now).year)),
  // 月底, 月初, 年底
  (text, at, now) => {
    const match = sticky(/(?<!\d|[一二三四五六七八九十])(月|年)(初|中|底|末|尾)/y, text, at)
    if (!match) return null
    const base = match[1] === '月' ? monthOf(startOfMonth(now)) : yearOf(parts(now).year)
    return { interval: partOf(base, match[2] ?? ''), end: at + match[0].length }
  },
  // 18世纪, 二十世纪九十年代末期
  (text, at) => {
    const match = sticky(
      new RegExp(`(${NUMBER})世纪(?:([0-9一二三四五六七八九]0|[一二三四五六七八九]十)年代)?(初期?|中期|末期?)?`, 'y'),
      text,
      at,
    )
    const century = match && readNumber(match[1])
    if (!match || !century) return null
    const decade = readNumber(match[2])
    const from = (century - 1) * 100 + (decade ?? 0)
    const length = decade === null ? 100 : 10
    const shift = /末/.test(match[3] ?? '') ? length * 0.7 : /中/.test(match[3] ?? '') ? length * 0.4 : 0
    return {
      interval: { from: wall(from + shift), to: wall(from + length) - SECOND, grain: 'long', kind: 'date' },
      end: at + match[0].length,
    }
  },
]

const repeating = (repeats: 'month' | 'year', reading: DateReading | null): DateReading | null =>
  reading && { ...reading, interval: { ...reading.interval, repeats } }

function sticky(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at
  return pattern.exec(text)
}

const yearOf = (year: number): Interval => ({
  from: wall(year),
  to: wall(year + 1) - SECOND,
  grain: 'year',
  kind: 'date',
})
const monthOf = (from: Wall): Interval => ({ from, to: addMonths(from, 1) - SECOND, grain: 'month', kind: 'date' })
const quarterOf = (from: Wall): Interval => ({ from, to: addMonths(from, 3) - SECOND, grain: 'quarter', kind: 'date' })

/** 初, 中, 底, 上旬 …: a third of a month, a season of a year. */
function partOf(base: Interval, word: string): Interval {
  const from = base.from ?? 0
  const to = base.to ?? from
  if (base.grain === 'month') {
    if (/^(?:上旬|初)/.test(word))
      return { ...base, to: from + (word.startsWith('初') ? 5 : 10) * DAY - SECOND, grain: 'week' }
    if (/^中/.test(word)) return { ...base, from: from + 10 * DAY, to: from + 20 * DAY - SECOND, grain: 'week' }
    return { ...base, from: /^下旬/.test(word) ? from + 20 * DAY : to + SECOND - 6 * DAY, grain: 'week' }
  }
  const months = base.grain === 'quarter' ? 1 : base.grain === 'year' ? 1 : 0
  if (/^(?:初|伊始|开头)/.test(word))
    return {
      ...base,
      to: addMonths(from, base.grain === 'year' && word.startsWith('初') ? 2 : months) - SECOND,
      grain: 'month',
    }
  if (/^中/.test(word))
    return {
      ...base,
      from: addMonths(from, base.grain === 'year' ? 5 : 1),
      to: addMonths(from, base.grain === 'year' ? 8 : 2) - SECOND,
      grain: 'month',
    }
  return { ...base, from: addMonths(from, base.grain === 'year' ? 10 : 2), grain: 'month' }
}

function tailOf(text: string, end: number, interval: Interval): DateReading {
  const match = sticky(/的?(上旬|中旬|下旬|初期?|伊始|开头|中期?(?!午)|底|末期?|尾)/y, text, end)
  return match ? { interval: partOf(interval, match[1] ?? ''), end: end + match[0].length } : { interval, end }
}

/** What may follow a year: month, quarter, half, week, season, feast, first day. */
function withinYear(text: string, end: number, year: number): DateReading {
  let at = end
  while (text[at] === ' ' || text[at] === '的') at += 1
  const lunar = readLunar(text, at, wall(year, 6, 1), false)
  if (lunar) return lunar
  const month = sticky(new RegExp(`(${MONTH})月(?:份)?`, 'y'), text, at)
  const number = month && readNumber(month[1])
  if (month && number) return withinMonth(text, at + month[0].length, wall(year, number))
  const holiday = readHoliday(text, at, year)
  if (holiday) return holiday
  const quarter = readQuarter(text, at, year)
  if (quarter) return quarter
  const half = sticky(/(上|前|下|后)半年/y, text, at)
  if (half) {
    const first = /[上前]/.test(half[1] ?? '')
    return {
      interval: {
        from: wall(year, first ? 1 : 7),
        to: wall(first ? year : year + 1, first ? 7 : 1) - SECOND,
        grain: 'quarter',
        kind: 'date',
      },
      end: at + half[0].length,
    }
  }
  const few = sticky(new RegExp(`(前|后|最后)(${NUMBER})个?(月|天|周)`, 'y'), text, at)
  const amount = few && readNumber(few[2])
  if (few && amount)
    return { interval: fewOf(yearOf(year), few[1] ?? '', amount, few[3] ?? ''), end: at + few[0].length }
  const nth = sticky(new RegExp(`第(${NUMBER})个?(月|周|星期|礼拜|天)`, 'y'), text, at)
  const index = nth && readNumber(nth[1])
  if (nth && index) return { interval: nthOf(yearOf(year), index, nth[2] ?? ''), end: at + nth[0].length }
  const season = sticky(/(春|夏|秋|冬)(?:天|季)?(?!节)/y, text, at)
  if (season) {
    const start: Record<string, readonly [number, number]> = { 春: [2, 3], 夏: [5, 5], 秋: [8, 7], 冬: [11, 7] }
    const [m, d] = start[season[1] ?? '春'] ?? [2, 3]
    return {
      interval: { from: wall(year, m, d), to: wall(year, m + 3, d) - SECOND, grain: 'quarter', kind: 'date' },
      end: at + season[0].length,
    }
  }
  return tailOf(text, end, yearOf(year))
}

/** What may follow a month: a day, a third, a week, the nth weekday, its first or last days. */
function withinMonth(text: string, end: number, month: Wall): DateReading {
  let at = end
  while (text[at] === ' ' || text[at] === '的') at += 1
  const day = sticky(new RegExp(`(${DATE_DAY})(?:日|号(?!楼|线|门)|(?![\\d个周星日号]))`, 'y'), text, at)
  const number = day && readNumber(day[1])
  const spokenLunar = day && /^[初廿]/.test(day[1] ?? '')
  if (day && number && !spokenLunar && number <= daysInMonth(month))
    return { interval: dayOf(month + (number - 1) * DAY), end: at + day[0].length }
  const few = sticky(new RegExp(`(前|后|最后|头)(${NUMBER})(天|周|个星期)`, 'y'), text, at)
  const amount = few && readNumber(few[2])
  if (few && amount)
    return { interval: fewOf(monthOf(month), few[1] ?? '', amount, few[3] ?? ''), end: at + few[0].length }
  const weekday = sticky(/第([一二三四五1-5])个?(?:周|星期|礼拜)([一二三四五六日天])/y, text, at)
  if (weekday) {
    const { year, month: m } = parts(month)
    return {
      interval: { ...dayOf(nthWeekday(year, m, weekdayOf(weekday[2] ?? '一'), readNumber(weekday[1]) ?? 1)) },
      end: at + weekday[0].length,
    }
  }
  const nth = sticky(new RegExp(`第(${NUMBER})个?(周|星期|礼拜|天)`, 'y'), text, at)
  const index = nth && readNumber(nth[1])
  if (nth && index) return { interval: nthOf(monthOf(month), index, nth[2] ?? ''), end: at + nth[0].length }
  return tailOf(text, end, monthOf(month))
}

function fewOf(base: Interval, word: string, amount: number, unit: string): Interval {
  const from = base.from ?? 0
  const to = base.to ?? from
  const length = unit === '月' ? 0 : (unit === '天' ? 1 : 7) * DAY * amount
  if (/^[前头]/.test(word))
    return { ...base, to: (unit === '月' ? addMonths(from, amount) : from + length) - SECOND, grain: 'week' }
  return { ...base, from: unit === '月' ? addMonths(to + SECOND, -amount) : to + SECOND - length, grain: 'week' }
}

/** A week belongs to the month its Monday lies in. */
function nthOf(base: Interval, index: number, unit: string): Interval {
  const from = base.from ?? 0
  if (unit === '月') return monthOf(addMonths(from, index - 1))
  if (unit === '天') return dayOf(from + (index - 1) * DAY)
  const monday = from + ((8 - parts(from).weekday) % 7) * DAY
  return { ...span(monday + (index - 1) * WEEK, WEEK), grain: 'week', kind: 'date' }
}

function readQuarter(text: string, at: number, year: number): DateReading | null {
  const match = sticky(/第?([一二三四1-4])个?季度/y, text, at)
  const index = match && readNumber(match[1])
  return match && index ? tailOf(text, at + match[0].length, quarterOf(wall(year, (index - 1) * 3 + 1))) : null
}

function readHoliday(text: string, at: number, year: number): DateReading | null {
  const match = sticky(new RegExp(`(?:${HOLIDAY})`, 'y'), text, at)
  const day = match && holidayOf(match[0], year)
  return match && day != null ? { interval: dayOf(day), end: at + match[0].length } : null
}

function readWeekday(text: string, at: number, now: Wall): DateReading | null {
  const match = sticky(
    /(上+个?|下+个?|这个?|本|每个?)?(?:周|星期|礼拜)([一二三四五六日天末1-7])(?!年|岁|楼|栋|单元|个月)/y,
    text,
    at,
  )
  if (!match) return null
  const week = startOfWeek(now) + weeksOf(match[1] ?? '') * WEEK
  const end = at + match[0].length
  const loose = !match[1] || /^每/.test(match[1])
  if (match[2] === '末')
    return {
      interval: {
        ...span(week + 5 * DAY, 2 * DAY),
        grain: 'week',
        kind: 'date',
        takesClock: true,
        ...(loose ? { repeats: 'week' } : {}),
      },
      end,
    }
  const day = week + (weekdayOf(match[2] ?? '一') - 1) * DAY
  return { interval: { ...dayOf(day), ...(loose ? { repeats: 'week' } : {}) }, end }
}

const weeksOf = (word: string): number =>
  (word.startsWith('上') ? -1 : word.startsWith('下') ? 1 : 0) * (word.match(/[上下]/g)?.length ?? 0)

const weekdayOf = (char: string): number => (char === '日' || char === '天' ? 7 : (readNumber(char) ?? 1))

/** 腊月廿三, 正月, 八月十五, 初八; `always` after 农历, else only where the wording is lunar. */
function readLunar(text: string, at: number, now: Wall, always: boolean): DateReading | null {
  const { year: solarYear } = parts(now)
  let lunarYear = solarYear
  let start = at
  if (always) {
    const said = sticky(new RegExp(`(${SPOKEN_YEAR})年`, 'y'), text, at)
    if (said) {
      lunarYear = readYear(said[1] ?? '', solarYear) ?? solarYear
      start += said[0].length
    }
  }
  const month = sticky(/(正|腊|冬|1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月/y, text, start)
  if (!month) {
    const alone = sticky(
      /(初[一二三四五六七八九十]|廿[一二三四五六七八九]?)(?![一二三四五六七八九十\d]|中|级|期|步|衷|心)/y,
      text,
      start,
    )
    const current = alone && lunarOf(startOfDay(now))
    const day = alone && current && lunarDay(current.year, current.month, lunarDayNumber(alone[1] ?? ''))
    return alone && day ? { interval: dayOf(day), end: start + alone[0].length } : null
  }
  const number = { 正: 1, 冬: 11, 腊: 12 }[month[1] ?? ''] ?? readNumber(month[1]) ?? 1
  const after = start + month[0].length
  const named = /^[正冬腊]/.test(month[1] ?? '')
  const day = sticky(
    new RegExp(
      always || named ? `(${SPOKEN_LUNAR_DAY}|${DATE_DAY})(?:日|号)?` : `(${SPOKEN_LUNAR_DAY})(?![日号\\d天个分点])`,
      'y',
    ),
    text,
    after,
  )
  if (
    !always &&
    !named &&
    (!day || (/^[一二三四五六七八九]/.test(month[1] ?? '') && !/^[初廿]|十五/.test(day[1] ?? '')))
  )
    return null
  if (day) {
    const found = lunarDay(lunarYear, number, lunarDayNumber(day[1] ?? ''))
    return found === null ? null : { interval: dayOf(found), end: after + day[0].length }
  }
  const whole = lunarMonth(lunarYear, number)
  return whole && { interval: { ...span(whole.from, whole.days * DAY), grain: 'month', kind: 'date' }, end: after }
}

const lunarDayNumber = (word: string): number => readNumber(word.replace(/^初/, '')) ?? 1
