import { toIsoWithOffset } from '../../platform/zoned-time'
import type { Turn } from '../../conversation/turn'
import { readCorrection } from '../../conversation/slots/correction'
import { mergeSlots } from '../../conversation/slots/merge-slots'
import { readAnswer } from '../../conversation/slots/read-answer'
import { homeText, placeText } from '../../conversation/slots/slot-values'
import type { Appointment, SlotValues } from '../../conversation/slots/slot-values'
import { visitHours } from '../../conversation/slots/visit-hours'
import type { DialogDefinition } from '../../dialogs/definition'
import { wordingIn } from '../../dialogs/phrases'
import type { Case } from '../../records/case/case'
import { caseClocks } from '../../records/case/case-due'
import { correctCase } from '../../records/case/correct-case'
import { beforeIt } from './before-it'
import { byThisTurn } from './by-this-turn'
import { isOfThem } from './of-them'
import { summaryOf } from './summary-of'
import { visitEnd } from './visit-end'

/** Said of oneself after filing: 「电话留一个吧 138…」. */
const TAKES_BACK = /错|不对|改|换|应该/u
const GIVES_PHONE = /电话|手机|号码|联系/

/**
 * Words after filing that put a record right, with the slots of the dialog it came from: 「不对，是5栋」, 「改到后天下午三点」,
 * 「车牌写错了，是…」. What was not named stays. True when they were taken so.
 */
export async function correctFiled(
  turn: Turn,
  found: Case,
  definition: DialogDefinition,
  options: { isFresh: boolean; corrected: string },
): Promise<boolean> {
  const correction = readCorrection(turn.text)
  const known = valuesOf(found, turn.community.timeZone)
  const slots = definition.slots.map((slot) =>
    slot.required === 'always' ? { ...slot, required: 'home' as const } : slot,
  )
  // 「改成三点」 is an hour and no room.
  const isTime = turn.services.reader.appointment(turn.text, turn.at, turn.community.timeZone) !== null
  const anew = isTime ? ['time', 'phone'] : ['time', 'home', 'phone']
  const names = correction ? slots.filter(({ kind }) => anew.includes(kind)).map(({ name }) => name) : []
  const answer = readAnswer(turn, slots, {
    names,
    ...(known.facts ? { facts: known.facts } : {}),
    ...(known.appointment ? { appointment: known.appointment } : {}),
    ...(known.spot ? { spot: known.spot } : {}),
  })
  if (correction && answer.problem === 'time-outside') {
    await turn.phrase('patterns.timeOutside', visitHours(slots.find(({ kind }) => kind === 'time')!))
    turn.asking = true
    return true
  }
  // Where the man with the dog lives is not where the complaint is.
  if (found.kind === 'complaint' && isOfThem(turn.text)) return false
  const said = answer.values
  if (said.matter !== undefined || !hasSlot(said)) return false
  // 「换到后天下午行不行」 asks for leave; what it wants is plain.
  const isQuestion = turn.understanding.intent === 'faq' && (correction === null || correction.changed === null)
  const gives = said.phone !== undefined && GIVES_PHONE.test(turn.text)
  // The address we have not got yet; what else is told with it after a complaint is kept with it (skills/complaint).
  const fillsHome = found.kind !== 'complaint' && said.home !== undefined && !known.home?.building
  const isBare =
    answer.bare && (said.phone !== undefined || said.appointment !== undefined || fillsHome || isRest(found, said))
  const other = Object.entries(said.facts ?? {}).some(([name, words]) => words !== known.facts?.[name])
  const putsRight = correction !== null || (other && TAKES_BACK.test(turn.text))
  if (isQuestion || !(putsRight || (options.isFresh && (isBare || gives)))) return false
  await write(turn, found, { definition, known, said, corrected: options.corrected })
  return true
}

/** 「1栋2单元」, after 「1栋」: what its address still lacks. */
function isRest({ kind, location }: Case, { home }: SlotValues): boolean {
  if (kind === 'complaint' || home === undefined || !location.building) return false
  const isSame = home.building === undefined || home.building === location.building
  const unit = home.unit !== undefined && home.unit !== location.unit
  return isSame && (unit ? !location.unit : home.room !== undefined && !location.room)
}

const hasSlot = ({ home, phone, appointment, name, spot, facts }: SlotValues): boolean =>
  [home, phone, appointment, name, spot, facts].some((value) => value !== undefined)

