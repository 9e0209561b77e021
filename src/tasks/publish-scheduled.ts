import { z } from 'zod'
import type { JobHandler } from '../queue/schedule'
import { SWITCH_JOB, switchScheduled, type ReviewDeps } from '../knowledge/workflow/review'

const Body = z.object({ articleId: z.string(), version: z.number().int(), override: z.boolean() })

/** Answers that were given a time go live when it comes; `changed` shortens the second until every process answers with them. */
export function publishScheduled(deps: ReviewDeps & { changed: () => void }): Record<string, JobHandler> {
  return {
    [SWITCH_JOB]: async (tx, job, now) => {
      await switchScheduled(deps, tx, Body.parse(job.body), now)
      setImmediate(deps.changed)
    },
  }
}
