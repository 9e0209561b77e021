import { zonedParts } from '../../platform/zoned-time'
import type { SlotDefinition } from '../../dialogs/definition'
import type { Intent } from '../../understanding/understanding'
import { SURNAME } from '../../understanding/slots/parse-name'
import type { Turn } from '../turn'
import { clausesOf, isBareFacts } from './clauses'
import type { Clause } from './clauses'
import { correctedPhone } from './corrected-phone'
import { readCorrection } from './correction'
import { readDeclined } from './declined'
import { isFaulty } from './faulty'
import { isOutburst, matterIn, matterOf } from './matter'
import { readChoice } from './read-choice'
import { isBareWord, readFacts } from './read-facts'
import { isOnlyAnyTime, readTime } from './read-time'
import { isAnswered } from './slot-values'
import { wrongFact } from './wrong-fact'
import type { WrongFact } from './wrong-fact'
import type { Appointment, Home, SlotValues, Spot } from './slot-values'

/** What an owner's words say about a dialog's slots. */
export interface Answer {
  values: SlotValues
  /** Slots the owner does not want to fill, of those asked. */
  declined: string[]
  /** Something was tried but does not fit yet: say so instead of asking as if nothing had come. */
  problem: 'phone-short' | 'time-past' | 'time-outside' | 'time-refused' | null
  /** A fact that is wrong, the right one still to be asked for. */
  wrongFact: WrongFact | null
  /** Something known is put right: no matter of its own, whatever the words look like. */
  corrects: boolean
  /** A slot that was asked is answered. */
  fits: boolean
  /** The matter is taken back, not added to. */
  replacesMatter: boolean
  /** The words of the old matter that no longer hold. */
  wrong: string | null
  /** Nothing but address, time, phone, name. */
  bare: boolean
  /** 「加急」: it cannot wait for visiting hours. */
  urgent: boolean
}

const URGENT =
  /^(?:(?:我|那|就|行|好的?|可以|嗯|给我|帮我|麻烦|按|请|要|需要|申请|选|走|很|比较|挺|太|有点|[，,\s])*(?:加急|急修|着急|急|urgent)(?:的|办|处理|派人|修|吧|呗|啊|呀|了|一下|[，,\s])*|.{0,6}等不(?:了|及|到).{0,6}|.{0,4}(?:今晚|今天|现在|马上)(?:就)?必须.{0,6}|.{0,4}必须(?:今晚|今天|现在|马上).{0,6})[。.!！]*$/iu

export interface Asked {
  names: readonly string[]
  /** Visits at any hour: something that cannot wait. */
  atAnyHour?: boolean
  /** Facts that are known: words of the same shape correct them. */
  facts?: Record<string, string>
  /** What is arranged and where it is, as far as it is known: 「晚上7点吧」, 「4楼」 say the rest of it. */
  appointment?: Appointment
  spot?: Spot
  home?: Home
  phone?: string
  /** Everything was read back; what is said now is about that. */
  confirming?: boolean
}

