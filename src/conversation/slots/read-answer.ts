import { cutText } from '../../platform/cut-text'
import { zonedParts } from '../../platform/zoned-time'
import type { SlotDefinition } from '../../dialogs/definition'
import type { Intent } from '../../understanding/understanding'
import type { Turn } from '../turn'
import { clausesOf, isBareFacts } from './clauses'
import type { Clause } from './clauses'
import { readCorrection } from './correction'
import { readDeclined } from './declined'
import { matterIn } from './matter'
import type { Appointment, Home, SlotValues } from './slot-values'

/** What an owner's words say about a dialog's slots. */
export interface Answer {
  values: SlotValues
  /** Slots the owner does not want to fill, of those asked. */
  declined: string[]
  /** Something was tried but does not fit yet: say so instead of asking as if nothing had come. */
  problem: 'phone-short' | 'time-past' | 'time-outside' | null
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

const ANY_TIME =
  /(都行|都可以|都方便|随便|随时|任何时间|什么时候都|看你们|你们定|你们看|尽快|越快越好|现在|马上|立刻|any ?time|asap|whenever)/i
/** A time is an appointment when it was asked for, stands alone, or the words are about coming; 「昨天开始漏」 is not. */
const ABOUT_COMING = /(上门|来修|过来|来人|派人|安排|预约|方便|有空|在家|师傅来|来看|来吧|以后来|再来|come|visit)/i

const URGENT = /^(我)?(要|很|比较|挺)?(加急|急修|着急|急|urgent)(的|办|处理|派人)?[。.!！]*$/i

export interface Asked {
  names: readonly string[]
  /** Visits at any hour: something that cannot wait. */
  atAnyHour?: boolean
}

/** Reads every slot of the dialog out of the turn, the asked ones more boldly. Nothing is asked twice (B30). */
export function readAnswer(turn: Turn, slots: readonly SlotDefinition[], asked: Asked): Answer {
  const { reader } = turn.services
  const zone = turn.community.timeZone
  const correction = readCorrection(turn.text)
  const text = correction?.right ?? turn.text
  const clauses = clausesOf(reader, reader.plain(text), turn.at, zone)
  const bare = isBareFacts(clauses)
  const values: SlotValues = {}
  const of = (kind: SlotDefinition['kind']) => slots.filter((slot) => slot.kind === kind)
  const wasAsked = (kind: SlotDefinition['kind']) => of(kind).some((slot) => asked.names.includes(slot.name))
  let problem: Answer['problem'] = null

  const where = reader.where(text, { answer: wasAsked('home') || wasAsked('spot') || isRoomCorrection(turn.text) })
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
    if (where.place) values.spot = { place: where.place, scope: where.scope }
    else if (whole) values.spot = { place: whole.slice(0, 2), scope: 'public' }
    else if (wasAsked('spot') && !values.home && saysSomewhere(text, turn.understanding.intent))
      values.spot = { place: text.trim(), scope: 'public' }
  }
  if (of('phone').length > 0) {
    const phone = reader.phone(text)
    if (phone && 'phone' in phone) values.phone = phone.phone
    else if (phone && (wasAsked('phone') || correction)) problem = 'phone-short'
  }
  if (of('name').length > 0) {
    // A name is asked for together with the number; beside one, bare words are the name.
    const name = reader.name(text, { answer: wasAsked('name') || (wasAsked('phone') && values.phone !== undefined) })
    if (name) values.name = name
  }
  const [timeSlot] = of('time')
  if (timeSlot) {
    const time = readTime(turn, text, clauses, wasAsked('time') || timeSlot.required === 'always')
    if (time === 'past' && wasAsked('time')) problem = 'time-past'
    else if (time && time !== 'past' && !asked.atAnyHour && isOutside(time, timeSlot, zone)) problem = 'time-outside'
    else if (time && time !== 'past') values.appointment = time
  }
  if (turn.facts.photos.length > 0 && of('photo').length > 0) values.photos = turn.facts.photos
  for (const slot of of('choice')) {
    const chosen = slot.options?.find((option) =>
      [option.label.zh, option.label.en].some((label) => label && text.includes(label)),
    )
    if (chosen && asked.names.includes(slot.name)) values.choices = { ...values.choices, [slot.name]: chosen.id }
  }
  const fact = of('fact').find((slot) => asked.names.includes(slot.name))
  // Asked alone, all of it is the answer; asked beside a time or a number, what is neither of them.
  const factWords = asked.names[0] === fact?.name ? text.trim() : restOf(clauses)
  if (fact && factWords && !isBareWord(text)) values.facts = { ...values.facts, [fact.name]: cutText(factWords, 200) }

