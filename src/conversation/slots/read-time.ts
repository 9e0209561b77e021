import { zonedDay, zonedParts } from '../../platform/zoned-time'
import type { Turn } from '../turn'
import type { Clause } from './clauses'
import { DAY } from './settle-words'
import type { Appointment } from './slot-values'
import { isDated, joinedTime, timesSaid } from './times-said'

const ANY_TIME =
  /(都行|都可以|都方便|随便|随时|任何时间|什么时候都|(?<!不)(?:都|一直|天天|每天|整天|全天|总)(?:在家|有人)|看你们|你们定|你们看|尽快|越快越好|现在|马上|立刻|any ?time|asap|whenever)/i
/** Said of nothing but the time, though 「什么时间」 looks like a question. */
const ONLY_ANY_TIME =
  /^(?:我们?|家里|这边|时间|都|随便|随时|任何|什么时候|什么|哪天|几点|你们|定|看|安排|方便|有空|有人|在家|来|可以|行|好|的|吧|啊|呀|就|,|，|\s)+[。.!！~]*$/u
/** A time is an appointment when it was asked for, stands alone, or the words are about coming; 「昨天开始漏」 is not. */
const ABOUT_COMING =
  /(上门|来修|过来|来人|派人|派个人|安排|预约|方便|有空|在家|师傅来|来看|来吧|以后来|再来|come|visit)/i
/** Somebody at home waits, or asks for it now: that is no 「随时」. */
const AT_ONCE = /^(?:尽快|越快越好|现在|马上|立刻|asap)$/iu
const MEANS_VISIT =
  /上门|来|修|吧|改|换|还是|那就|约|不行|不在|没空|没时间|有事|方便|可以|有空|在家|除了|提前|推迟|早|晚|come|visit/iu
const ASKS_ELSE = /上班|营业|值班|办公|几点|什么时候/u
/** What is wrong has its own times: 「今天早上就不亮了，派个人来」 asks nobody to come this morning. */
const TELLS_FAULT = /坏|漏|堵|不亮|不了|没电|没水|停|断|掉|裂|响|臭|渗|滴/u

/** 「昨天上午来修的」, 「前天就坏了」: how it came to this, and no time for anybody to come. */
const TELLS_PAST = /(来|修|弄|搞|报|换|通|装|坏|漏|堵|停)(过|的)|就(坏|漏|堵|不|没|开始)|开始/u

/** 「家里有刚出生的小孩」, 「刚装修完」: what has just come about. */
const TELLS_RECENT = /(?:刚刚?|刚才)(?=\p{Script=Han})(?![才刚吧呀啊了])/u

const TONIGHT = /今晚上?|今夜|今天(晚上|夜里|半夜)/u

export interface TimeAsked {
  asked: boolean
  /** What stands behind 「改到」: it counts before any other time. */
  changed: string | null
  /** What is arranged so far: 「晚上7点吧」 keeps its day. */
  known?: Appointment | undefined
  /** The whole was read back: 「能不能今天来」, 「算了还是后天」 are about the visit. */
  confirming?: boolean | undefined
  /** Words that name the home: 「17号2单元」 is no day of the month. */
  homeWords?: readonly string[]
}

/** `refused`: a time that does not suit, and none that does. */
export function readTime(
  turn: Turn,
  text: string,
  clauses: readonly Clause[],
  how: TimeAsked,
): Appointment | 'past' | 'refused' | null {
  const { reader } = turn.services
  const zone = turn.community.timeZone
  const around = { reader, at: turn.at, timeZone: zone }
  const changed = how.changed === null ? null : joinedTime(how.changed, around)
  if (changed) return withDay(turn, how.changed!, changed, how.known)
  const bareTime = clauses.some(
    (clause) => clause.rest === '' && reader.appointment(clause.text, turn.at, zone) !== null,
  )
  const isMeant = how.asked || bareTime || (how.confirming ? MEANS_VISIT : ABOUT_COMING).test(text)
  if (!isMeant) return null
  const spoken = how.asked ? text : how.confirming ? aboutVisit(clauses) : aboutComing(clauses)
  const { words, refused } = timesSaid(withoutHome(spoken, how.homeWords ?? []), around)
  const time = joinedTime(words, around)
  // 「昼天下午」: a day in a word we do not know is asked for, not taken for today.
  if (time && (namesUnknownDay(words, time) || isSince(words, time, text))) return null
  if (time) return withDay(turn, words, time, how.known)
  const any = ANY_TIME.exec(reader.plain(words))
  if (refused !== null)
    return any ? { from: null, to: null, text: turn.phrases.say('patterns.exceptTime', { time: refused }) } : 'refused'
  if (!how.asked) return null
  if (any) return { from: null, to: null, text: AT_ONCE.test(any[0]) ? turn.phrases.say('patterns.atOnce') : any[0] }
  // 「今晚能来吗」, said at night, is now.
  if (TONIGHT.test(text)) return { from: turn.at.toISOString(), to: null, text: TONIGHT.exec(text)![0] }
  return reader.since(words, turn.at, zone) === null || TELLS_PAST.test(text) || TELLS_RECENT.test(text) ? null : 'past'
}

