import type { Queryable } from '../../platform/database/db'
import type { PromiseEnding } from './promise'

/** All that was still promised for a case ends: kept when its time had not passed yet, else broken, or as `ending` says. */
export async function endPromisesOfCase(
  tx: Queryable,
  caseId: string,
  end: { at: Date; ending?: PromiseEnding; reason?: string },
): Promise<void> {
  await tx.query('end-promises-of-case', `${END} where case_id = $1 and ended_at is null`, [
    caseId,
    end.at,
    end.ending ?? null,
    end.reason ?? null,
  ])
}

/** Somebody joined the talk, or nobody has to any more. */
export async function endJoinPromises(
  tx: Queryable,
  handoffId: string,
  end: { at: Date; ending?: PromiseEnding; reason?: string },
): Promise<void> {
  await tx.query('end-join-promises', `${END} where handoff_id = $1 and ended_at is null`, [
    handoffId,
    end.at,
    end.ending ?? null,
    end.reason ?? null,
  ])
}

const END = `update promise
   set ended_at = $2, ending = coalesce($3, case when due_at >= $2 then 'kept' else 'broken' end), reason = $4`
