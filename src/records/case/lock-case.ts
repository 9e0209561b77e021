import type { Queryable } from '../../platform/database/db'

/**
 * Takes a case for this transaction, after the talk it came from: what happens to a case is told in that talk, and a turn that
 * writes there holds its talk already when it comes to the case. Without `for update`, so that a message may be linked to the
 * case meanwhile (a foreign key takes its row, too).
 */
export async function lockCase(tx: Queryable, id: string): Promise<void> {
  await tx.query(
    'lock-talk-of-case',
    'select id from conversation where id = (select conversation_id from cases where id = $1) for no key update',
    [id],
  )
  await tx.query('lock-case', 'select id from cases where id = $1 for no key update', [id])
}
