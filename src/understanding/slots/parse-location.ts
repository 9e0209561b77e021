import { simplify } from '../words/normalise'
import { parseHouseNumber } from './chinese-number'
import { findPlace } from './find-place'

export interface LocationPart {
  type: 'building' | 'unit' | 'floor' | 'room' | 'parking' | 'place'
  /** Normal form (contract.md §7): Arabic digits, no 栋/单元/室, leading zeros kept. */
  value: string
  text: string
}

export interface LocationReading {
  building: string | null
  unit: string | null
  floor: string | null
  room: string | null
  parking: string | null
  place: string | null
  parts: LocationPart[]
}

/**
 * Building, unit, floor, room, parking space and place in every way people write them: 3栋2单元501, 三号楼二单元五零一,
 * 3-2-501, 8#1202, B座12F, 6号楼2门301, 12弄3号502, 地库B1-035车位.
 */
export function parseLocation(text: string, options: { answer?: boolean } = {}): LocationReading {
  const { words: folded, origin } = fold(text.slice(0, 2000))
  // 「138 1234 5678」: the groups of a number to call are no building, unit and room.
  const words = folded.replace(SOUNDS_LIKE_BUILDING, '栋').replace(MOBILE, (digits) => '?'.repeat(digits.length))
  const taken: Span[] = []
  for (const rule of RULES) {
    for (const match of words.matchAll(rule.pattern)) {
      const found = rule.read(match, words, taken)
      if (found)
        taken.push(...found.filter((span) => !taken.some((other) => span.start < other.end && other.start < span.end)))
    }
  }
  if (options.answer) taken.push(...bareAnswer(words, taken))
  const parts: LocationPart[] = taken
    .sort((a, b) => a.start - b.start)
    .map(({ type, value, start, end }) => ({
      type,
      value,
      text: text.slice(origin[start], origin[end] ?? text.length),
    }))
  wholeRoom(parts)
  const place = findPlace(text)
  if (place) parts.push({ type: 'place', value: place, text: place })
  const first = (type: LocationPart['type']): string | null => parts.find((part) => part.type === type)?.value ?? null
  return {
    building: first('building'),
    unit: first('unit'),
    floor: first('floor'),
    room: first('room'),
    parking: first('parking'),
    place,
    parts,
  }
}

const MOBILE = /(?<!\d)1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)/g

interface Span {
  type: LocationPart['type']
  value: string
  start: number
  end: number
}

/** 「8楼01室」 is 801. */
function wholeRoom(parts: LocationPart[]): void {
  const floor = parts.find(({ type }) => type === 'floor')
  const room = parts.find(({ type }) => type === 'room')
  if (floor && room && /^\d{1,2}$/.test(room.value) && /^\d{1,2}$/.test(floor.value))
    room.value = `${floor.value}${room.value.padStart(2, '0')}`
}

interface Rule {
  pattern: RegExp
  read(match: RegExpMatchArray, text: string, taken: readonly Span[]): Span[] | null
}

/** Half width, lower case, 简体, with the place each character came from. */
function fold(text: string): { words: string; origin: number[] } {
  let words = ''
  const origin: number[] = []
  let at = 0
  for (const symbol of text) {
    const code = symbol.codePointAt(0) ?? 0
    const wide = code >= 0xff01 && code <= 0xff5e ? String.fromCharCode(code - 0xfee0) : code === 0x3000 ? ' ' : symbol
    const char = simplify(wide).toLowerCase()
    if (char.length === 1) {
      words += char
      origin.push(at)
    } else {
      words += '?'.repeat(symbol.length)
      for (let index = 0; index < symbol.length; index += 1) origin.push(at)
    }
    at += symbol.length
  }
  return { words, origin }
}

