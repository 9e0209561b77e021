import type { Queryable } from '../../platform/database/db'
import { makePromise, renegotiatePromise, type NewPromise, type PromiseMade } from './promise'

export interface StaffWord extends Omit<NewPromise, 'conversationId' | 'kind' | 'now'> {
  conversationId: string
  /** What for: a second time for the same thing takes the first one's place. */
  act: string
  /** Their words, as the reason why the earlier time no longer holds. */
  quote: string
}

/**
 * A time a colleague named to an owner, into the ledger (domain.md C1). Said again it is the same promise; another time for the same
 * thing ends the first as renegotiated. Null when nothing changed.
 */
export async function keepStaffWord(tx: Queryable, { act, quote, ...word }: StaffWord): Promise<PromiseMade | null> {
  const rows = await tx.query<{ id: string; due_at: Date }>(
    'open-staff-word',
    `select id, due_at from promise
      where conversation_id = $1 and kind = 'word' and act = $2 and ended_at is null order by made_at desc, id desc limit 1`,
    [word.conversationId, act],
  )
  const open = rows[0]
  if (open?.due_at.getTime() === word.dueAt.getTime()) return null
  const made = open
    ? await renegotiatePromise(tx, open.id, { dueAt: word.dueAt, reason: quote, at: word.at })
    : await makePromise(tx, { ...word, kind: 'word' })
  if (made) await tx.query('act-of-word', 'update promise set act = $2 where id = $1', [made.id, act])
  return made
}