/** Reads every slot of the dialog out of the turn, the asked ones more boldly. Nothing is asked twice (B30). */
export function readAnswer(turn: Turn, slots: readonly SlotDefinition[], asked: Asked): Answer {
  const { reader } = turn.services
  const zone = turn.community.timeZone
  const correction = readCorrection(turn.text)
  // 「翠湖花园3栋」: the community's own name is no place in it.
  const text = withoutName(correction?.right ?? turn.text, turn.community.name)
  const clauses = clausesOf(reader, reader.plain(text), turn.at, zone)
  const bare = isBareFacts(clauses) || (wasAskedFor(slots, asked, 'time') && isOnlyAnyTime(text))
  const values: SlotValues = {}
  const of = (kind: SlotDefinition['kind']) => slots.filter((slot) => slot.kind === kind)
  const wasAsked = (kind: SlotDefinition['kind']) => of(kind).some((slot) => asked.names.includes(slot.name))
  let problem: Answer['problem'] = null

  // 「滴到1502阳台」, 「楼上702」: somebody else's home, told beside one's own.
  const isFilling = asked.names.length > 0 && of('time').length > 0 && of('home').length > 0
  const beside = isFilling && of('text').length > 0 && !wasAsked('text') ? besideIn(text, clauses) : []
  const where = reader.where(isFilling ? text.replace(OTHERS_HOME, ' ') : text, {
    answer: wasAsked('home') || wasAsked('spot') || isRoomCorrection(turn.text) || /\D/u.test(asked.home?.room ?? ''),
  })
  if (of('home').length > 0) {
    const home: Home = {
      ...(where.building === undefined ? {} : { building: where.building }),
      ...(where.unit === undefined ? {} : { unit: where.unit }),
      ...(where.room === undefined ? {} : { room: where.room }),
    }
    if (Object.keys(home).length > 0) values.home = home
  }
  if (of('spot').length > 0) {
    const whole = WHOLE_BUILDING.exec(text)?.[0]
    const isElsewhere = isWhereabouts(text) && (asked.home ?? asked.spot) !== undefined
    const spot = isElsewhere && !wasAsked('spot') ? null : spotOf(where, asked.spot)
    const between = wasAsked('spot') || asked.spot?.scope === 'public' ? BETWEEN.exec(text)?.[0] : undefined
    if (between !== undefined) values.spot = { place: placeBetween(between, asked.spot), scope: 'public' }
    else if (IS_PUBLIC.test(text) && spot?.scope !== 'public')
      values.spot = { place: asked.spot?.place ?? where.place ?? '公共区域', scope: 'public' }
    else if (spot) values.spot = spot
    else if (whole) values.spot = { place: whole.slice(0, 2), scope: 'public' }
    else if (wasAsked('spot') && !values.home && saysSomewhere(text, turn.understanding.intent))
      values.spot = { place: text.trim(), scope: 'public' }
  }
  if (of('phone').length > 0) {
    const phone = reader.phone(text)
    const put = correctedPhone(asked.phone, turn.text)
    if (phone && 'phone' in phone) values.phone = phone.phone
    else if (put !== null) values.phone = put
    else if (phone && (wasAsked('phone') || correction)) problem = 'phone-short'
  }
  if (of('name').length > 0) {
    // A name is asked for together with the number; beside one, bare words are the name.
    const isAnswer = wasAsked('name') || (wasAsked('phone') && values.phone !== undefined) || isSurname(text)
    const name = reader.name(text, { answer: isAnswer })
    if (name) values.name = name
  }
  const [timeSlot] = of('time')
  if (timeSlot) {
    const time = readTime(turn, text, clauses, {
      asked: wasAsked('time') || timeSlot.required === 'always',
      changed: correction?.changed ?? null,
      known: asked.appointment,
      confirming: asked.confirming,
      homeWords: where.homeWords,
    })
    if (time === 'refused') problem = 'time-refused'
    else if (time === 'past' && wasAsked('time')) problem = 'time-past'
    else if (time && time !== 'past' && !asked.atAnyHour && isOutside(time, timeSlot, zone)) problem = 'time-outside'
    else if (time && time !== 'past') values.appointment = time
  }
  if (turn.facts.photos.length > 0 && of('photo').length > 0) values.photos = turn.facts.photos
  for (const slot of of('choice')) {
    const chosen = readChoice(slot, text, { asked: asked.names.includes(slot.name), yesNo: reader.yesNo(text) })
    if (chosen) values.choices = { ...values.choices, [slot.name]: chosen }
  }
  const facts = readFacts(turn, slots, asked, {
    text,
    clauses,
    corrects: correction !== null,
    takesNames: of('name').length > 0,
    takesPhones: of('phone').length > 0,
  })
  if (Object.keys(facts).length > 0) values.facts = facts

  // 「其实客厅的也不太热」 is one more, not another one.
  const adds = ADDS.test(turn.text) && correction === null && asked.spot !== undefined && values.spot !== undefined
  let replacesMatter = false
  if (of('text').length > 0) {
    const said = turn.facts.menuId === null ? text : ''
    // 「灯」, asked what is broken, is an answer though it is one character.
    const matter = matterIn(said, clauses) ?? (wasAsked('text') && !bare ? matterOf(said) : null)
    if (wasAsked('text') && matter !== null && !isBareWord(text)) values.matter = matter
    else if (
      matter !== null &&
      !bare &&
      tellsOfFault(turn, text) &&
      (asked.names.length === 0 || turn.understanding.intent === 'repair' || correction)
    ) {
      values.matter = matter
      replacesMatter = correction !== null
    } else if (adds && matter !== null) values.matter = matter
    if (adds && values.matter !== undefined) delete values.spot
    if (values.matter === undefined && beside.length > 0) values.matter = beside.join(' ')
    if (isWhereabouts(text) && !wasAsked('text')) delete values.matter
    // 「明天再不亮我上媒体」 arranges nothing.
    if (isOutburst(text)) {
      delete values.matter
      delete values.appointment
    }
  }
  const declined = declinedOf(turn.text, slots, asked.names, values)
  const wrong = asked.confirming && problem === null ? wrongFact(turn.text) : null
  if (wrong !== null) delete values.matter
  return {
    values,
    declined,
    problem,
    wrongFact: wrong,
    corrects: correction !== null && (values.home ?? values.phone ?? values.appointment) !== undefined,
    fits:
      declined.length > 0 ||
      problem !== null ||
      slots.some((slot) => asked.names.includes(slot.name) && isAnswered(slot, values)),
    replacesMatter,
    wrong: correction?.wrong ?? null,
    bare,
    urgent: of('time').length > 0 && URGENT.test(reader.plain(turn.text).trim()),
  }
}

