import { createHash } from 'node:crypto'
import type { Db, Queryable } from '../../../platform/database/db'
import { isPassword, pretendToCheck } from './password'
import { openSession } from './sessions'

export type SignIn =
  { kind: 'in'; sessionId: string; csrf: string; account: string } | { kind: 'wrong' } | { kind: 'locked'; until: Date }

/** So many wrong passwords in a row close the name for a while. */
const TRIES = 5
const LOCKED_MS = 5 * 60_000
/** Tries older than this are forgotten. */
const DAY_MS = 24 * 60 * 60_000

/**
 * Checks a name and a password. A try is counted before the password is looked at, so that guesses at the same moment count
 * too; the right one takes it back. A name nobody has is counted, locked and waited for as any other, and so is a closed
 * account: the answers tell nothing about who works here.
 */
export async function signIn(
  db: Pick<Db, 'query' | 'tx'>,
  given: { account: string; password: string; now: Date },
): Promise<SignIn> {
  const until = await countTry(db, given.account, given.now)
  if (until !== null) return { kind: 'locked', until }
  const rows = await db.query<{ id: string; password_hash: string }>(
    'account-to-enter',
    'select id, password_hash from console_account where name = $1 and disabled_at is null',
    [given.account],
  )
  const account = rows[0]
  if (!account) {
    await pretendToCheck(given.password)
    return { kind: 'wrong' }
  }
  if (!(await isPassword(given.password, account.password_hash))) return { kind: 'wrong' }
  await forgetTries(db, given.account)
  const opened = await db.tx(async (tx) => {
    // Whoever changes the password or closes the account meanwhile ends this session too, or it does not begin.
    const still = await tx.query(
      'account-still-open',
      'select id from console_account where id = $1 and password_hash = $2 and disabled_at is null for no key update',
      [account.id, account.password_hash],
    )
    return still.length === 0 ? null : openSession(tx, account.id, given.now)
  })
  return opened ? { kind: 'in', account: given.account, ...opened } : { kind: 'wrong' }
}

/** One more try at this name; the end of the lock when it is closed. */
export async function countTry(db: Queryable, name: string, now: Date): Promise<Date | null> {
  const hash = hashOf(name)
  const counted = await db.query(
    'count-sign-in-try',
    `with old as (delete from sign_in_try where at < $5 and name_hash <> $1)
     insert into sign_in_try as t (name_hash, failures, at) values ($1, 1, $2)
     on conflict (name_hash) do update
        set failures = case when t.locked_until is null then t.failures + 1 else 1 end,
            locked_until = case when t.locked_until is null and t.failures + 1 >= $3 then $4::timestamptz end,
            at = excluded.at
      where t.locked_until is null or t.locked_until <= excluded.at
     returning failures`,
    [hash, now, TRIES, new Date(now.getTime() + LOCKED_MS), new Date(now.getTime() - DAY_MS)],
  )
  if (counted.length > 0) return null
  const rows = await db.query<{ locked_until: Date | null }>(
    'lock-of-name',
    'select locked_until from sign_in_try where name_hash = $1',
    [hash],
  )
  // Opened between the two questions: the caller's next try will do.
  return rows[0]?.locked_until ?? new Date(now.getTime() + 1000)
}

export async function forgetTries(db: Queryable, name: string): Promise<void> {
  await db.query('forget-sign-in-tries', 'delete from sign_in_try where name_hash = $1', [hashOf(name)])
}

const hashOf = (name: string) => createHash('sha256').update(name).digest('hex')