/** What a record holds, as the slots of its dialog. */
export function valuesOf({ location, appointment, details }: Case, zone: string): SlotValues {
  const facts = Object.entries(details).filter((entry): entry is [string, string] => typeof entry[1] === 'string')
  return {
    home: {
      ...(location.building ? { building: location.building } : {}),
      ...(location.unit ? { unit: location.unit } : {}),
      ...(location.room ? { room: location.room } : {}),
    },
    ...(location.place ? { spot: { place: location.place, scope: 'public' as const } } : {}),
    ...(facts.length > 0 ? { facts: Object.fromEntries(facts) } : {}),
    ...(appointment
      ? {
          appointment: {
            from: appointment.from === null ? null : toIsoWithOffset(appointment.from, zone),
            to: appointment.to === null ? null : toIsoWithOffset(appointment.to, zone),
            text: appointment.text,
          },
        }
      : {}),
  }
}

/** Writes what holds from now on and says it back. */
export async function write(
  turn: Turn,
  found: Case,
  change: { definition: DialogDefinition; known: SlotValues; said: SlotValues; corrected: string },
): Promise<void> {
  const { definition, known, said } = change
  const merged = mergeSlots(known, said)
  const { appointment, phone, name } = said
  const isPlaced = said.home !== undefined || said.spot !== undefined
  const dueAt = dueAfter(turn, found, { before: known.appointment, now: appointment })
  turn.caseRef.id = found.id
  turn.effect((tx) =>
    correctCase(tx, found.id, {
      ...(isPlaced ? { location: { ...merged.home, place: merged.spot?.place ?? null, text: placeText(merged) } } : {}),
      ...(appointment
        ? {
            appointment: {
              from: appointment.from === null ? null : new Date(appointment.from),
              to: appointment.to === null ? null : new Date(appointment.to),
              text: appointment.text,
            },
          }
        : {}),
      ...(phone || name ? { contact: { ...(phone ? { phone } : {}), ...(name ? { name } : {}) } } : {}),
      ...(dueAt ? { dueAt } : {}),
      ...(said.facts ? { details: said.facts } : {}),
      summary: summaryAfter(turn, found, { definition, known, merged }),
      ...byThisTurn(turn),
    }).then(() => undefined),
  )
  // The record keeps nobody's room, number or name then (contract.md §7), so that is what there is to say.
  if (found.anonymous) return turn.phrase('complaint.correctedUnnamed', { number: found.number })
  await turn.phrase(change.corrected, {
    number: found.number,
    place: isPlaced ? placeText(merged) || homeText(merged.home) : '',
    appointment: appointment?.text ?? '',
    phone: phone ?? '',
    name: name ?? '',
    facts: definition.slots
      .filter((slot) => said.facts?.[slot.name] !== undefined && slot.short)
      .map((slot) => `${wordingIn(slot.short!, turn.phrases.language)}：${said.facts![slot.name]}`)
      .join('\n'),
  })
}

/**
 * A visit after what was promised moves that to its end. Moved to an earlier day, it takes along what stood at its own end, though not
 * before the time that holds without any; what was promised besides stays.
 */
function dueAfter(
  turn: Turn,
  { kind, priority, openedAt, dueAt }: Case,
  visit: { before: Appointment | undefined; now: Appointment | undefined },
): Date | null {
  const { timeZone: zone, hours, isWorkday } = turn.community
  // A pass for eight is of no use at ten.
  const end = kind === 'application' ? beforeIt(turn, visit.now) : visitEnd(visit.now, zone)
  if (!end) return null
  const isOfVisit = kind === 'repair' && dueAt !== null && visitEnd(visit.before, zone)?.getTime() === dueAt.getTime()
  const base = isOfVisit ? caseClocks({ kind, priority, openedAt, zone, hours, isWorkday }).dueAt : dueAt
  return base !== null && base > end ? base : end
}

/** What staff read first must not say the old thing: an application's line is made anew, another keeps the owner's words but for the address. */
function summaryAfter(
  turn: Turn,
  found: Case,
  { definition, known, merged }: { definition: DialogDefinition; known: SlotValues; merged: SlotValues },
): string {
  if (found.kind === 'application') return summaryOf(turn, definition, { ...merged, matter: undefined })
  const old = homeText(known.home)
  return old === '' ? found.summary : found.summary.replace(old, homeText(merged.home))
}
