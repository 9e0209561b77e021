import type { Clock } from '../platform/clock'
import type { Db, Queryable } from '../platform/database/db'
import { newId } from '../platform/ids'
import { startLoop } from './loop'
import type { Loop, Waker } from './loop'

export interface Job {
  id: string
  kind: string
  key: string
  dueAt: Date
  body: Record<string, unknown>
}

/** What a job does, inside the transaction that also marks it done: the second run of a finished job cannot happen. */
export interface JobHandler {
  (tx: Queryable, job: Job, now: Date): Promise<void>
  /** Of a job that comes round: puts the next one down, also when this one fails. */
  comesRound?: ComesRound
}
type ComesRound = (tx: Queryable, now: Date) => Promise<void>

/**
 * A job that comes round, every hour or every night: the next one is on the schedule before this one's work begins. What a failing
 * run undoes is put down again beside it (runJob), so that one bad row cannot end all later rounds.
 */
export function comingRound(comesRound: ComesRound, work: JobHandler): JobHandler {
  const handler: JobHandler = async (tx, job, now) => {
    await comesRound(tx, now)
    await work(tx, job, now)
  }
  return Object.assign(handler, { comesRound })
}

/** Puts a job on the schedule; the same `key` twice is one job. */
export async function scheduleJob(
  tx: Queryable,
  job: { kind: string; key: string; dueAt: Date; body?: Record<string, unknown> },
): Promise<void> {
  await tx.query(
    'schedule-job',
    'insert into job (id, kind, key, due_at, body) values ($1, $2, $3, $4, $5::jsonb) on conflict (key) do nothing',
    [newId('jb', job.dueAt), job.kind, job.key, job.dueAt, JSON.stringify(job.body ?? {})],
  )
}

/** The matter is settled otherwise: a job that still waits goes away. */
export async function cancelJob(tx: Queryable, key: string): Promise<void> {
  await tx.query('cancel-job', `delete from job where key = $1 and status = 'waiting'`, [key])
}

const BACKOFF_MS = [5_000, 60_000, 600_000]

/** Runs jobs when they are due, each in a transaction of its own. Unknown kinds wait for a process that knows them. */
export function startSchedule(deps: {
  db: Db
  clock: Clock
  waker: Waker
  handlers: Record<string, JobHandler>
  byHand?: boolean
  onError: (error: unknown) => void
}): Loop {
  const kinds = Object.keys(deps.handlers)
  return startLoop({
    name: 'job',
    waker: deps.waker,
    concurrency: 1,
    byHand: deps.byHand,
    onError: deps.onError,
    claim: async () => {
      const rows = await deps.db.query<{ id: string }>(
        'next-job',
        // Another process may be at the first one: it is passed over, or this loop would spin until that one is done.
        `select id from job where status = 'waiting' and due_at <= $1 and kind = any($2)
          order by due_at limit 1 for update skip locked`,
        [deps.clock.now(), kinds],
      )
      return rows[0] ? () => runJob(deps, rows[0]!.id) : null
    },
  })
}

async function runJob(
  deps: { db: Db; clock: Clock; handlers: Record<string, JobHandler>; onError: (error: unknown) => void },
  id: string,
): Promise<void> {
  const now = deps.clock.now()
  try {
    await deps.db.tx(async (tx) => {
      const rows = await tx.query<{ kind: string; key: string; due_at: Date; body: Record<string, unknown> }>(
        'take-job',
        `select kind, key, due_at, body from job where id = $1 and status = 'waiting' and due_at <= $2 for update skip locked`,
        [id, now],
      )
      const row = rows[0]
      if (!row) return
      await deps.handlers[row.kind]!(tx, { id, kind: row.kind, key: row.key, dueAt: row.due_at, body: row.body }, now)
      await tx.query('job-done', `update job set status = 'done' where id = $1`, [id])
    })
  } catch (error) {
    deps.onError(error)
    const why = error instanceof Error ? error.message : String(error)
    const rows = await deps.db.query<{ kind: string }>(
      'job-again',
      `update job set attempts = attempts + 1, last_error = $2,
              due_at = $3::timestamptz + make_interval(secs => ($4::float8[])[least(attempts + 1, array_length($4::float8[], 1))] / 1000.0),
              status = case when attempts >= 10 then 'failed' else status end
        where id = $1 and status = 'waiting' returning kind`,
      [id, why.slice(0, 500), now, BACKOFF_MS],
    )
    // At the first failure already: the tries may take longer than a round.
    const failed = rows[0] && deps.handlers[rows[0].kind]
    await failed?.comesRound?.(deps.db, now)
  }
}
