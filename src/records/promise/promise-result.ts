import type { Queryable } from '../../platform/database/db'
import type { OpenedCase } from '../case/open-case'
import { makePromise, type PromiseMade } from './promise'

/**
 * By when there is a result is promised with the filing, whichever way the matter came in (domain.md C1): its row stands in the
 * ledger. Null for a report that joined a case, which was promised then, and for what has no time.
 */
export async function promiseResult(
  tx: Queryable,
  opened: OpenedCase,
  when: { at: Date; now?: Date },
): Promise<PromiseMade | null> {
  if (opened.joined || opened.dueAt === null) return null
  return makePromise(tx, {
    conversationId: opened.conversationId,
    personId: opened.personId,
    communityId: opened.communityId,
    caseId: opened.id,
    what: `${opened.number} 办结或答复`,
    dueAt: opened.dueAt,
    ...when,
  })
}
