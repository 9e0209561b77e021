import { zonedDay, zonedParts } from '../../platform/zoned-time'
import { readTime } from '../../conversation/slots/read-time'
import { DAY } from '../../conversation/slots/settle-words'
import type { Appointment } from '../../conversation/slots/slot-values'
import type { Turn } from '../../conversation/turn'

/** What an owner says of the time somebody comes: another one, or only that the arranged one is no good. */
export type TimeWish = { time: Appointment } | 'none-named'

const MARKS = /[，,。；;！!？?～~\s]+/u
/** That time is no good, for whatever reason. */
const NOT_THEN =
  /(不行|没人|不在家?|没空|没时间|不方便|不得空|有事|出门|出去|上班|加班|出差|来不了|到不了|赶不(上|过来|回来)|没法(来|等)|不成|等不了|不等|太[晚早赶]|[要得]去\p{Script=Han}{1,4}?(?=$|[，,。；;！!～~\s]))了?/u
/** 「约好的上午没人来」 tells of us, and says nothing of when they are at home. */
const NOBODY_CAME =
  /没(有)?人(?!来开门)(来|到|过来|上门|修|管|理|联系)|(没|不)见(到|着)?(人|师傅)|(师傅|师父|人|你们)(都|也|还|一直)*没(有)?(来|到|出现|上门)/u
/** The owner or we put it off, and say no day. */
const PUTS_OFF =
  /改天|改日|(改|换)个?(时间|日子)|另约|再约|不等了|等不了|过(几|两)天再|下次再来|先(别|不用?|不要)(来|修|派)|今天(别|不用|不要)来|来不了|到不了|没法来|不来了/u
/** 「行不行」, 「可以吗」 ask for leave; other questions ask something. */
const LEAVE = /(可以|行|方便|成|好)(吗|么|嘛|不)|行不行|可不可以|能不能|好不好|方不方便|呢[?？]*$/u
const QUESTION = /[?？]|吗|么$|几点|什么时候|啥时候|哪天|多久/u
const OFFICE = /(你们|物业|办公室|前台|客服|管理处|食堂|快递).{0,4}(上班|下班|有人|开门|关门|在吗)/u

const ANOTHER_PERSON =
  /(换|改派)(个|一个|位|一位)?(别的|其他|另外的?)?(师傅|师父|人(?!民)|维修工)|(别|不要|不想要?)(再)?(派|叫|让|安排)(那|这|上[次回]|他|她|昨天|刚才)/u

const TIMES =
  /大后天|今天|今晚|今早|明天|明早|明晚|明儿|后天|后儿|((这|下+|本)?个?(周|星期|礼拜)|^周)[一二三四五六日天末]|周末|工作日|\d+月|\d+[号日]|清早|一早|早上|上午|中午|午后|下午|傍晚|晚上|夜里|晚点|早点|白天|早|晚|[\d一二两三四五六七八九十]+([点:：](\d+|[一二三四五]?十?[一二三四五六七八九]?[分刻]|半|钟|整)*)|到|至|[-~—]|同一?样?个?的?时间|时间(不变|一样|照旧)|[之以]?[前后]|左右/gu
/** What carries a time, and says nothing else. */
const CARRIERS =
  /师傅|师父|他们?|你们|您|我们?|咱|家里|家人|家|老公|老婆|孩子|那|就|也|都|还是|又|算了|干脆|吧|呢|啊|呀|哦|哈|嗯|好的?|对|可以|随时|行|成|方便|有空|没空|有时间|没时间|有人|没人|在家|不在|在|不|没法?|吗|么|嘛|能|要|想|让|叫|请|麻烦|帮|过来|上门|再|来|修|约|改|换|为|挪|推迟|提前|延[后期]?|时间|日子|现在|刚刚?|刚才|突然|电话|打|说|出门|出去|出差|外地|回来|回家|回|下班|上班|加班|有事|临时|去|了|的|只有?|才|等|天|一下|下|个|看|定|安排|得|会|上|赶|谢谢|先|别|用|派/gu
/** Words that a time and its carriers leave over by chance. */
const LEFT_OVER = 1
const PUT_OFF_LEFT_OVER = 4

const SAME_TIME = /同一?样?个?的?时间|时间(不变|一样|照旧)|还是(那|这)个(时间|点)/u
const BY_THEN = /([\d一二两三四五六七八九十]+)点(半)?(之前|以前|前)/u
const HOUR_MS = 3600_000

/** 「他不行，换个师傅来」 is about who comes, and not when. */
export const wantsAnotherPerson = (text: string): boolean => ANOTHER_PERSON.test(text)

/**
 * 「明天家里没人了 周一晚上可以吗」, 「还是上午吧 11点之前」, 「算了不等了 改天吧」: nothing but when somebody should come. Null when it says
 * anything besides, or asks something.
 */
