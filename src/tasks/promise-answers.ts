import { z } from 'zod'
import type { Queryable } from '../platform/database/db'
import type { JobHandler } from '../queue/schedule'
import { findCase } from '../records/case/read-case'
import { makePromise } from '../records/promise/promise'

const Body = z.object({ caseId: z.string(), by: z.string(), at: z.coerce.date().optional() })

/** The words that answer an urge or a reopening name this time (skills/progress). */
const ANSWER_MS = 2 * 3600_000

/**
 * 「{next}前给您回话」 is a promise like any other (C1): whenever the owner has urged a case or reopened it, the ledger gets its row,
 * whichever way of talking brought it about. One that is open already stays: the first time we named counts.
 */
export function promiseAnswers(): Record<string, JobHandler> {
  const promise =
    (what: string): JobHandler =>
    async (tx, job, now) => {
      const { caseId, by, at = now } = Body.parse(job.body)
      const one = await findCase(tx, caseId)
      if (!one || one.conversationId === null) return
      if (by !== one.user && by !== 'owner') return
      if (await hasOpenAnswer(tx, caseId)) return
      const dueAt = new Date(at.getTime() + ANSWER_MS)
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
