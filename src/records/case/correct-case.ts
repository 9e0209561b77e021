import type { Queryable } from '../../platform/database/db'
import { conflict } from '../../platform/errors'
import { tellOutside } from '../outside-event'
import { movePromisesOfCase } from '../promise/move-promises'
import type { Appointment, Case, CaseLocation, Contact } from './case'
import { caseView, shownActor } from './case-view'
import { keepAnonymous, type NameIn } from './keep-anonymous'
import { lockCase } from './lock-case'
import { getCase } from './read-case'

/**
 * The owner puts right what was filed, or asks for another visiting time. What is not named stays; what was said before is kept
 * in `details.corrected`, and the outside complaint system hears of it. What an anonymous case must not keep is cut here too.
 */
export async function correctCase(
  tx: Queryable,
  id: string,
  change: {
    location?: Partial<CaseLocation>
    appointment?: Appointment
    contact?: Partial<Contact>
    /** Short answers of the dialog it came from, by slot. */
    details?: Record<string, string>
    /** The line staff read first, where the old one would say the old thing. */
    summary?: string
    /** By when it is done now, where another visit moves that. */
    dueAt?: Date
    by: string
    words: string
    /** For an anonymous case: how the writer's own name is found in the words. */
    nameIn?: NameIn
    at: Date
    now: Date
    zone: string
  },
): Promise<Case> {
  await lockCase(tx, id)
  const found = await getCase(tx, id)
  if (found.status === 'closed' || found.status === 'cancelled')
    throw conflict('case_ended', `the case is ${found.status} and cannot be corrected`, { status: found.status })
  const before = Array.isArray(found.details['corrected']) ? (found.details['corrected'] as unknown[]) : []
  const details = { ...found.details, ...change.details, corrected: [...before, change.words] }
  const changed = {
    summary: change.summary ?? found.summary,
    location: { ...found.location, ...change.location },
    contact: change.contact ? { name: null, phone: null, ...found.contact, ...change.contact } : found.contact,
    details,
  }
  const words = found.anonymous ? keepAnonymous(changed, found.user, change.nameIn) : changed
  const appointment = change.appointment ?? found.appointment
  await tx.query(
    'correct-case',
    `update cases
        set location = $2::jsonb, appointment = $3::jsonb, contact = $4::jsonb, details = $5::jsonb,
            due_at = coalesce($6, due_at), summary = $7, version = version + 1
      where id = $1`,
    [
      id,
      JSON.stringify(words.location),
      appointment ? JSON.stringify(appointment) : null,
      words.contact ? JSON.stringify(words.contact) : null,
      JSON.stringify(words.details),
      change.dueAt ?? null,
      words.summary,
    ],
  )
  const corrected = await getCase(tx, id)
  const said = (corrected.details['corrected'] as string[]).at(-1)!
  if (change.dueAt && corrected.dueAt)
    await movePromisesOfCase(tx, id, { dueAt: corrected.dueAt, reason: said, at: change.at, now: change.now })
  await tellOutside(tx, {
    conversationId: corrected.conversationId,
    type: 'case',
    at: change.at,
    now: change.now,
    data: {
      change: 'corrected',
      by: shownActor(corrected, change.by),
      note: said,
      case: caseView(corrected, change.zone),
    },
  })
  return corrected
}
