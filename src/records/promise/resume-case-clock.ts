import type { Queryable } from '../../platform/database/db'
import { lockCase } from '../case/lock-case'
import { makePromise, type PromiseMade } from './promise'

/**
 * A pause does not count: the due time moves by as long as the case stood, and that time is promised. Once for each time it was
 * resumed, also when that promise has ended since; null then, and when the case goes on with a promise already or stands again.
 */
export async function resumeCaseClock(tx: Queryable, caseId: string, now: Date): Promise<PromiseMade | null> {
  await lockCase(tx, caseId)
  const rows = await tx.query<ResumedRow>(
    'resumed-case',
    `select c.number, c.status, c.conversation_id, c.person_id, c.community_id, c.due_at,
            (select at from case_stage where case_id = c.id and stage = 'paused' order by seq desc limit 1) as paused_at,
            (select at from case_stage where case_id = c.id and stage = 'resumed' order by seq desc limit 1) as resumed_at,
            exists (select from promise p where p.case_id = c.id and p.kind = 'result'
                     and (p.ended_at is null or p.made_at >= (select max(at) from case_stage
                                                               where case_id = c.id and stage = 'resumed'))) as promised
       from cases c where c.id = $1`,
    [caseId],
  )
  const row = rows[0]
  if (!row || row.promised || !row.due_at || !row.paused_at || !row.resumed_at) return null
  if (row.status !== 'accepted' && row.status !== 'in_progress') return null
  const dueAt = new Date(row.due_at.getTime() + Math.max(0, row.resumed_at.getTime() - row.paused_at.getTime()))
  await tx.query('move-case-due', 'update cases set due_at = $2 where id = $1', [caseId, dueAt])
  return makePromise(tx, {
    conversationId: row.conversation_id,
    personId: row.person_id,
    communityId: row.community_id,
    caseId,
    what: `${row.number} 办结或答复`,
    dueAt,
    at: row.resumed_at,
    now,
  })
}

interface ResumedRow {
  number: string
  status: string
  conversation_id: string | null
  person_id: string | null
  community_id: string | null
  due_at: Date | null
  paused_at: Date | null
  resumed_at: Date | null
  promised: boolean
}