/** What is told beside an address or a time and matters to whoever comes: whose ceiling it drips on, how to get in. */
function besideIn(text: string, clauses: readonly Clause[]): string[] {
  const homes = text.match(OTHERS_HOME) ?? []
  const forVisit = clauses.map((clause) => clause.text).filter((words) => FOR_VISIT.test(words) && !isFaulty(words))
  return [...homes.filter((words) => !forVisit.some((each) => each.includes(words))), ...forVisit]
}

const OTHERS_HOME =
  /(?:[滴漏渗流淹溅掉飘][到进在给]了?|楼[上下]|隔壁|对门|对面|人家|邻居|[他她它])(?:家|是|的)?(?<!\d)\d{3,4}(?!\d)(?:室|号|家|的)?(?:阳台|卧室|客厅|厨房|卫生间|天花板|房间)?/gu
const FOR_VISIT =
  /耳背|耳朵(?:不好|聋)|听不[见清]|敲门|[按别]门铃|钥匙(?:在|放|给|留|我)|有钥匙|密码(?:锁)?(?:是|[:：\d])|鞋套|家里?有(?:只|条)?狗|腿脚不/u

/** 「我在楼下花园」, said of oneself, moves neither the fault nor the visit. */
export function isWhereabouts(text: string): boolean {
  return /^我(?:们|人)?(?:现在|正|刚|还)?(?:在|不在)/u.test(text) && !isFaulty(text)
}

const IS_PUBLIC = /(?<!不|没)(?:是|属于|算)(?:在)?(?:公共|公用|公家|大家)(?:的|区域|部分|设施|地方)?/u
const ADDS = /也|还有|另外|同样/u
/** Where a thing in the open stands: 「7号楼和8号楼中间那条路上」, 「10栋旁边」. */
const BETWEEN =
  /[^，,。；;！!？?]*(?:\d|[一二三四五六七八九十])(?:号楼|栋|幢|座|单元|号院)[^，,。；;！!？?]*?(?:中间|之间|旁边?|附近|对面|前面|后面|边上|路上|路口|门口|楼下)[^，,。；;！!？?]*/u
