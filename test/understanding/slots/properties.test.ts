import { parseAmount } from '../../../src/understanding/slots/parse-amount'
import { parseLocation } from '../../../src/understanding/slots/parse-location'
import { parsePhone } from '../../../src/understanding/slots/parse-phone'
import { readParties } from '../../../src/understanding/slots/parties'
import { parseSince } from '../../../src/understanding/time/parse-since'
import { parseTime } from '../../../src/understanding/time/parse-time'
import { createUnderstanding } from '../../../src/understanding/understand'

/** A fixed sequence, so that a failure can be repeated (mulberry32). */
function sequence(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x100000000
  }
}

const random = sequence(20261122)
const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T
const upTo = (most: number): number => 1 + Math.floor(random() * most)
const times = (count: number): number[] => Array.from({ length: count }, (_, index) => index)

function house(): { building: string; unit: string; room: string; words: string } {
  const building = String(upTo(30))
  const unit = String(upTo(6))
  const room = `${upTo(28)}0${upTo(4)}`
  const words = pick([
    `${building}栋${unit}单元${room}`,
    `${building}号楼${unit}单元${room}室`,
    `${building}幢${unit}单元${room}号`,
    `${building}-${unit}-${room}`,
    `${building}栋${unit}单元 ${room}`,
  ])
  return { building, unit, room, words }
}

describe('homes', () => {
  it('are read alike in every notation', () => {
    for (const _ of times(300)) {
      const { building, unit, room, words } = house()
      expect({ words, ...parseLocation(words) }).toMatchObject({ words, building, unit, room })
    }
  })

  it('of the writer and of the neighbour are never taken for one another', () => {
    for (const _ of times(300)) {
      const mine = house()
      const theirs = house()
      const words = pick([
        `我是${mine.words}的，投诉${theirs.words}装修太吵`,
        `投诉${theirs.words}半夜放音乐，我住${mine.words}`,
        `我家${mine.words}，隔壁${theirs.words}的狗天天叫`,
        `${theirs.words}那户往楼下扔垃圾，我是${mine.words}的业主`,
        `本人${mine.words}，举报${theirs.words}群租`,
        `楼上${theirs.words}漏水到我家${mine.words}`,
      ])
      const { own, others } = readParties(words)
      const { building, unit, room } = mine

      expect({ words, own }).toEqual({ words, own: { building, unit, room } })
      expect({ words, house: others.find((other) => other.house)?.house }).toEqual({
        words,
        house: { building: theirs.building, unit: theirs.unit, room: theirs.room },
      })
    }
  })

  it('give only the writer’s to what is filed', () => {
    const { understand } = createUnderstanding()
    const { entities } = understand('投诉5栋1单元1202装修太吵，我住5栋1单元1102')

    expect(entities.filter(({ type }) => type === 'room').map(({ value }) => value)).toEqual(['1102'])
  })

  it.each([
    ['楼上401天天漏水，我是3栋2单元301的', { relation: '楼上', house: { building: null, unit: null, room: '401' } }],
    ['隔壁太吵了，3栋2单元301', { relation: '隔壁', house: null }],
  ])('keeps the relation where the home is named in part or not: %s', (words, other) => {
    expect(readParties(words).others[0]).toMatchObject({ relation: other.relation })
    expect(readParties('3栋2单元301。楼上太吵').own).toEqual({ building: '3', unit: '2', room: '301' })
  })
})

it.each(['我家 100 升的热水器坏了', '客厅 200 瓦的灯不亮', '100 兆的宽带断了'])(
  'hears no room in an amount: %s',
  (words) => {
    expect(parseLocation(words).room).toBeNull()
  },
)

it('hears a room before what only looks like a measure', () => {
  expect(parseLocation('3栋2单元501升降晾衣架坏了').room).toBe('501')
  expect(parseLocation('3栋2单元501瓦片掉了').room).toBe('501')
})

it.each([
  ['我是3栋501的业主', 'owner'],
  ['我是租户，门禁卡怎么办', 'tenant'],
  ['替我妈问一下物业费', 'behalf'],
  ['我是物业的小王', 'staff'],
  ['我来找朋友，怎么进小区', 'visitor'],
  ['路灯坏了', null],
])('hears who writes: %s', (words, reporter) => {
  expect(readParties(words).reporter).toBe(reporter)
})

