import type { Queryable } from '../../platform/database/db'
import { newId } from '../../platform/ids'

export const PROMISE_ENDINGS = ['kept', 'broken', 'renegotiated'] as const
export type PromiseEnding = (typeof PROMISE_ENDINGS)[number]

/** What was promised: a result, an answer or call-back, a person who joins the talk; `word`: what a colleague said they would do. */
export const PROMISE_KINDS = ['result', 'answer', 'join', 'word'] as const
export type PromiseKind = (typeof PROMISE_KINDS)[number]

/** The job that looks at a promise when its time comes, body `{promiseId}`. */
export const PROMISE_DUE_JOB = 'promise-due'

/** A time or a result somebody of us named to an owner (domain.md C1). */
export interface PromiseMade {
  id: string
  /** Null: told by phone, at the counter or by letter. */
  conversationId: string | null
  personId: string | null
  communityId: string | null
  caseId: string | null
  handoffId: string | null
  kind: PromiseKind
  /** How often the same matter had been promised before this time. */
  step: number
  what: string
  dueAt: Date
  /** The same moment on the real clock; a talk may keep a clock of its own (contract.md §4). */
  watchAt: Date
  madeAt: Date
  endedAt: Date | null
  ending: PromiseEnding | null
  reason: string | null
  /** When the owner heard that it was broken. */
  toldAt: Date | null
}

export interface NewPromise {
  conversationId: string | null
  personId: string | null
  communityId: string | null
  caseId: string | null
  what: string
  dueAt: Date
  at: Date
  /** The real time, by which the job runs; `at` when not given. */
  now?: Date
  kind?: PromiseKind
  handoffId?: string | null
  step?: number
}

/** Writes it down, and a job that looks at it when its time comes. */
export async function makePromise(tx: Queryable, promise: NewPromise): Promise<PromiseMade> {
  const rows = await tx.query<PromiseRow>(
    'make-promise',
    `with made as (
       insert into promise (id, conversation_id, person_id, community_id, case_id, what, due_at, made_at, kind, handoff_id, step, watch_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $10, $11, $12, $7::timestamptz + ($9::timestamptz - $8::timestamptz)) returning *),
     watched as (
       insert into job (id, kind, key, due_at, body)
       select 'jb_' || id, $13, $13 || ':' || id, watch_at, jsonb_build_object('promiseId', id) from made)
     select * from made`,
    [
      newId('pm', promise.at),
      promise.conversationId,
      promise.personId,
      promise.communityId,
      promise.caseId,
      promise.what,
      promise.dueAt,
      promise.at,
      promise.now ?? promise.at,
      promise.kind ?? 'result',
      promise.handoffId ?? null,
      promise.step ?? 0,
      PROMISE_DUE_JOB,
    ],
  )
  return toPromise(rows[0]!)
}

export async function findPromise(tx: Queryable, id: string): Promise<PromiseMade | null> {
  const rows = await tx.query<PromiseRow>('find-promise', 'select * from promise where id = $1', [id])
  return rows[0] ? toPromise(rows[0]) : null
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
  change: { dueAt: Date; reason: string; at: Date; now?: Date },
): Promise<PromiseMade | null> {
  const ended = await endPromise(tx, id, { ending: 'renegotiated', reason: change.reason, at: change.at })
  return ended && makePromise(tx, { ...ended, dueAt: change.dueAt, at: change.at, now: change.now })
}

/** The owner has heard that it was broken: once is enough. False when they had heard before. */
export async function markPromiseTold(tx: Queryable, id: string, at: Date): Promise<boolean> {
  const rows = await tx.query(
    'promise-told',
    'update promise set told_at = $2 where id = $1 and told_at is null returning id',
    [id, at],
  )
  return rows.length > 0
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

/** What should have happened by the real time `now` and has not, the longest overdue first; who joins a talk is the chain's affair. */
export async function overduePromises(tx: Queryable, query: { now: Date; limit?: number }): Promise<PromiseMade[]> {
  const rows = await tx.query<PromiseRow>(
    'overdue-promises',
    `select * from promise where ended_at is null and watch_at < $1 and kind <> 'join' order by watch_at, id limit $2`,
    [query.now, query.limit ?? 100],
  )
  return rows.map(toPromise)
}

/** Nobody reads of a complaint about themselves, nor whose a confidential case is but who has it in hands. */
export interface LedgerReader {
  staffId: string | null
  /** Their names on records; null: they lead, and see whose it is. */
  needsToKnow: readonly string[] | null
}

/** For staff: what is promised and not kept yet, or broken and the owner has not heard, by its time; then what they have heard of. */
export async function promiseLedger(
  tx: Queryable,
  query: { communityIds: readonly string[] | null; brokenSince: Date; limit?: number; reader?: LedgerReader },
): Promise<(PromiseMade & { number: string | null })[]> {
  const rows = await tx.query<PromiseRow & { number: string | null }>(
    'promise-ledger',
    `select p.*, c.number from promise p left join cases c on c.id = p.case_id
      where (p.ended_at is null or (p.ending = 'broken' and p.due_at >= $2))
        and ($1::text[] is null or p.community_id = any($1)) and not coalesce(c.anonymous, false)
        and ($4::text is null or c.id is null or not c.about_staff @> array[$4])
        and (c.id is null or not c.confidential or $5::text[] is null or c.assignee = any($5) or c.owner_of_record = any($5))
      order by p.ending is not null and p.told_at is not null, p.due_at, p.id limit $3`,
    [
      query.communityIds,
      query.brokenSince,
      query.limit ?? 200,
      query.reader?.staffId ?? null,
      query.reader?.needsToKnow ?? null,
    ],
  )
  return rows.map((row) => ({ ...toPromise(row), number: row.number }))
}

interface PromiseRow {
  id: string
  conversation_id: string | null
  person_id: string | null
  community_id: string | null
  case_id: string | null
  handoff_id: string | null
  kind: PromiseKind
  step: number
  what: string
  due_at: Date
  watch_at: Date | null
  made_at: Date
  ended_at: Date | null
  ending: PromiseEnding | null
  reason: string | null
  told_at: Date | null
}

function toPromise(row: PromiseRow): PromiseMade {
  return {
    id: row.id,
    conversationId: row.conversation_id,
    personId: row.person_id,
    communityId: row.community_id,
    caseId: row.case_id,
    handoffId: row.handoff_id,
    kind: row.kind,
    step: row.step,
    what: row.what,
    dueAt: row.due_at,
    watchAt: row.watch_at ?? row.due_at,
    madeAt: row.made_at,
    endedAt: row.ended_at,
    ending: row.ending,
    reason: row.reason,
    toldAt: row.told_at,
  }
}
