import type { Queryable } from '../../platform/database/db'
import { renegotiatePromise } from './promise'

/** The owner asked for another time: the result that was promised for the case is promised for then. */
export async function movePromisesOfCase(
  tx: Queryable,
  caseId: string,
  change: { dueAt: Date; reason: string; at: Date; now: Date },
): Promise<void> {
  const rows = await tx.query<{ id: string }>(
    'results-promised-before',
    `select id from promise where case_id = $1 and kind = 'result' and ended_at is null and due_at <> $2 order by id`,
    [caseId, change.dueAt],
  )
  for (const { id } of rows) await renegotiatePromise(tx, id, change)
}
