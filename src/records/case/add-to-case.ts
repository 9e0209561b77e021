import type { Queryable } from '../../platform/database/db'
import { exchangesOf, linkCaseToExchanges } from './link-case'
import { keepAnonymous, type NameIn } from './keep-anonymous'
import { lockCase } from './lock-case'
import { getCase } from './read-case'

/** What an owner adds afterwards belongs to the matter: its words as a note, photos as attachments, messages linked. */
export async function addToCase(
  tx: Queryable,
  id: string,
  added: {
    note: string
    photos: readonly { attachment: { kind: string }; exchangeId: string }[]
    exchangeIds: readonly string[]
    at: Date
    nameIn?: NameIn
  },
): Promise<void> {
  await lockCase(tx, id)
  const found = await getCase(tx, id)
  const attachments = added.photos.map((photo) => ({ kind: photo.attachment.kind, exchangeId: photo.exchangeId }))
  const notes = Array.isArray(found.details['added']) ? (found.details['added'] as unknown[]) : []
  const details = { ...found.details, ...(added.note ? { added: [...notes, added.note] } : {}) }
  const words = found.anonymous
    ? keepAnonymous(
        { summary: found.summary, location: found.location, contact: found.contact, details },
        found.user,
        added.nameIn,
      )
    : { details }
  await tx.query(
    'add-to-case',
    `update cases set details = $2::jsonb, attachments = attachments || $3::jsonb, version = version + 1 where id = $1`,
    [id, JSON.stringify(words.details), JSON.stringify(attachments)],
  )
  await linkCaseToExchanges(tx, id, exchangesOf({ exchangeIds: added.exchangeIds, attachments }), added.at)
}

/** The owner asks for it after filing: names, phone and room go from the record; the sealed link stays (contract §7). */
export async function makeAnonymous(tx: Queryable, id: string, nameIn?: NameIn): Promise<void> {
  await lockCase(tx, id)
  const found = await getCase(tx, id)
  const words = keepAnonymous(
    { summary: found.summary, location: found.location, contact: found.contact, details: found.details },
    found.user,
    nameIn,
  )
  await tx.query(
    'make-anonymous',
    `update cases set anonymous = true, summary = $2, location = $3::jsonb, contact = null, details = $4::jsonb, version = version + 1
      where id = $1`,
    [id, words.summary, JSON.stringify(words.location), JSON.stringify(words.details)],
  )
}
