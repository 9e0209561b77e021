import type { Db, Queryable } from '../../../platform/database/db'
import { AppError } from '../../../platform/errors'

/**
 * Does an act in one transaction, and with an id only once: the first call leaves a row, a second one, even at the same moment,
 * waits for it and gets what the first came to. What failed left no row and may be tried again. Only a reference is kept, never
 * an owner's words: erasing a person must not have to look here.
 */
export async function once(
  db: Pick<Db, 'tx'>,
  request: { route: string; id: string | undefined; at: Date },
  act: (tx: Queryable) => Promise<string>,
): Promise<{ reference: string; repeated: boolean }> {
  return patiently(() =>
    db.tx(async (tx) => {
      if (request.id === undefined) return { reference: await act(tx), repeated: false }
      const claimed = await tx.query(
        'claim-request',
        `insert into request (route, id, at, reference) values ($1, $2, $3, '') on conflict do nothing returning id`,
        [request.route, request.id, request.at],
      )
      if (claimed.length === 0) return { reference: await earlier(tx, request.route, request.id), repeated: true }
      const reference = await act(tx)
      await tx.query('finish-request', 'update request set reference = $3 where route = $1 and id = $2', [
        request.route,
        request.id,
        reference,
      ])
      return { reference, repeated: false }
    }),
  )
}

async function earlier(tx: Queryable, route: string, id: string): Promise<string> {
  const rows = await tx.query<{ reference: string }>(
    'earlier-request',
    'select reference from request where route = $1 and id = $2',
    [route, id],
  )
  return rows[0]?.reference ?? ''
}

/** Nobody repeats a request after a month. */
export async function forgetOldRequests(tx: Queryable, now: Date): Promise<void> {
  await tx.query('forget-requests', 'delete from request where at < $1', [new Date(now.getTime() - MONTH_MS)])
}

const MONTH_MS = 30 * 24 * 60 * 60_000

/** Two transactions that would wait for each other: the server ends one of them, and nothing of it stands. It begins again. */
async function patiently<T>(act: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await act()
    } catch (error) {
      if (attempt === 3 || !(error instanceof AppError && error.code === 'database_contention')) throw error
    }
  }
}