export function wishForTime(
  turn: Turn,
  known: Appointment | undefined,
  /** A visitor is awaited at the hour; for a technician a day without one is a day. */
  keepsHour: boolean,
): TimeWish | null {
  const said = turn.text
    .replace(/行不行/gu, '行吗')
    .replace(SUITS_THEN, '$1，')
    .trim()
  if (said.length > LONGEST || OFFICE.test(said) || NOBODY_CAME.test(said)) return null
  if (QUESTION.test(said) && !LEAVE.test(said)) return null
  const putsOff = PUTS_OFF.test(said) || UNDOES.test(said)
  const left = said
    .replace(UNDOES, '')
    .replace(GOES_OUT, '')
    .replace(TIMES, '')
    .replace(CARRIERS, '')
    .replace(/[\s\p{P}\p{S}]/gu, '')
  if (left.length > (putsOff ? PUT_OFF_LEFT_OVER : LEFT_OVER)) return null
  const pieces = said.replace(UNDOES, '').split(MARKS).flatMap(byVerdict).filter(Boolean)
  const wished = pieces.filter((piece) => !NOT_THEN.test(piece))
  const time = readWish(turn, wished, { known, keepsHour })
  if (time !== null) return { time }
  const excludes = pieces.some((piece) => NOT_THEN.test(piece) && named(turn, piece))
  return putsOff || excludes ? 'none-named' : null
}

const LONGEST = 40
/** 「明天上午我在家的下午我要去跳舞」: one time that suits and another that does not, in one breath. */
const SUITS_THEN =
  /(在家|有空|有人|可以|方便)[的啊哦吧呢了]*(?=(?:我|那)?(?:[今明后][天儿晚早]|[上中下]午|早上|晚上|周|星期|礼拜))/gu
const GOES_OUT = /[要得]去\p{Script=Han}{1,4}?(?=$|[，,。；;！!～~\s])/gu
/** 「取消刚才的改动，还是明天上午」 takes back the change, and not what was filed. */
const UNDOES =
  /(?:取消|撤销|撤回|撤掉|不要|别管)(?:我)?(?:刚才|刚刚|上面|之前|前面|上次)?(?:的|那个|那次|这次)*(?:改动|修改|更改|变更|改期|改约|改的(?:时间)?)(?:吧|了)?/u

/** 「上午不行下午可以」: what follows a time that is no good is another one. */
function byVerdict(piece: string): string[] {
  const end = NOT_THEN.exec(piece)
  if (end === null) return [piece]
  const at = end.index + end[0].length
  return [piece.slice(0, at), piece.slice(at)]
}

const named = (turn: Turn, piece: string) =>
  turn.services.reader.appointment(piece, turn.at, turn.community.timeZone) !== null

function readWish(
  turn: Turn,
  wished: readonly string[],
  { known, keepsHour }: { known: Appointment | undefined; keepsHour: boolean },
): Appointment | null {
  // 「四点回来 让师傅四点以后来」: what is asked of us counts before what the owner does.
  const asked = wished.filter((piece) => /让|叫|请师傅|麻烦师傅/u.test(piece) && named(turn, piece))
  const words = (asked.length > 0 ? asked.slice(-1) : wished)
    .map((piece) => piece.replace(/^(还是|那就|那|就|算了|干脆)+|(吧|呢|啊|呀|可以吗?|行吗?|方便吗?)+$/gu, ''))
    .join('')
  const time = readTime(turn, words.replace(BY_THEN, '$1点$2'), [], { asked: true, changed: null, known })
  if (time === null || time === 'past' || time === 'refused' || time.from === null) return null
  const isDay = time.to !== null && new Date(time.to).getTime() - new Date(time.from).getTime() > 20 * HOUR_MS
  if (SAME_TIME.test(turn.text) || (keepsHour && isDay)) return atSameHours(turn, time, known)
  return BY_THEN.test(words) ? untilThen(turn, time, words) : time
}

/** 「大后天同一时间」: the new day, the old hours. */
function atSameHours(turn: Turn, time: Appointment, known: Appointment | undefined): Appointment {
  if (known?.from == null || time.from === null) return time
  const zone = turn.community.timeZone
  const midnight = dayStart(new Date(time.from), zone)
  const before = dayStart(new Date(known.from), zone)
  const moved = (iso: string) => new Date(new Date(iso).getTime() - before + midnight).toISOString()
  const hours = known.text.replace(DAY, '').trim()
  return {
    from: moved(known.from),
    to: known.to === null ? null : moved(known.to),
    text: `${DAY.exec(time.text)?.[0] ?? time.text}${hours}`,
  }
}

/** 「上午，11点之前」: from the morning on, and no later than that. */
function untilThen(turn: Turn, time: Appointment, words: string): Appointment {
  const zone = turn.community.timeZone
  const end = new Date(time.from!)
  const { hour } = zonedParts(end, zone)
  const from = new Date(dayStart(end, zone) + (hour <= NOON ? MORNING : AFTERNOON) * HOUR_MS)
  const text = BY_THEN.exec(words)![0]
  const day = time.text.slice(0, Math.max(0, time.text.search(/[\d一二两三四五六七八九十]+点/u)))
  const earliest = zonedDay(from, zone) === zonedDay(turn.at, zone) && from < turn.at ? turn.at : from
  return { from: earliest.toISOString(), to: end.toISOString(), text: `${day}${text}` }
}

const NOON = 12
const MORNING = 8
const AFTERNOON = 13

function dayStart(time: Date, zone: string): number {
  const { hour, minute, second } = zonedParts(time, zone)
  return time.getTime() - ((hour * 60 + minute) * 60 + second) * 1000 - time.getMilliseconds()
}
