import { cutText } from '../../platform/cut-text'
import type { Turn } from '../../conversation/turn'
import { readAnswer } from '../../conversation/slots/read-answer'
import { readCorrection } from '../../conversation/slots/correction'
import { matterLine } from '../../conversation/slots/matter'
import { homeText, placeText } from '../../conversation/slots/slot-values'
import type { SlotValues } from '../../conversation/slots/slot-values'
import { mergeSlots } from '../../conversation/slots/merge-slots'
import { addToCase } from '../../records/case/add-to-case'
import type { Case } from '../../records/case/case'
import { correctCase } from '../../records/case/correct-case'
import { findCase } from '../../records/case/read-case'

/** What is said this long after filing still belongs to the repair, when it adds or corrects. */
const BELONGS_MS = 30 * 60_000
const ADDS = /^(还有|补充|对了|另外|顺便说|忘了说|就是|记得|麻烦|提醒)/
const RUNNING = ['open', 'accepted', 'in_progress', 'paused']

/** A correction, another visiting time, a photo or a detail after the repair was filed: it changes the record that is there. */
export async function afterFiling(turn: Turn): Promise<boolean> {
  const last = turn.memory.caseInTalk
  if (last?.kind !== 'repair' || turn.facts.menuId !== null || turn.facts.messages.length === 0) return false
  const { emergency, handoff, intent } = turn.understanding
  if (emergency || handoff.needed || turn.draft !== null) return false
  if (['human', 'cancel'].includes(intent)) return false
  const found = await findCase(turn.db, last.id)
  if (!found || !RUNNING.includes(found.status)) return false
  const isFresh = turn.at.getTime() - new Date(last.at).getTime() < BELONGS_MS

  const definition = turn.dialogs.dialogs.get('repair')!
  const correction = readCorrection(turn.text)
  const names = correction ? ['appointment', 'home', 'phone'] : []
  const answer = readAnswer(turn, definition.slots, { names })
  const said = answer.values
  if (correction && answer.problem === 'time-outside') {
    await turn.phrase('patterns.timeOutside', { from: '08:00', to: '20:00' })
    turn.asking = true
    return true
  }
  const isCorrected = said.home ?? said.phone ?? said.appointment ?? said.name ?? said.spot
  if (correction && isCorrected && said.matter === undefined && intent !== 'faq') {
    await correct(turn, found, said)
    return true
  }
  if (['faq', 'complaint', 'praise', 'greeting', 'rating', 'suggestion', 'progress'].includes(intent)) return false
  const onlyPhoto = turn.facts.photos.length > 0 && turn.text === ''
  if (!isFresh || !(onlyPhoto || ADDS.test(turn.text) || answer.bare)) return false
  if (said.matter !== undefined && intent === 'repair') return false
  if (answer.bare && said.phone) {
    await correct(turn, found, said)
    return true
  }
  await add(turn, found)
  return true
}

async function correct(turn: Turn, found: Case, said: SlotValues): Promise<void> {
  const { location } = found
  const known: SlotValues = {
    home: {
      ...(location.building ? { building: location.building } : {}),
      ...(location.unit ? { unit: location.unit } : {}),
      ...(location.room ? { room: location.room } : {}),
    },
    ...(location.place ? { spot: { place: location.place, scope: null } } : {}),
  }
  const merged = mergeSlots(known, said)
  const { appointment } = said
  const to = appointment?.to ?? appointment?.from
  turn.caseRef.id = found.id
  turn.effect((tx) =>
    correctCase(tx, found.id, {
      ...(said.home || said.spot
        ? { location: { ...merged.home, place: merged.spot?.place ?? null, text: placeText(merged) } }
        : {}),
      ...(appointment
        ? {
            appointment: {
              from: appointment.from === null ? null : new Date(appointment.from),
              to: appointment.to === null ? null : new Date(appointment.to),
              text: appointment.text,
            },
          }
        : {}),
      ...(said.phone || said.name
        ? { contact: { ...(said.phone ? { phone: said.phone } : {}), ...(said.name ? { name: said.name } : {}) } }
        : {}),
      ...(to ? { dueAt: new Date(to) } : {}),
      by: turn.claimed.conversation.user,
      words: cutText(turn.text, 200),
      at: turn.at,
      now: turn.now,
      zone: turn.community.timeZone,
    }).then(() => undefined),
  )
  await turn.phrase('repair.corrected', {
    number: found.number,
    place: said.home || said.spot ? placeText(merged) || homeText(merged.home) : '',
    appointment: appointment?.text ?? '',
    phone: said.phone ?? '',
    name: said.name ?? '',
  })
}

async function add(turn: Turn, found: Case): Promise<void> {
  const { exchangeIds } = turn
  turn.caseRef.id = found.id
  turn.effect((tx) =>
    addToCase(tx, found.id, { note: matterLine(turn.text), photos: turn.facts.photos, exchangeIds, at: turn.at }),
  )
  await turn.phrase('progress.noted', { number: found.number })
}