const placeBetween = (words: string, known: Spot | undefined): string => {
  const place = words.trim().replace(/^(?:就|是|在)+|[的啊呀吧]+$/gu, '')
  return known === undefined || place.includes(known.place) ? place : `${place}的${known.place}`
}

const withoutName = (text: string, name: string) => (name === '' ? text : text.replaceAll(name, ''))

/** 「王」 says how somebody is called, whatever was asked last. */
const isSurname = (text: string) => A_SURNAME.test(text.trim())
const A_SURNAME = new RegExp(`^${SURNAME}[。.]?$`, 'u')

const wasAskedFor = (slots: readonly SlotDefinition[], asked: Asked, kind: SlotDefinition['kind']) =>
  slots.some((slot) => slot.kind === kind && asked.names.includes(slot.name))

/** The place named, with its floor where people look for it by the floor. */
function spotOf(
  where: { place?: string; floor?: string; room?: string; scope: Spot['scope'] },
  known: Spot | undefined,
): Spot | null {
  const place = where.place ?? (where.floor !== undefined && where.room === undefined ? known?.place : undefined)
  if (place === undefined) return null
  const scope = where.place === undefined ? known!.scope : where.scope
  const isPlain = scope === 'public' && where.floor !== undefined && BY_FLOOR.test(place)
  return { place: isPlain ? `${where.floor}楼${place}` : place, scope }
}

const BY_FLOOR = /^(楼道|楼梯间?|楼梯口|走廊|过道|电梯间|电梯厅|电梯口|消防通道|安全通道|窗台|门口|感应灯|声控灯)$/u

/** The owner's own name for a place we have no word for; not 「好的」, not a question. */
function saysSomewhere(text: string, intent: Intent): boolean {
  return (
    text.trim().length > 1 && text.length <= 40 && !isBareWord(text) && !['faq', 'greeting', 'cancel'].includes(intent)
  )
}

const WHOLE_BUILDING = /(整栋|整幢|整层|全楼|全小区|整个小区|整个单元)/

function isRoomCorrection(text: string): boolean {
  return /(房号|门牌|地址|室号|房间).{0,4}(错|不对|改)/.test(text)
}

/** Nobody is sent to a home in the night for something that can wait. */
export function isOutside(time: Appointment, slot: SlotDefinition, zone: string): boolean {
  if (!slot.hours || time.from === null) return false
  const [from, to] = slot.hours.split('-').map((clock) => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3)))
  const { hour, minute } = zonedParts(new Date(time.from), zone)
  const start = hour * 60 + minute
  // Long enough to hold some of the visiting hours (「周末都在」, said at night), or a day without an hour: the technician agrees on it.
  const lastsMinutes = time.to === null ? 0 : (new Date(time.to).getTime() - new Date(time.from).getTime()) / 60_000
  const untilOpen = (from! - start + 24 * 60) % (24 * 60)
  if (lastsMinutes > untilOpen || (start === 0 && time.to === null)) return false
  return start < from! || start >= to!
}

function declinedOf(
  text: string,
  slots: readonly SlotDefinition[],
  asked: readonly string[],
  values: SlotValues,
): string[] {
  const { phone, anything } = readDeclined(text)
  return slots
    .filter((slot) => slot.skippable && !isAnswered(slot, values))
    .filter((slot) => (slot.kind === 'phone' ? phone : false) || (anything && !phone && asked.includes(slot.name)))
    .map(({ name }) => name)
}

/** 「不对，是4栋」 corrects, 「客厅灯也不亮」 adds: only the latter names a thing and what is wrong with it. */
export function tellsOfFault(turn: Turn, text: string): boolean {
  const { intent } = turn.understanding
  if (intent === 'complaint') return turn.services.reader.category(text, 'complaint') !== null
  return turn.services.reader.category(text, 'repair') !== null && isFaulty(turn.services.reader.plain(text))
}
