import { SURNAME } from '../../understanding/slots/parse-name'
import type { Reader } from '../reader'
import { homeText } from './slot-values'

/**
 * What holds in the end where owners take something back in the same breath: 「南门，不对，是北门」 is 「北门」, 「501，打错了，502」 is
 * room 502. Only a fact gives way to a fact of its kind (an address, a number, a time, a place, a person); other words stay as they
 * were said, and so does a rebuke (「收费不对，是你们算错了」).
 */
export function settleWords(text: string, reader: Reader, at: Date, timeZone: string): string {
  let settled = text
  for (let round = 0; round < MOST_CORRECTIONS; round++) {
    const next = settleFirst(settled, reader, at, timeZone)
    if (next === null) return settled
    settled = next
  }
  return settled
}

const MOST_CORRECTIONS = 3
const MARK = '[，,。；;！!、…~\\s]'
const FILLER = `(?:(?:哎呀|哎|唉|哦|噢|啊|呃|额|那个|等等|等一下|不好意思|抱歉)${MARK}*)*`
const TAKEN_BACK =
  '(?:(?:我|刚才|刚刚|上面)*(?:地址|房号|门牌|电话|手机|号码|时间|名字|车牌号?)?(?:说|写|打|发|填|报|讲|记|搞|弄)?(?:错|反)(?:了|啦)' +
  `|不对|口误|更正(?:一下)?|不(?:是)?(?=${MARK}))`
const LEADS = '(?:应该|应当)?(?:是(?!不是)|为|改成|换成)?'
const CORRECTED = new RegExp(
  `${MARK}+${FILLER}(?:${TAKEN_BACK}(?:${MARK}+${LEADS}|(?:应该|应当)?是(?!不是)|(?<=[错反][了啦]))|(?:应该|应当)是)`,
  'u',
)
/** What may stand before the fact that holds: 「我家是4栋」, 「电话是139…」. */
const CARRIER = /^(?:我们?|家里?|住|在|是|那个|地址|房号|门牌|电话|手机|号码|车牌|时间|改|约|到|号|[：:\s])*$/u
const TAIL = /^(?:才对|才是|吧|的|啊|呀|啦|哈)+$/u

function settleFirst(text: string, reader: Reader, at: Date, timeZone: string): string | null {
  const found = CORRECTED.exec(text)
  if (found === null || found.index === 0) return null
  const before = text.slice(0, found.index)
  const after = text.slice(found.index + found[0].length)
  const clause = /^[^，,。；;！!？?\n]*/u.exec(after)![0]
  const behind = after.slice(clause.length)
  // 「抄成500块，应该是300块」 blames somebody; only after nothing but the fact is 「应该是」 alone a slip of one's own.
  const saysSo = new RegExp(TAKEN_BACK, 'u').test(found[0])
  const earlier = before.split(/(?<=[，,。；;！!？?\n])/u)
  for (let index = earlier.length - 1; index >= 0; index--) {
    for (const kind of KINDS) {
      const right = kind(clause, { reader, at, timeZone, isAnswer: true })
      if (right === null || !CARRIER.test(clause.slice(0, right.from))) continue
      const old = earlier[index]!
      const wrong = kind(old, { reader, at, timeZone, isAnswer: false })
      if (wrong === null || wrong.unit !== right.unit) continue
      if (!saysSo && (index < earlier.length - 1 || !CARRIER.test(old.slice(0, wrong.from)) || wrong.to < old.length))
        return null
      const held = old.slice(0, wrong.from) + right.over(wrong.words) + old.slice(wrong.to)
      const kept = [...earlier.slice(0, index), held, ...earlier.slice(index + 1)].join('')
      return kept + restOf(clause.slice(right.to), kept, wrong.to === old.length) + behind
    }
  }
  return null
}

/** What was said beside the fact is said on; what only repeats the sentence is not. */
function restOf(rest: string, kept: string, joins: boolean): string {
  const said = rest.trim()
  if (said === '' || TAIL.test(said) || kept.includes(said)) return ''
  return joins ? said : `，${said}`
}

