import type { Queryable } from '../../platform/database/db'
import { makePromise, type NewPromise, type PromiseMade } from './promise'

/**
 * That somebody is answered about a case, promised in the talk that heard it (C1). Null when an answer that comes no later is open
 * there already: the first time we named counts, and it is watched once.
 */
export async function promiseAnswer(
  tx: Queryable,
  promise: Omit<NewPromise, 'kind'> & { caseId: string },
): Promise<PromiseMade | null> {
  const rows = await tx.query(
    'open-answer-of-case',
    `select 1 from promise
      where case_id = $1 and kind = 'answer' and ended_at is null and conversation_id is not distinct from $2 and due_at <= $3 limit 1`,
    [promise.caseId, promise.conversationId, promise.dueAt],
  )
  return rows.length > 0 ? null : makePromise(tx, { ...promise, kind: 'answer' })
}
