import type { Danger, DangerPlace } from '../../conversation/memory'
import { matterLine } from '../../conversation/slots/matter'
import type { Turn } from '../../conversation/turn'
import { addToCase } from '../../records/case/add-to-case'
import { correctCase } from '../../records/case/correct-case'
import { getCase } from '../../records/case/read-case'
import { claimPerson } from '../../records/person/claim-person'
import { wholeTime } from '../../records/case/whole-time'
import { makePromise, openPromises } from '../../records/promise/promise'
import { asksUnnamed } from '../complaint/unnamed'
import { isOwn } from '../filing/after-filing'
import { byThisTurn } from '../filing/by-this-turn'
import { staffToTell } from '../handoff/staff-to-tell'
import { placeValues, saidContact, whereText } from './where-it-is'

/** The owner hears more so soon; the promise stands in the words, so it has a time. */
const ANSWERS_IN_MS = 2 * 3600_000

/**
 * By when the owner hears `what` of this danger, which stands in the ledger as it stands in the words (C1). Asked again, it is the
 * time that was told before.
 */
export async function promiseAnswer(
  turn: Turn,
  { caseId, number }: Pick<Danger, 'caseId' | 'number'>,
  what: string,
): Promise<Date> {
  const { id: conversationId, personId, communityId } = turn.claimed.conversation
  const words = `${number} ${what}`
  const made = (await openPromises(turn.db, conversationId)).find((one) => one.what === words && one.dueAt > turn.at)
  if (made !== undefined) return made.dueAt
  const dueAt = wholeTime(turn.at, new Date(turn.at.getTime() + ANSWERS_IN_MS))
  turn.effect(async (tx) => {
    await makePromise(tx, {
      conversationId,
      personId,
      communityId,
      caseId,
      kind: 'answer',
      what: words,
      dueAt,
      at: turn.at,
      now: turn.now,
    })
  })
  return dueAt
}

export async function tellStaff(turn: Turn, caseId: string, text: string): Promise<void> {
  await turn.errand({ kind: 'notice', caseId, toUserIds: await staffToTell(turn, { emergency: true }), text })
}

/** What the owner says next goes into the record: words, photos, a place, a phone number. */
export function addWords(turn: Turn, caseId: string, where?: DangerPlace): void {
  const { exchangeIds } = turn
  turn.effect((tx) =>
    addToCase(tx, caseId, { note: matterLine(turn.text), photos: turn.facts.photos, exchangeIds, at: turn.at }),
  )
  const contact = saidContact(turn)
  if (contact.phone !== undefined) {
    const { personId, communityId } = turn.claimed.conversation
    turn.effect(async (tx) => void (await claimPerson(tx, personId, { ...contact, communityId, at: turn.at })))
  }
  if (where === undefined && contact.phone === undefined) return
  const { home, spot } = placeValues(where ?? {})
  const text = whereText(where ?? {})
  // Staff run where the record says: the answer to our question stands there.
  turn.effect(async (tx) => {
    const found = await getCase(tx, caseId)
    if (found.status === 'closed' || found.status === 'cancelled') return
    // Two neighbours may tell of one fire: the place of whoever told first stays, the notice says where the other one is.
    const isTaken = !isOwn(turn, found) && Boolean(found.location.building || found.location.place)
    const isNew = text !== '' && text !== (found.location.text ?? '') && !isTaken
    const isCalled = contact.phone !== undefined && (isOwn(turn, found) || found.contact === null)
    if (!isNew && !isCalled) return
    await correctCase(tx, caseId, {
      ...(isNew
        ? {
            location: {
              building: home?.building ?? null,
              unit: home?.unit ?? null,
              room: home?.room ?? null,
              place: spot?.place ?? null,
              text,
            },
          }
        : {}),
      ...(isCalled ? { contact } : {}),
      ...byThisTurn(turn),
    })
  })
}

export function noticeText(turn: Turn, { type, number, where = {} }: Danger): string {
  const place = whereText(where)
  const lines = [
    `【紧急】${turn.dialogs.words.get(`emergency.type_${type}`)!.zh} ${number}`,
    `小区：${turn.community.name} 位置：${place === '' ? '正在询问' : where.guessed ? `${place}（业主住处，还没核实）` : place}`,
    `原话：「${matterLine(turn.text)}」`,
    ...(asksUnnamed(turn.text) ? ['报告人要求不透露身份，请勿对外提起。'] : []),
    '请立即到场，并在企业微信里回报情况。',
  ]
  // The place must be readable: staff run there. Phone numbers are not (D14).
  return lines.join('\n').replace(/(?<!\d)1[3-9]\d{9}(?!\d)/g, '[手机]')
}
