import type { Queryable } from '../../platform/database/db'
import { conflict } from '../../platform/errors'
import { tellOutside } from '../outside-event'
import type { Appointment, Case, CaseLocation, Contact } from './case'
import { caseView } from './case-view'
import { lockCase } from './lock-case'
import { getCase } from './read-case'

/**
 * The owner puts right what was filed, or asks for another visiting time. What is not named stays; what was said before is kept
 * in `details.corrected`, and the outside complaint system hears of it.
 */
export async function correctCase(
  tx: Queryable,
  id: string,
  change: {
    location?: Partial<CaseLocation>
    appointment?: Appointment
    contact?: Partial<Contact>
    /** A later appointment moves what was promised; an earlier one does not. */
    dueAt?: Date
    by: string
    words: string
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
  const details = { ...found.details, corrected: [...before, change.words] }
  const contact = change.contact ? { name: null, phone: null, ...found.contact, ...change.contact } : found.contact
  const appointment = change.appointment ?? found.appointment
  await tx.query(
    'correct-case',
    `update cases
        set location = $2::jsonb, appointment = $3::jsonb, contact = $4::jsonb, details = $5::jsonb,
            due_at = greatest(due_at, coalesce($6, due_at)), version = version + 1
      where id = $1`,
    [
      id,
      JSON.stringify({ ...found.location, ...change.location }),
      appointment ? JSON.stringify(appointment) : null,
      contact ? JSON.stringify(contact) : null,
      JSON.stringify(details),
      change.dueAt ?? null,
    ],
  )
  const corrected = await getCase(tx, id)
  await tellOutside(tx, {
    conversationId: corrected.conversationId,
    type: 'case',
    at: change.at,
    now: change.now,
    data: { change: 'corrected', by: change.by, note: change.words, case: caseView(corrected, change.zone) },
  })
  return corrected
}
