import type { SlotDefinition } from '../../dialogs/definition'
import type { Turn } from '../turn'
import { matterOf } from './matter'
import type { SlotValues } from './slot-values'

/** What an owner's words say about a dialog's slots. */
export interface Answer {
  values: SlotValues
  /** The owner does not want to say: 「不方便」「都行」. */
  declined: boolean
  /** Something was tried but does not fit yet: a phone number that misses a digit. */
  phoneTooShort: boolean
}

const DECLINED = /^(不留|不方便|不用|不要|不想|不说|跳过|无|没有|保密|skip|no|不提供|不告诉|算了不留|就不留|不需要)/i
const ANY_TIME =
  /(都行|都可以|随便|随时|任何时间|什么时候都|看你们|你们定|尽快|越快越好|现在|马上|any ?time|asap|whenever)/i
/** A time is an appointment when it was asked for or when the words are about coming; 「昨天开始漏」 is not. */
const ABOUT_COMING = /(上门|来修|过来|来人|派人|安排|预约|方便|有空|在家|师傅来|来看|来吧|come|visit)/i

/** Reads every slot of the dialog out of the turn, the asked ones more boldly. Nothing is asked twice (B30). */
export function readAnswer(turn: Turn, slots: readonly SlotDefinition[], asked: readonly string[]): Answer {
  const { reader } = turn.services
  const text = turn.text
  const values: SlotValues = {}
  const has = (kind: SlotDefinition['kind']) => slots.some((slot) => slot.kind === kind)
  const wasAsked = (kind: SlotDefinition['kind']) =>
    slots.some((slot) => slot.kind === kind && asked.includes(slot.name))

  const where = reader.where(text, { answer: wasAsked('home') || wasAsked('spot') })
  if (has('home')) {
    const home = {
      ...(where.building === undefined ? {} : { building: where.building }),
      ...(where.unit === undefined ? {} : { unit: where.unit }),
      ...(where.room === undefined ? {} : { room: where.room }),
    }
    if (Object.keys(home).length > 0) values.home = home
  }
  if (has('spot') && where.place) values.spot = { place: where.place, scope: where.scope }
  else if (wasAsked('spot') && !where.place && text.trim())
    values.spot = { place: where.text || text.trim(), scope: 'public' }

  let phoneTooShort = false
  if (has('phone')) {
    const phone = reader.phone(text)
    if (phone && 'phone' in phone) values.phone = phone.phone
    else if (phone) phoneTooShort = wasAsked('phone')
  }
  if (has('name')) {
    const name = reader.name(text)
    if (name) values.name = name
  }
  if (has('time') && (wasAsked('time') || ABOUT_COMING.test(text))) {
    const time = reader.appointment(text, turn.at, turn.community.timeZone)
    if (time) values.appointment = time
    else if (wasAsked('time') && ANY_TIME.test(text))
      values.appointment = { from: null, to: null, text: ANY_TIME.exec(text)![0] }
  }
  if (turn.facts.photos.length > 0 && has('photo')) values.photos = turn.facts.photos
  for (const slot of slots) {
    if (slot.kind !== 'choice' || !asked.includes(slot.name)) continue
    const index = slot.options!.findIndex((option) => text.includes(option.label.zh))
    if (index >= 0) values.choices = { ...values.choices, [slot.name]: slot.options![index]!.id }
  }

  // Only words that were asked for, or that tell of a fault themselves, are the matter: 「明天上午」 is not.
  if (has('text')) {
    const intent = turn.understanding.intent
    if (wasAsked('text') && !isBareAnswer(text)) values.matter = matterOf(text) ?? undefined
    else if ((asked.length === 0 || intent === 'repair') && tellsOfFault(turn)) values.matter = matterOf(text) ?? undefined
  }
  return { values, declined: DECLINED.test(text.trim()), phoneTooShort }
}

function isBareAnswer(text: string): boolean {
  return /^(好|好的|嗯|嗯嗯|对|是|是的|不|不是|没有|ok|yes|no|可以|行)[。.!！~\s]*$/i.test(text.trim())
}

/** 「不对，是4栋」 corrects, 「客厅灯也不亮」 adds: only the latter names a thing and what is wrong with it. */
function tellsOfFault(turn: Turn): boolean {
  const { intent } = turn.understanding
  if (/^(不对|不是|错了|说错|改成|改为|应该是|更正)/.test(turn.text.trim())) return false
  if (intent !== 'repair' && intent !== 'complaint' && intent !== 'suggestion' && intent !== 'praise') return false
  return turn.services.reader.category(turn.text, intent === 'complaint' ? 'complaint' : 'repair') !== null
}