it('reads parking spaces in every notation', () => {
  for (const _ of times(100)) {
    const number = String(100 + upTo(800))
    const words = pick([
      `${number}号车位`,
      `车位号${number}`,
      `车位${number}`,
      `B2-${number}车位`,
      `地库B1-${number}车位`,
    ])
    expect({ words, parking: parseLocation(words).parking }).toEqual({
      words,
      parking: expect.stringContaining(number),
    })
  }
})

describe('amounts', () => {
  it('are read in figures, however they are set', () => {
    for (const _ of times(200)) {
      const yuan = upTo(99_999)
      const words = pick([`${yuan}元`, `¥${yuan}`, `${yuan}块钱`, `一共${yuan}块`, `${yuan.toLocaleString('en-US')}元`])
      expect({ words, value: parseAmount(words)?.value }).toEqual({ words, value: yuan.toFixed(2) })
    }
  })

  it.each([
    ['3块5一个平方', '3.50'],
    ['两千三百块', '2300.00'],
    ['贰仟元整', '2000.00'],
    ['1.2万元押金', '12000.00'],
    ['十五块钱一次', '15.00'],
  ])('are read as people say them: %s', (words, value) => {
    expect(parseAmount(words)?.value).toBe(value)
  })

  it.each(['3栋2单元501', '等了两个小时', '13800138000', '一块地砖松了', ''])('are not found in %s', (words) => {
    expect(parseAmount(words)).toBeNull()
  })
})

describe('phone numbers', () => {
  const spoken = '零幺二三四五六七八九'
  const number = (): string =>
    `1${pick(['3', '5', '7', '8', '9'])}${times(9)
      .map(() => upTo(10) - 1)
      .join('')}`

  it('are read in figures, with blanks or dashes, and said aloud', () => {
    for (const _ of times(200)) {
      const digits = number()
      const words = pick([
        `电话${digits}`,
        `${digits.slice(0, 3)} ${digits.slice(3, 7)} ${digits.slice(7)}`,
        `${digits.slice(0, 3)}-${digits.slice(3, 7)}-${digits.slice(7)}`,
        `+86${digits}`,
        [...digits].map((digit) => spoken[Number(digit)]).join(''),
      ])
      expect({ words, read: parsePhone(words) }).toMatchObject({ words, read: { status: 'ok', value: digits } })
    }
  })

  it('one digit short are asked for again and never filed', () => {
    for (const _ of times(200)) {
      const digits = number()
      const lost = upTo(8) + 1
      const short = digits.slice(0, lost) + digits.slice(lost + 1)
      expect(parsePhone(`我的电话是${short}`)).toMatchObject({ status: 'short', missing: 1 })
    }
  })
})

describe('appointments', () => {
  const start = Date.parse('2026-11-22T00:00:00+08:00')
  const days = ['今天', '明天', '后天', '周三', '下周一', '周末', '3号', '28号', '大后天', '']
  const parts = ['', '早上', '上午', '中午', '下午', '晚上', '凌晨', '半夜']
  const hours = ['', '一点', '3点', '九点半', '11点', '六点到八点', '8:30', '十二点']

  it('are never in the past, and at night never without asking', () => {
    for (const _ of times(2000)) {
      const at = new Date(start + upTo(365 * 24 * 60) * 60_000)
      const words = `${pick(days)}${pick(parts)}${pick(hours)}来`
      const read = parseTime(words, at)
      if (!read) continue
      const hour = Number(read.from.slice(11, 13))
      // The message itself may have taken a minute.
      expect({ words, at, late: Date.parse(read.from) < at.getTime() - 60_000 }).toEqual({ words, at, late: false })
      // A day without an hour begins at midnight and is asked about too.
      if (hour < 6 || hour >= 23)
        expect({ words, at, doubt: read.doubt }).toEqual({ words, at, doubt: expect.any(String) })
    }
  })

  it('since when is never after the message', () => {
    for (const _ of times(500)) {
      const at = new Date(start + upTo(365 * 24 * 60) * 60_000)
      const words = `${pick(['昨晚', '昨天', '上周三', '三天了', '今天早上', '半个月了', '刚才', '前天下午', '国庆'])}开始${pick(['漏水', '停电', '坏的'])}`
      const since = parseSince(words, at)
      if (since) expect(Date.parse(since.value)).toBeLessThanOrEqual(at.getTime())
    }
  })
})

it("takes no house for the neighbour's because somebody stands downstairs", () => {
  const { own, others } = readParties('对讲打不开门，外卖小哥在楼下按了半天，12幢1302')

  expect(own).toEqual({ building: '12', unit: null, room: '1302' })
  expect(others).toEqual([])
})