  let replacesMatter = false
  if (of('text').length > 0) {
    const matter = matterIn(turn.facts.menuId === null ? text : '', clauses)
    if (wasAsked('text') && matter !== null && !isBareWord(text)) values.matter = matter
    else if (
      matter !== null &&
      !bare &&
      tellsOfFault(turn, text) &&
      (asked.names.length === 0 || turn.understanding.intent === 'repair' || correction)
    ) {
      values.matter = matter
      replacesMatter = correction !== null
    }
  }
  const declined = declinedOf(turn.text, slots, asked.names, values)
  return {
    values,
    declined,
    problem,
    fits: declined.length > 0 || problem !== null || asked.names.some((name) => isAnswered(slots, name, values)),
    replacesMatter,
    wrong: correction?.wrong ?? null,
    bare,
    urgent: of('time').length > 0 && URGENT.test(reader.plain(turn.text).trim()),
  }
}

const restOf = (clauses: readonly Clause[]) =>
  clauses
    .filter(({ rest }) => rest !== '')
    .map(({ matter }) => matter)
    .join('，')

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

function readTime(turn: Turn, text: string, clauses: readonly Clause[], asked: boolean): Appointment | 'past' | null {
  const { reader } = turn.services
  const zone = turn.community.timeZone
  const bareTime = clauses.some(
    (clause) => clause.rest === '' && reader.appointment(clause.text, turn.at, zone) !== null,
  )
  if (!asked && !bareTime && !ABOUT_COMING.test(text)) return null
  const time = reader.appointment(text, turn.at, zone)
  if (time) return time
  if (!asked) return null
  if (ANY_TIME.test(reader.plain(text))) return { from: null, to: null, text: ANY_TIME.exec(reader.plain(text))![0] }
  return reader.since(text, turn.at, zone) === null ? null : 'past'
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

function isAnswered(slots: readonly SlotDefinition[], name: string, values: SlotValues): boolean {
  switch (slots.find((slot) => slot.name === name)?.kind) {
    case 'text':
      return values.matter !== undefined
    case 'home':
      return values.home !== undefined
    case 'spot':
      return values.spot !== undefined || values.home !== undefined
    case 'time':
      return values.appointment !== undefined
    case 'phone':
      return values.phone !== undefined
    case 'name':
      return values.name !== undefined
    case 'choice':
      return values.choices?.[name] !== undefined
    case 'fact':
      return values.facts?.[name] !== undefined
    case 'photo':
      return (values.photos?.length ?? 0) > 0
    default:
      return false
  }
}

function declinedOf(
  text: string,
  slots: readonly SlotDefinition[],
  asked: readonly string[],
  values: SlotValues,
): string[] {
  const { phone, anything } = readDeclined(text)
  return slots
    .filter((slot) => slot.skippable && !isAnswered(slots, slot.name, values))
    .filter((slot) => (slot.kind === 'phone' ? phone : false) || (anything && !phone && asked.includes(slot.name)))
    .map(({ name }) => name)
}

function isBareWord(text: string): boolean {
  return /^(好|好的|嗯+|哦+|啊+|对|是|是的|不|不是|没有|ok|yes|no|可以|行|在吗|你好|您好|喂|[？?！!。.…]+)[。.!！~\s]*$/i.test(
    text.trim(),
  )
}

/** 「不对，是4栋」 corrects, 「客厅灯也不亮」 adds: only the latter names a thing and what is wrong with it. */
export function tellsOfFault(turn: Turn, text: string): boolean {
  const { intent } = turn.understanding
  if (intent === 'complaint') return turn.services.reader.category(text, 'complaint') !== null
  return turn.services.reader.category(text, 'repair') !== null && FAULTY.test(turn.services.reader.plain(text))
}

/** 「不是厨房，是卫生间」 names a place and no fault. */
const FAULTY =
  /(坏|漏|堵|不亮|不了|不能|不通|没电|没水|没有水|没气|不热|不冷|不转|不响|断|裂|掉|松|卡|响|异味|臭|返|渗|滴|跳闸|短路|停|故障|失灵|不动|脱落|开裂|发霉|潮|锈|破|碎|不出|没反应|进水|积水|倒|歪|塌|冒|闪|不灵|没信号|打不开|关不|锁)/
