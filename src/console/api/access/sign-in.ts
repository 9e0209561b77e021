import type { Db } from '../../../platform/database/db'
import { isPassword, pretendToCheck } from './password'
import { openSession } from './sessions'

export type SignIn =
  { kind: 'in'; sessionId: string; csrf: string; account: string } | { kind: 'wrong' } | { kind: 'locked'; until: Date }

/** So many wrong passwords in a row close the account for a while. */
const TRIES = 5
const LOCKED_MS = 5 * 60_000

/**
 * Checks a name and a password. A try is counted before the password is looked at, so that guesses at the same moment count
 * too; the right one takes it back. An unknown name takes as long as a known one.
 */
export async function signIn(
  db: Db | Pick<Db, 'query'>,
  given: { account: string; password: string; now: Date },
): Promise<SignIn> {
  const tried = await db.query<{ id: string; password_hash: string }>(
    'try-sign-in',
    `update console_account
        set failures = case when locked_until is null then failures + 1 else 1 end,
            locked_until = case when locked_until is null and failures + 1 >= $3 then $4::timestamptz end
      where name = $1 and (locked_until is null or locked_until <= $2)
     returning id, password_hash`,
    [given.account, given.now, TRIES, new Date(given.now.getTime() + LOCKED_MS)],
  )
  const account = tried[0]
  if (!account) {
    await pretendToCheck(given.password)
    return lockOf(db, given.account)
  }
  if (!(await isPassword(given.password, account.password_hash))) return { kind: 'wrong' }
  await db.query('clear-failures', 'update console_account set failures = 0, locked_until = null where id = $1', [
    account.id,
  ])
  return { kind: 'in', account: given.account, ...(await openSession(db, account.id, given.now)) }
}

async function lockOf(db: Pick<Db, 'query'>, name: string): Promise<SignIn> {
  const rows = await db.query<{ locked_until: Date | null }>(
    'lock-of-account',
    'select locked_until from console_account where name = $1',
    [name],
  )
  const until = rows[0]?.locked_until
  return until ? { kind: 'locked', until } : { kind: 'wrong' }
}
