import type { Reader } from '../reader'
import type { Appointment } from './slot-values'

/** The words about time that count, once those that are only refused are taken out. */
export interface TimesSaid {
  words: string
  /** What is refused: 「明天不在」, 「除了周二」. */
  refused: string | null
}

interface Around {
  reader: Reader
  at: Date
  timeZone: string
}

/**
 * 「明天不在，后天吧」 is the day after tomorrow, 「下午三点不行，我要接孩子，五点以后吧」 is from five on. Whoever refuses an hour speaks of its
 * day still: 「明天上午不行，下午吧」 is tomorrow afternoon.
 */
export function timesSaid(text: string, around: Around): TimesSaid {
  if (!/\p{Script=Han}/u.test(text)) return { words: text, refused: null }
  const except = EXCEPT.exec(text)
  if (except) return { words: text.slice(0, except.index) + except[2]!, refused: except[1]!.trim() }
  const kept: string[] = []
  let refused: string | null = null
  for (const part of text.split(BREAK).filter((each) => each.trim() !== '')) {
    const time = readTime(part, around)
    const from = time === null ? 0 : part.indexOf(time.text)
    const behind = time === null ? part : part.slice(from + time.text.length)
    // 「不用明天上午了」 refuses as well as 「明天上午不行」.
    const isRefused = REFUSED.test(behind) || (REFUSED_BEFORE.test(part.slice(0, from)) && !TOO.test(behind))
    if (time === null || !isRefused) {
      kept.push(refused === null || time === null ? part : part.replace(time.text, onDayOf(refused, time.text)))
      continue
    }
    refused = time.text
    // 「上午不行下午可以」: more was said in the same breath.
    const rest = behind.replace(REFUSED, '').replace(REST_OF_REFUSAL, '')
    const more = readTime(rest, around)
    if (more !== null) kept.push(rest.replace(more.text, onDayOf(refused, more.text)))
    else if (rest.trim() !== '') kept.push(rest)
  }
  return refused === null ? { words: text, refused } : { words: kept.join('，'), refused }
}

/**
 * All that is said of one time, joined: 「明天…，下午三点」 and 「下午三点…，明天」 are tomorrow at three; of 「周末都行，最好周日上午10点」 the
 * narrower counts.
 */
export function joinedTime(text: string, around: Around): Appointment | null {
  if (!/\p{Script=Han}/u.test(text)) return around.reader.appointment(text, around.at, around.timeZone)
  const times = allTimes(text.replace(EARLY, '早上').replace(LATE, '晚上'), around)
  const [first, ...later] = times
  if (first === undefined) return null
  const narrower = later.find((each) => isWithin(each, first))
  if (narrower) return narrower
  if (HOUR.test(first.text)) {
    const day = DATED.test(first.text) ? undefined : later.find(({ text: words }) => isDayOnly(words))
    return day === undefined ? first : (readTime(`${day.text}${first.text}`, around) ?? first)
  }
  // 「下午吧，四点前」 is one time, 「下午，晚上也行」 are two.
  const isHalf = HALF.test(first.text)
  const hour = later.find(
    ({ text: words }) => !DATED.test(words) && !(isHalf && HALF.test(words)) && (HOUR.test(words) || HALF.test(words)),
  )
  return hour === undefined ? first : (readTime(`${first.text}${hour.text}`, around) ?? first)
}

function allTimes(text: string, around: Around): Appointment[] {
  const times: Appointment[] = []
  for (let rest = text; times.length < MOST_TIMES;) {
    const time = readTime(rest, around)
    if (time === null) break
    times.push(time)
    rest = rest.slice(rest.indexOf(time.text) + time.text.length)
  }
  return times
}

const MOST_TIMES = 4

function readTime(text: string, { reader, at, timeZone }: Around): Appointment | null {
  const time = reader.appointment(text, at, timeZone)
  return time !== null && time.text !== '' && text.includes(time.text) ? time : null
}

/** The hour with the day, and the half of the day, of the one refused before it. */
function onDayOf(refused: string, hour: string): string {
  if (DATED.test(hour) || isDayOnly(refused)) return hour
  const half = HALF.exec(refused)
  const day = DATED.test(refused) ? refused.slice(0, half?.index ?? refused.search(DIGITS)) : ''
  return day + (half !== null && HOUR.test(refused) && !HALF.test(hour) ? half[0] : '') + hour
}

function isWithin(one: Appointment, wide: Appointment): boolean {
  if (!DATED.test(one.text) || one.from === null || wide.from === null || wide.to === null) return false
  const start = new Date(one.from).getTime()
  const isInside = start >= new Date(wide.from).getTime() && start < new Date(wide.to).getTime()
  return isInside && (one.from !== wide.from || HOUR.test(one.text) || HALF.test(one.text))
}

/** The marks and blanks owners set between the things they say. */
const BREAK = /[，,。；;！!、\n]+|\s+(?![\d:：点])|(?=但是?|不过)/u
const EXCEPT =
  /除(?:了|开|去)(.+?)(?:以外|之外|(?<=.)外)?[，,\s]*((?:都|其他|其它|别的|其余|剩下|随时|随便|什么时候|哪天|我?们?家?都?在|可以|行).*)$/u
const REFUSED =
  /^(?:的话|那天|这天|那时候?|我们?|家里|老公|老婆|大人|孩子|都|也|就|可能|估计|怕是?|还|时|[的 ])*(?:不(?:行|成|得行|可以|太?方便|太行|在|合适|能)|没(?:有)?(?:空|时间|人|法)|无人|有事|太[晚早赶](?:了)?|要?(?:上班|加班|出差|开会|出门|出去|接孩子|上课)|(?:来|过|回|赶)不(?:了|来|回)|走不开|就?算了)/u
const REFUSED_BEFORE =
  /(?<![要可])(?:不用|不要|不想|不约|不是|不必|别|甭|取消)(?:再|在|约|安排|定|改|等|选|放|到|是|那个|原来的?|[\s])*$/u
/** 「不要早上太早」 asks for a later hour of it. */
const TOO = /^(?:太|这么|那么)/u
/** What closes 「不用明天上午（来了）」. */
const REST_OF_REFUSAL = /^(?:来|上门|过来|修|的|了|吧|啊|呀|那个|那次|[\s])+/u
const HOUR = /[点时:：](?!间|候)|小时|分钟|下班|[午晚]饭/u
const HALF = /大?清?早上?|早晨|上午|中午|下午|傍晚|晚上?|夜里|凌晨/u
const DATED = /[号日天周月]|星期|礼拜|[今明后][儿早晚]|小时|分钟|会儿/u
const DIGITS = /[\d一二两三四五六七八九十]+[点时:：]/u
/** It names a day, or how long from now. */
export const isDated = (text: string): boolean => DATED.test(text)
const isDayOnly = (text: string): boolean => DATED.test(text) && !HOUR.test(text) && !HALF.test(text)

/** 「早点，七点就搬」 is seven in the morning. */
const EARLY = /[，,\s]*(?:早一?点|早些|趁早)[，,\s]*(?=[\d一二两三四五六七八九十]{1,3}[点:：])/gu
const LATE = /[，,\s]*(?:晚一?点|晚些)[，,\s]*(?=[\d一二两三四五六七八九十]{1,3}[点:：])/gu