const D = '[零〇一二两三四五六七八九幺十百]'
/** A number of a building, unit or floor: 3, 12, b10, 十二, 甲. */
const N = `(?:[a-z]{0,2}-?\\d{1,4}[a-z]?|[a-z]?${D}{1,4}|[a-z](?![a-z])|[甲乙丙丁戊])`
/** A number of a room: 501, 0501, 12a3, b9c4, 五零一, 一千二百零一. */
const R = `(?:[a-z]{0,2}\\d{1,5}[a-z]?\\d{0,3}|[零〇一二三四五六七八九幺]{3,5}|${D}+)`
/** A room said aloud: 十一零三, 二十一零二, 一千一百零三, 三百零二. */
const SPOKEN_ROOM =
  '(?:[二三]?十[一二三四五六七八九]?[零〇][一二三四五六七八九]|[一二三]千(?:[一二三四五六七八九]百|[零〇])[零〇一二三四五六七八九十]{1,3}|[一二三四五六七八九]百[零〇一二三四五六七八九十]{1,3})'
const DASH = '[-—–_－~ ]'
/** What turns digits into money, time or a count. */
const NO_COUNT =
  '(?!\\d|[a-z]{2}|\\s?(?:元|块|毛|天(?!花)|个|小时|分|点|次(?!卧|卫)|岁|人|%|度|米|平|吨|方|台|年|月|日|周|号线|路(?!灯)|公里|斤|片|张|件|多|万|千|百|倍|级|层楼|股|吨|kw|条|位|只|辆|户|页|集|期|遍|秒|升(?!降)|瓦(?!片)|寸|兆|匹|块钱|来|几|名|回))'

/** 「5动1单元1001」, 「三东二单元」: what an input method writes for 栋, between a number and the unit or room that follows. */
const SOUNDS_LIKE_BUILDING = new RegExp(
  `(?<=[\\da-z零〇一二三四五六七八九十])[动东冻懂洞董](?=${DASH}?(?:(?:\\d{1,2}|${D}{1,2})(?:单元|单园)|[a-z]?\\d{3,4}${NO_COUNT}|[零〇一二三四五六七八九幺]{3,4}(?!${D}|[元块天个])))`,
  'g',
)

