import type { Queryable } from '../../platform/database/db'
import type { PromiseMade } from './promise'

/**
 * Whether what was promised has happened, by the log alone: a result is there when the case is done; an answer or call-back when
 * one of us has been in touch. The bot's own words keep no promise.
 */
export async function isKept(tx: Queryable, promise: PromiseMade): Promise<boolean> {
  if (promise.kind === 'word') return isContacted(tx, { ...promise, madeAt: afterTheTalk(promise) })
  if (promise.kind !== 'result') return isContacted(tx, promise)
  const rows = await tx.query(
    'result-is-there',
    `select 1 from cases where id = $1 and status in ('resolved', 'closed', 'cancelled')`,
    [promise.caseId],
  )
  return rows.length > 0
}

/** 「三点前给您回电」 is said in the middle of a talk: what is said in the same breath does not keep it. */
function afterTheTalk({ madeAt, dueAt }: Pick<PromiseMade, 'madeAt' | 'dueAt'>): Date {
  const halfWayMs = (dueAt.getTime() - madeAt.getTime()) / 2
  return new Date(madeAt.getTime() + Math.min(SAME_BREATH_MS, halfWayMs))
}

const SAME_BREATH_MS = 10 * 60_000

/** One of us wrote in the talk, took it over, or noted on the case what they did for it. */
export async function isContacted(
  tx: Queryable,
  since: { conversationId: string | null; caseId: string | null; madeAt: Date },
): Promise<boolean> {
  const rows = await tx.query<{ contacted: boolean }>(
    'is-contacted',
    `select exists (select from exchange where conversation_id = $1 and author = 'staff' and at >= $3)
         or exists (select from handoff where conversation_id = $1 and mode = 'console' and accepted_at >= $3)
         or exists (select from case_stage s join cases c on c.id = s.case_id
                     where c.id = $2 and s.at >= $3 and s.actor <> all($4) and s.actor is distinct from c.user_id
                       and s.stage in ('coordinate', 'follow_up', 'supervise', 'paused', 'resumed', 'reopened')) as contacted`,
    [since.conversationId, since.caseId, since.madeAt, NOBODY],
  )
  return rows[0]?.contacted ?? false
}

const NOBODY = ['bot', 'system', 'owner']
