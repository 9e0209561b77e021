import { z } from 'zod'
import type { Queryable } from '../platform/database/db'
import type { JobHandler } from '../queue/schedule'
import { findCase } from '../records/case/read-case'
import { officeHours } from '../records/community/office-hours'
import { answerBy } from '../records/promise/answer-time'
import { makePromise } from '../records/promise/promise'
import type { TaskDeps } from './speak'

const Body = z.object({ caseId: z.string(), by: z.string(), at: z.coerce.date().optional() })

/**
 * 「{next}前给您回话」 is a promise like any other (C1): whenever the owner has urged a case or reopened it, the ledger gets its row,
 * whichever way of talking brought it about, by the time those words named (skills/progress). One that is open already stays: the first time we named counts.
 */
export function promiseAnswers(deps: Pick<TaskDeps, 'zone' | 'hours'>): Record<string, JobHandler> {
  const promise =
    (what: string): JobHandler =>
    async (tx, job, now) => {
      const { caseId, by, at = now } = Body.parse(job.body)
      const one = await findCase(tx, caseId)
      if (!one) return
      if (by !== one.user && by !== 'owner') return
      if (await hasOpenAnswer(tx, caseId)) return
      const dueAt = answerBy(at, await officeHours(tx, one.communityId, deps))
      await makePromise(tx, {
        conversationId: one.conversationId,
        personId: one.personId,
        communityId: one.communityId,
        caseId,
        kind: 'answer',
        what: `${one.number} ${what}`,
        dueAt,
        at,
        now,
      })
    }
  return { 'case-urged': promise('回话'), 'case-reopened': promise('联系业主') }
}

async function hasOpenAnswer(tx: Queryable, caseId: string): Promise<boolean> {
  const rows = await tx.query(
    'open-answer-of-case',
    `select 1 from promise where case_id = $1 and kind = 'answer' and ended_at is null limit 1`,
    [caseId],
  )
  return rows.length > 0
}