function withoutHome(text: string, homeWords: readonly string[]): string {
  return homeWords.reduce(
    (left, word) => (/[号\d零〇一二三四五六七八九十]/u.test(word) ? left.replace(word, ' ') : left),
    text,
  )
}

/** 「随便什么时间」 answers when; nothing else is asked by it. */
export function isOnlyAnyTime(text: string): boolean {
  return ONLY_ANY_TIME.test(text.trim()) && ANY_TIME.test(text)
}

/** The clauses that speak of coming, or of nothing but a time, with the one before that may hold their day. */
function aboutComing(clauses: readonly Clause[]): string {
  const speaks = (clause: Clause | undefined) =>
    clause !== undefined && (clause.rest === '' || ABOUT_COMING.test(clause.text))
  return clauses
    .filter((clause, index) => speaks(clause) || (speaks(clauses[index + 1]) && !TELLS_FAULT.test(clause.text)))
    .map(({ text }) => text)
    .join('，')
}

/** What is said of a summary and names a time is about the visit, unless it tells of a fault or asks about something else. */
function aboutVisit(clauses: readonly Clause[]): string {
  return clauses
    .filter(({ text, rest }) => rest === '' || (!TELLS_FAULT.test(text) && !ASKS_ELSE.test(text)))
    .map(({ text }) => text)
    .join('，')
}

function namesUnknownDay(words: string, time: Appointment): boolean {
  if (isDated(time.text) || !words.includes(time.text)) return false
  const before = UNKNOWN_DAY.exec(words.slice(0, words.indexOf(time.text)))
  return before !== null && !NO_DAY.test(before[1]!)
}

/** 「昨天晚上开始的」: since when, and the evening of no day to come. */
const isSince = (words: string, time: Appointment, text: string): boolean =>
  TELLS_PAST.test(text) &&
  (STARTS_PAST.test(time.text) || (!isDated(time.text) && ENDS_PAST.test(words.slice(0, words.indexOf(time.text)))))

/** One character and 天, 日 or 朝, right before the half of a day. */
const UNKNOWN_DAY = /(?:^|[\s，,。;；])(\p{Script=Han})[天日朝]\s*$/u
const NO_DAY = /[今明昨前后当本每那这整全半白哪几多两一二三四五六七八九十晴阴雨雪冷热春夏秋冬工平假节生休周期]/u
const STARTS_PAST = /^(?:昨|大?前[天日])/u
const ENDS_PAST = /(?:昨[天日儿]?个?|大?前[天日儿]个?)\s*$/u

const MORNING_MS = 7 * 3600_000

/** An hour alone is meant on the day that is arranged already. */
function withDay(turn: Turn, words: string, time: Appointment, known: Appointment | undefined): Appointment {
  if (known?.from == null || DAY.test(time.text) || /\d+[日号]|周|星期|礼拜|早$|晚$/u.test(time.text))
    return onItsDay(turn, time)
  const zone = turn.community.timeZone
  const from = new Date(known.from)
  const { hour, minute, second } = zonedParts(from, zone)
  const midnight = from.getTime() - ((hour * 60 + minute) * 60 + second) * 1000 - from.getMilliseconds()
  // Seen from the morning 「三点」 is the afternoon.
  const day = new Date(midnight + MORNING_MS)
  if (day <= turn.at) return time
  const there = joinedTime(words, { reader: turn.services.reader, at: day, timeZone: zone })
  return there === null ? time : { ...there, text: `${dayWord(turn, day, known.text)}${there.text}` }
}

/** 「9点后」, said at ten, is tomorrow: the summary says so. */
function onItsDay(turn: Turn, time: Appointment): Appointment {
  const zone = turn.community.timeZone
  if (time.from === null || isDated(time.text) || !/\p{Script=Han}/u.test(time.text)) return time
  const from = new Date(time.from)
  if (zonedDay(from, zone) === zonedDay(turn.at, zone)) return time
  const isTomorrow = zonedDay(from, zone) === zonedDay(new Date(turn.at.getTime() + DAY_MS), zone)
  const { month, day } = zonedParts(from, zone)
  return { ...time, text: `${isTomorrow ? '明天' : `${month}月${day}日`}${time.text}` }
}

const DAY_MS = 24 * 3600_000

/** The day in the owner's own word while it still means that day: 「后天」 said yesterday is tomorrow by now. */
function dayWord({ services, at, community }: Turn, day: Date, text: string): string {
  const zone = community.timeZone
  const said = DAY.exec(text)?.[0] ?? ''
  if (said === '') return ''
  const from = services.reader.appointment(said, at, zone)?.from
  if (from && zonedDay(new Date(from), zone) === zonedDay(day, zone)) return said
  const parts = zonedParts(day, zone)
  return `${parts.month}月${parts.day}日`
}