/** Where a fact stands, its own words, and what becomes of an earlier one when this one holds. */
interface Fact {
  from: number
  to: number
  words: string
  /** Facts of one kind are told apart by it: 「两个人」 does not correct 「三台车」. */
  unit: string
  over: (earlier: string) => string
}
interface Around {
  reader: Reader
  at: Date
  timeZone: string
  /** The words are given as the right ones: 「502」 is then a room. */
  isAnswer: boolean
}
type Kind = (text: string, around: Around) => Fact | null

const factAt = (text: string, words: string, unit: string, over = (_earlier: string) => words): Fact | null => {
  const from = text.indexOf(words)
  return words === '' || from < 0 ? null : { from, to: from + words.length, words, unit, over }
}

const matching =
  (pattern: RegExp, unitOf: (match: RegExpExecArray) => string): Kind =>
  (text) => {
    const match = pattern.exec(text)
    return match === null ? null : factAt(text, match[0], unitOf(match))
  }

const phone = matching(/(?<!\d)1[3-9]\d(?:[-\s]?\d){8}(?!\d)/u, () => 'phone')
const plate = matching(/(?<![A-Za-z0-9])\p{Script=Han}?[A-Za-z][·•\s]?[A-Za-z0-9]{5,6}(?![A-Za-z0-9])/u, () => 'plate')
const count = matching(
  /(?:\d+|[一二两三四五六七八九十百]+)(个人|个|位|人|辆|台|件|盏|次|块|元|天)/u,
  (match) => match[1]!,
)
const person = matching(
  new RegExp(
    `${SURNAME}\\p{Script=Han}{0,2}?(?:师傅|阿姨|大姐|大哥|叔叔|管家|保安|经理|主管|队长|先生|女士|小姐|老师)`,
    'u',
  ),
  () => 'person',
)

const home: Kind = (text, { reader, isAnswer }) => {
  if (isAnswer && AMOUNT.test(text)) return null
  const where = reader.where(text, { answer: isAnswer })
  const [first] = where.homeWords
  const last = where.homeWords.at(-1)
  if (first === undefined || last === undefined) return null
  const starts = where.homeWords.map((words) => text.indexOf(words)).filter((index) => index >= 0)
  if (starts.length === 0) return null
  const from = Math.min(...starts)
  const to = Math.max(...where.homeWords.map((words) => text.indexOf(words) + words.length))
  const over = (earlier: string) => {
    const known = reader.where(earlier, { answer: true })
    return homeText({
      building: where.building ?? known.building,
      unit: where.unit ?? known.unit,
      room: where.room ?? known.room,
    })
  }
  return { from, to, words: text.slice(from, to), unit: 'home', over }
}

/** 「300块」 is no room. */
const AMOUNT = /^\D{0,6}\d+(?:\.\d+)?\s*(?:块|元|度|吨|方|个|天|次|分钟|小时|%)/u

/** 「明天上午，不对，下午」 is tomorrow; 「明天上午，不对，后天」 is the morning. */
const time: Kind = (text, { reader, at, timeZone }) => {
  const read = reader.appointment(text, at, timeZone)
  if (read === null) return null
  const day = DAY.exec(read.text)?.[0] ?? ''
  const hour = read.text.slice(day.length)
  return factAt(text, read.text, 'time', (earlier) => {
    const dayBefore = DAY.exec(earlier)?.[0] ?? ''
    return (day || dayBefore) + (hour || earlier.slice(dayBefore.length))
  })
}
export const DAY =
  /^(?:今天?|明天?|后天|大后天|本?(?:这|下)?个?(?:周|星期|礼拜)[一二三四五六日天末]|\d{1,2}月\d{1,2}[日号]|\d{1,2}[日号])/u

const place: Kind = (text, { reader }) => factAt(text, reader.where(text).place ?? '', 'place')

const KINDS: readonly Kind[] = [phone, plate, count, home, time, place, person]
