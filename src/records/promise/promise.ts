import type { Queryable } from '../../platform/database/db'
import { newId } from '../../platform/ids'

export const PROMISE_ENDINGS = ['kept', 'broken', 'renegotiated'] as const
export type PromiseEnding = (typeof PROMISE_ENDINGS)[number]

/** A time or a result somebody of us named to an owner (domain.md C1). */
export interface PromiseMade {
  id: string
  conversationId: string
  personId: string | null
  communityId: string | null
  caseId: string | null
  what: string
  dueAt: Date
  madeAt: Date
  endedAt: Date | null
  ending: PromiseEnding | null
  reason: string | null
}

/** Writes it down, and a job that looks at it when its time comes (`promise-due`, body `{promiseId}`). */
export async function makePromise(
  tx: Queryable,
  promise: Pick<PromiseMade, 'conversationId' | 'personId' | 'communityId' | 'caseId' | 'what' | 'dueAt'> & {
    at: Date
    /** The real time, by which the job runs; `at` when not given: a talk may keep a clock of its own (contract.md §4). */
    now?: Date
  },
): Promise<PromiseMade> {
  const id = newId('pm', promise.at)
  const rows = await tx.query<PromiseRow>(
    'make-promise',
    `with made as (
       insert into promise (id, conversation_id, person_id, community_id, case_id, what, due_at, made_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8) returning *),
     watched as (
       insert into job (id, kind, key, due_at, body)
       select 'jb_' || id, 'promise-due', 'promise-due:' || id, due_at + ($9::timestamptz - made_at),
              jsonb_build_object('promiseId', id)
         from made)
     select * from made`,
    [
      id,
      promise.conversationId,
      promise.personId,
      promise.communityId,
      promise.caseId,
      promise.what,
      promise.dueAt,
      promise.at,
      promise.now ?? promise.at,
    ],
  )
  return toPromise(rows[0]!)
}

/** Ends it once; null when it had ended before, and its ending stays. */
export async function endPromise(
  tx: Queryable,
  id: string,
  end: { ending: PromiseEnding; reason?: string; at: Date },
): Promise<PromiseMade | null> {
  const rows = await tx.query<PromiseRow>(
    'end-promise',
    'update promise set ended_at = $2, ending = $3, reason = $4 where id = $1 and ended_at is null returning *',
    [id, end.at, end.ending, end.reason ?? null],
  )
  return rows[0] ? toPromise(rows[0]) : null
}

/** Another time instead: the old promise ends as renegotiated, with the reason the owner was given. */
export async function renegotiatePromise(
  tx: Queryable,
  id: string,
  change: { dueAt: Date; reason: string; at: Date },
): Promise<PromiseMade | null> {
  const ended = await endPromise(tx, id, { ending: 'renegotiated', reason: change.reason, at: change.at })
  return ended && makePromise(tx, { ...ended, dueAt: change.dueAt, at: change.at })
}

/** All that was still promised for a case ends: kept when its time had not passed yet, else broken, or as `ending` says. */
export async function endPromisesOfCase(
  tx: Queryable,
  caseId: string,
  end: { at: Date; ending?: PromiseEnding; reason?: string },
): Promise<void> {
  await tx.query(
    'end-promises-of-case',
    `update promise
        set ended_at = $2, ending = coalesce($3, case when due_at >= $2 then 'kept' else 'broken' end), reason = $4
      where case_id = $1 and ended_at is null`,
    [caseId, end.at, end.ending ?? null, end.reason ?? null],
  )
}

/** What a talk still waits for, the next one first. */
export async function openPromises(tx: Queryable, conversationId: string): Promise<PromiseMade[]> {
  const rows = await tx.query<PromiseRow>(
    'open-promises',
    'select * from promise where conversation_id = $1 and ended_at is null order by due_at, id',
    [conversationId],
  )
  return rows.map(toPromise)
}

/** What should have happened by `at` and has not, the longest overdue first. */
export async function overduePromises(tx: Queryable, query: { at: Date; limit?: number }): Promise<PromiseMade[]> {
  const rows = await tx.query<PromiseRow>(
    'overdue-promises',
    'select * from promise where ended_at is null and due_at < $1 order by due_at, id limit $2',
    [query.at, query.limit ?? 100],
  )
  return rows.map(toPromise)
}

interface PromiseRow {
  id: string
  conversation_id: string
  person_id: string | null
  community_id: string | null
  case_id: string | null
  what: string
  due_at: Date
  made_at: Date
  ended_at: Date | null
  ending: PromiseEnding | null
  reason: string | null
}

function toPromise(row: PromiseRow): PromiseMade {
  return {
    id: row.id,
    conversationId: row.conversation_id,
    personId: row.person_id,
    communityId: row.community_id,
    caseId: row.case_id,
    what: row.what,
    dueAt: row.due_at,
    madeAt: row.made_at,
    endedAt: row.ended_at,
    ending: row.ending,
    reason: row.reason,
  }
}