const RULES: readonly Rule[] = [
  // 车位: B1-035号车位, 车位A123
  {
    pattern: new RegExp(
      `((?:负[一二三123][层楼]?)?[a-z]{0,2}\\d?[-—]?[a-z]?\\d{2,5})(?:号)?(?:停?车位|停车位)|(?:停?车位|车位号)(?:号|是|为|:)?((?:[a-z]{0,2}\\d?[-—])?[a-z]{0,2}\\d{2,5})(?![\\d天元块个])`,
      'g',
    ),
    read: (match) => one('parking', (match[1] ?? match[2] ?? '').toUpperCase(), match),
  },
  // 3号楼2单元501, in any part or all of it; the marks decide
  {
    pattern: new RegExp(
      `第?(${N})(?:号楼|#楼|＃楼|号院楼|号院(?!门|子|里的|[ 的]?\\d+(?:号楼|栋|幢|座))|栋楼(?![道梯顶上下层门])|幢楼(?![道梯顶上下层门])|栋|幢|撞|座(?!椅|位|机|谈)|号(?=[ ,，]*(?:${D}{1,2}|\\d{1,2})单元|楼\\d{3,4}))`,
      'g',
    ),
    read: (match) => {
      const value = match[1] ?? ''
      if (/座$/.test(match[0]) && !/^(?:[a-z]?\d{1,3}|[a-z]|[甲乙丙丁]|[一二三四五六七八九十]{1,2})$/.test(value))
        return null
      return house('building', value, match)
    },
  },
  { pattern: /([东西南北主副])座/g, read: (match) => one('building', match[1] ?? '', match) },
  {
    pattern: new RegExp(`(${N}|[东西南北中])(?:单元|单园|單元)`, 'g'),
    read: (match) => house('unit', match[1] ?? '', match),
  },
  // Beijing says 门 for 单元
  {
    pattern: new RegExp(`(?<=(?:号楼|栋|幢|座|#)${DASH}?)(${N})门(?!禁|口|卡|锁|窗|铃|岗|前|外|缝|把|框)`, 'g'),
    read: (match) => house('unit', match[1] ?? '', match),
  },
  // 8#1202, 8#-2-1202, 8#2单元
  {
    pattern: /([a-z]?\d{1,3})#(?!\d{0,2}[a-z])/g,
    read: (match) => one('building', match[1]?.toUpperCase() ?? '', match),
  },
  // 6栋-1-502, 8#-2-1202: the building has its mark, the rest follows by dashes
  {
    pattern: /(?<=(?:号楼|栋|幢|座|#)[-—–－_/ ]?)(\d{1,2})[-—–－_/](\d{3,5}[a-z]?)(?![\d\-—:]|年)/g,
    read: (match) => {
      const [whole, unit = '', room = ''] = match
      const start = match.index ?? 0
      const roomStart = start + whole.length - room.length
      return [
        { type: 'unit', value: unit, start, end: start + unit.length },
        { type: 'room', value: room.toUpperCase(), start: roomStart, end: roomStart + room.length },
      ]
    },
  },
  // 3-2-501, 3/2/501, 3—2—501; three numbers are an address, dates and phone numbers apart
  {
    pattern: new RegExp(
      `(?<![\\d\\-—.:/])([a-z]?\\d{1,3}[a-z]?)(?:[-—–－_/~一]|--)(\\d{1,3})(?:[-—–－_/~一]|--)([a-z]?\\d{3,5}[a-z]?|\\d{1,2})(?![\\d\\-—:/]|年|月|日)`,
      'g',
    ),
    read: (match, text, taken) => dashed(match, text, taken),
  },
  // 3-501, 12—1203, 3栋-501 has its building already
  {
    pattern: new RegExp(
      `(?<![\\d\\-—.:/a-z])([a-z]?\\d{1,4}[a-z]?)(?:[-—–－_一]|--)([a-z]?\\d{3,5}[a-z]?)(?![\\d\\-—:]|年)${NO_COUNT}`,
      'g',
    ),
    read: (match, text, taken) => dashedPair(match, text, taken),
  },
  // 楼层: 12楼, 十二层, 负一楼, 12f; 号楼 was taken above
  {
    pattern:
      /(负?(?:\d{1,3}[a-z]?|[一二三四五六七八九十百]{1,4})|顶|b[1-4])(?:楼(?!道|梯|上|下|栋|宇|顶|盘|门)|层(?!高)|f(?![a-z0-9]))/g,
    read: (match) => one('floor', floorValue(match[1] ?? ''), match),
  },
  // 501室, 1203房, 五零一室
  {
    pattern: new RegExp(
      `(${R})(?:室|号房间|号房|房间|房(?!间|子|屋|东|产|租|价|门|顶|客|贷|型|卡|管|号)|号户|户(?!主|型|外|口|数|人|内|籍|均)|号室)(?!一厅|两厅|内|外)`,
      'g',
    ),
    read: (match) =>
      /^[一二两三四]$/.test(match[1] ?? '') && /室|房|户/.test(match[0]) ? null : house('room', match[1] ?? '', match),
  },
  // 弄/号/室 of Shanghai: 12号502室 has its building in 号
  {
    pattern:
      /(?<![路街道巷线段里弯\d]|[^\d]弄)(\d{1,4}|[一二三四五六七八九十]{1,3})号(?=[a-z]?\d{3,4}(?:室|房|$|[,，。 ]))/g,
    read: (match, _text, taken) =>
      taken.some((span) => span.type === 'building') ? null : house('building', match[1] ?? '', match),
  },
  // 底商108, 商铺12号: a shop has neither building nor unit
  {
    pattern:
      /(底商|商铺|铺面|铺位|门面房?|店铺|门市房?|沿街)(?:号|房|的)? ?([a-z]?\d{1,4}[a-z]?)号?(?![\d元块个天点月日栋幢])/g,
    read: (match) => one('room', `${match[1]}${match[2]?.toUpperCase()}`, match),
  },
  // 六楼西户: where the doors have no numbers
  {
    pattern: /(?<=[楼层][ ,，]*)([东西南北中左右])(?:边|侧|面|手边?)?(?:的)?(?:那)?一?(?:户|家|门(?!口|外|前))/g,
    read: (match, _text, taken) => {
      const floor = taken.find((span) => span.type === 'floor')
      return floor === undefined ? null : one('room', `${floor.value}楼${match[1]}户`, match)
    },
  },
  // a bare number behind a building, unit or floor: 3栋501, 2单元 501, B座12楼1203
  {
    pattern: new RegExp(
      `(?<=(?:号楼|栋|幢|撞|座|单元|单园|門|门|楼|层|#|f|弄\\d{1,4}号|[期区苑园村庄庭坊里轩府城寓阁厦舍]\\d{1,4}号)${DASH}?(?:的)?(?:第)?)([a-z]{0,2}\\d{3,5}[a-z]?|\\d{1,2}[a-z]\\d{0,2}|${SPOKEN_ROOM}|[零〇一二三四五六七八九幺]{3,4})${NO_COUNT}(?!栋|幢|单元|号楼|层|楼|f(?![a-z]))号?`,
      'g',
    ),
    read: (match, _text, taken) =>
      taken.some((span) => span.type === 'room') ? null : house('room', match[1] ?? '', match),
  },
  // 阳光花园1203, 万豪大厦2203: behind the name of an estate or a building, at the end of what is said
  {
    pattern:
      /(?<=(?:花园|花苑|家园|嘉园|小区|新村|公寓|大厦|广场|中心|国际|商城|市场|名苑|名都|豪庭|华庭|庄园|公馆|佳苑|新城|公社|苑|座|区))([a-z]?\d{3,4}[a-z]?)(?=号?$|号?[,，。;；\s电])/g,
    read: (match, _text, taken) =>
      taken.some((span) => span.type === 'room') ? null : house('room', match[1] ?? '', match),
  },
  // 7栋2单元 我401 它402: one's own, beside a building or unit
  {
    pattern: /(?<=(?:^|[\s,，。;；])我们?家?)(\d{3,4})(?=$|[\s,，。;；])/g,
    read: (match, _text, taken) =>
      taken.some(({ type }) => type === 'room') || !taken.some(({ type }) => type === 'building' || type === 'unit')
        ? null
        : house('room', match[1] ?? '', match),
  },
  // 我住1203, 501的业主, 502家
  {
    pattern: new RegExp(
      `(?<=(?:我住在?|我家住|家住|住在|我是|我家是|我在|房号是?|门牌号?是?|门牌|户号是?|房间号是?|室号是?|这里是|这边是|[我他她]家)[:: ]?)(\\d{3,4}[a-z]?|[零〇一二三四五六七八九幺]{3,4})${NO_COUNT}|(?<![\\d.\\-])(\\d{3,4})(?=(?:的)?(?:业主|住户|家(?!具|里有|电)|这户|那户|租户|住的))`,
      'g',
    ),
    read: (match, _text, taken) =>
      taken.some((span) => span.type === 'room') ? null : house('room', match[1] ?? match[2] ?? '', match),
  },
]

function one(type: Span['type'], value: string, match: RegExpMatchArray): Span[] | null {
  const start = match.index ?? 0
  return value === '' ? null : [{ type, value, start, end: start + match[0].length }]
}

function house(type: Span['type'], written: string, match: RegExpMatchArray): Span[] | null {
  const value = /^[甲乙丙丁戊东西南北中]$/.test(written) ? written : parseHouseNumber(written)
  return value === null ? null : one(type, value, match)
}

function dashed(match: RegExpMatchArray, text: string, taken: readonly Span[]): Span[] | null {
  const [whole, first = '', second = '', third = ''] = match
  if (isDateOrPhone(whole, text, match.index ?? 0) || taken.some((span) => span.type === 'building')) return null
  const start = match.index ?? 0
  const roomStart = start + whole.length - third.length
  const secondStart = start + whole.indexOf(second, first.length + 1)
  return [
    { type: 'building', value: first.toUpperCase(), start, end: start + first.length },
    { type: 'unit', value: second, start: secondStart, end: secondStart + second.length },
    { type: 'room', value: third.toUpperCase(), start: roomStart, end: roomStart + third.length },
  ]
}

function dashedPair(match: RegExpMatchArray, text: string, taken: readonly Span[]): Span[] | null {
  const [whole, first = '', second = ''] = match
  const start = match.index ?? 0
  if (isDateOrPhone(whole, text, start) || taken.some((span) => span.type === 'room')) return null
  const secondStart = start + whole.length - second.length
  const room: Span = { type: 'room', value: second.toUpperCase(), start: secondStart, end: secondStart + second.length }
  if (!taken.some((span) => span.type === 'building')) {
    return [{ type: 'building', value: first.toUpperCase(), start, end: start + first.length }, room]
  }
  if (taken.some((span) => span.type === 'unit')) return [room]
  return [{ type: 'unit', value: first.toUpperCase(), start, end: start + first.length }, room]
}

/** 2026-11-21, 0571-88886666, BX-20261121-0001 are no houses. */
function isDateOrPhone(whole: string, text: string, start: number): boolean {
  if (/^(?:19|20)\d{2}/.test(whole)) return true
  const before = text.slice(Math.max(0, start - 6), start)
  return /(?:电话|手机|tel|单号|编号|[a-z]{2}-)[:: ]?$/.test(before) || /^0\d{2,3}[-—]/.test(whole)
}

function floorValue(written: string): string {
  if (written === '顶') return '顶'
  if (/^b\d$/.test(written)) return `-${written.slice(1)}`
  const below = written.startsWith('负')
  const value = parseHouseNumber(below ? written.slice(1) : written) ?? written
  return below ? `-${value}` : value
}

/** What may stand around the numbers of an answer; anything else (下周三, 明儿9点) makes them something else. */
const AROUND_BEFORE =
  '(?:我们?|咱|家里?|是|就|住|在|搬到|换到|隔壁|现在|应该|好像|大概|可能|房号|室号|门牌号?|地址|号码|那个|这个|哦|噢|嗯|啊|不对|错了|改成|[:：,，。.、 ])*'
const AROUND_AFTER =
  '(?:室|号|房间?|户|的|了|吧|啊|呀|哈|哦|嘛|呢|应该是|应该|好像|大概|谢谢|就行|这户|那户|[,，。.、!！~ ])*'
const ANSWERED = `(?:${SPOKEN_ROOM}|[\\d零〇一二三四五六七八九幺]{1,5}[a-z]?)`
const GAP = '[ ,，.、]+'
const BARE_ANSWER = new RegExp(
  `^${AROUND_BEFORE}(${ANSWERED})(?:${GAP}(${ANSWERED}))?(?:${GAP}(${ANSWERED}))?${AROUND_AFTER}$`,
)
/** 「1203，9幢」: the room before its building. */
const ROOM_ALONE = new RegExp(`(?<=^|[\\s,，。;；])(\\d{3,4}|${SPOKEN_ROOM})(?:室|号|房)?(?=$|[\\s,，。;；吧])`)

/** For a direct answer to 请问是几栋几单元几室: the bare numbers are the house, however they are divided. */
function bareAnswer(words: string, taken: readonly Span[]): Span[] {
  if (taken.length > 0) {
    if (taken.some(({ type }) => type === 'room') || !taken.some(({ type }) => type === 'building' || type === 'unit'))
      return []
    const room = ROOM_ALONE.exec(words)
    const value = room && parseHouseNumber(room[1]!)
    if (!room || !value || taken.some(({ start, end }) => start < room.index + room[0].length && room.index < end))
      return []
    return [{ type: 'room', value, start: room.index, end: room.index + room[1]!.length }]
  }
  const match = BARE_ANSWER.exec(words)
  if (!match) return []
  const numbers = match.slice(1).filter((number): number is string => number !== undefined)
  const types: Span['type'][] =
    numbers.length === 3 ? ['building', 'unit', 'room'] : numbers.length === 2 ? ['building', 'room'] : ['room']
  let at = 0
  return numbers.flatMap((number, index) => {
    const start = words.indexOf(number, at)
    at = start + number.length
    const value = parseHouseNumber(number)
    const type = types[index]
    return value === null || type === undefined || taken.some((span) => span.type === type)
      ? []
      : [{ type, value, start, end: at }]
  })
}
