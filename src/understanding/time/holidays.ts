import type { Wall } from './calendar'
import { DAY, parts, wall } from './calendar'
import { lunarDay } from './lunar'

/** Feast days owners name instead of a date. */
export const HOLIDAY =
  '元旦节?|春节|大年初[一二三四五六七]|正月十五|元宵节?|除夕夜?|大年三十|年三十|小年|情人节|三八节|妇女节|植树节|愚人节|清明节?|五一|劳动节|青年节|五四|母亲节|六一|儿童节|父亲节|端午节?|建党节|七一|八一|建军节|七夕节?|中元节|教师节|中秋节?|国庆节?|十一(?!点|时|月|号|日|个|年|分|天|楼|栋|单元|层|幢|岁|人|元|块)|重阳节?|万圣节|双十一|双11|感恩节|平安夜|圣诞节?|腊八节?|冬至|立春|夏至|立秋|立冬'

export function holidayOf(name: string, year: number): Wall | null {
  const short = name.replace(/节$/, '').replace(/夜$/, '')
  const fixed = FIXED[short] ?? FIXED[name]
  if (fixed) return wall(year, fixed[0], fixed[1])
  const lunar = LUNAR[short]
  if (lunar) return lunarDay(year, lunar[0], lunar[1])
  if (short === '除夕' || short === '大年三十' || short === '年三十') {
    const next = lunarDay(year + 1, 1, 1)
    return next === null ? null : next - DAY
  }
  const newYear = /^大年初([一二三四五六七])$/.exec(short)
  if (newYear) return lunarDay(year, 1, '一二三四五六七'.indexOf(newYear[1] ?? '一') + 1)
  if (short === '母亲') return nthWeekday(year, 5, 7, 2)
  if (short === '父亲') return nthWeekday(year, 6, 7, 3)
  if (short === '感恩') return nthWeekday(year, 11, 4, 4)
  const term = TERMS[short]
  if (term)
    return wall(
      year,
      term[0],
      Math.floor((year % 100) * 0.2422 + term[1]) - Math.floor(((year % 100) - (term[0] < 3 ? 1 : 0)) / 4),
    )
  return null
}

const FIXED: Record<string, readonly [number, number]> = {
  元旦: [1, 1],
  情人: [2, 14],
  三八: [3, 8],
  妇女: [3, 8],
  植树: [3, 12],
  愚人: [4, 1],
  五一: [5, 1],
  劳动: [5, 1],
  五四: [5, 4],
  青年: [5, 4],
  六一: [6, 1],
  儿童: [6, 1],
  七一: [7, 1],
  建党: [7, 1],
  八一: [8, 1],
  建军: [8, 1],
  教师: [9, 10],
  国庆: [10, 1],
  十一: [10, 1],
  万圣: [10, 31],
  双十一: [11, 11],
  双11: [11, 11],
  平安: [12, 24],
  圣诞: [12, 25],
}

const LUNAR: Record<string, readonly [number, number]> = {
  春: [1, 1],
  元宵: [1, 15],
  正月十五: [1, 15],
  端午: [5, 5],
  七夕: [7, 7],
  中元: [7, 15],
  中秋: [8, 15],
  重阳: [9, 9],
  腊八: [12, 8],
  小年: [12, 23],
}

/** Month and the constant of the usual formula for this century: [Y × 0.2422 + C] − leap years. */
const TERMS: Record<string, readonly [number, number]> = {
  立春: [2, 3.87],
  清明: [4, 4.81],
  夏至: [6, 21.37],
  立秋: [8, 7.5],
  立冬: [11, 7.438],
  冬至: [12, 21.94],
}

/** The second Sunday of May, as feasts of that kind are counted. */
export function nthWeekday(year: number, month: number, weekday: number, nth: number): Wall {
  const first = wall(year, month)
  return first + (((weekday - parts(first).weekday + 7) % 7) + (nth - 1) * 7) * DAY
}
