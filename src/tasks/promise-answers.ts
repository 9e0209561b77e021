import { z } from 'zod'
import type { JobHandler } from '../queue/schedule'
import { findCase } from '../records/case/read-case'
import { officeHours } from '../records/community/office-hours'
import { answerBy } from '../records/promise/answer-time'
import { promiseAnswer } from '../records/promise/promise-answer'
import type { TaskDeps } from './speak'

const Body = z.object({
  caseId: z.string(),
  by: z.string(),
  at: z.coerce.date().optional(),
  talk: z.object({ conversationId: z.string(), personId: z.string().nullable() }).nullish(),
})

/**
 * 「{next}前给您回话」 is a promise like any other (C1): whenever the owner has urged a case or reopened it, the ledger gets its row,
 * whichever way of talking brought it about, by the time those words named (skills/progress). It is promised where it was said: who
 * joined a neighbour's case has a talk of their own. One that is open there already stays: the first time we named counts.
 */
export function promiseAnswers(deps: Pick<TaskDeps, 'zone' | 'hours'>): Record<string, JobHandler> {
  const promise =
    (what: string): JobHandler =>
    async (tx, job, now) => {
      const { caseId, by, at = now, talk } = Body.parse(job.body)
      const one = await findCase(tx, caseId)
      if (!one) return
      if (!talk && by !== one.user && by !== 'owner') return
      const heard = talk ?? { conversationId: one.conversationId, personId: one.personId }
      const dueAt = answerBy(at, await officeHours(tx, one.communityId, deps))
      await promiseAnswer(tx, {
        ...heard,
        communityId: one.communityId,
        caseId,
        what: `${one.number} ${what}`,
        dueAt,
        at,
        now,
      })
    }
  return { 'case-urged': promise('回话'), 'case-reopened': promise('联系业主') }
}
