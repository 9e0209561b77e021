import { createHash, randomBytes } from 'node:crypto'
import type { Queryable } from '../../../platform/database/db'
import type { Role } from './policy'
import type { Principal } from './principal'

export const SESSION_COOKIE = 'shouwen_session'
/** A working day; who is at work longer signs in once more. */
export const SESSION_S = 12 * 60 * 60
/** Somebody's sessions or communities changed: open streams look at once whether they may go on. */
export const ACCESS_TOPIC = 'access'

/** A new session with an id nobody could have known before; the database keeps only its hash. */
export async function openSession(
  db: Queryable,
  accountId: string,
  now: Date,
): Promise<{ sessionId: string; csrf: string }> {
  const sessionId = randomBytes(32).toString('base64url')
  const csrf = randomBytes(24).toString('base64url')
  await db.query(
    'open-session',
    `with old as (delete from console_session where expires_at <= $4),
          seen as (update console_account set last_seen_at = $4 where id = $2)
     insert into console_session (id_hash, account_id, csrf, created_at, expires_at) values ($1, $2, $3, $4, $5)`,
    [hashOf(sessionId), accountId, csrf, now, new Date(now.getTime() + SESSION_S * 1000)],
  )
  return { sessionId, csrf }
}

export async function findSession(db: Queryable, sessionId: string, now: Date): Promise<Principal | null> {
  const rows = await db.query<{
    csrf: string
    account_id: string
    name: string
    role: Role
    must_change: boolean
    wecom: boolean
    staff_name: string | null
    communities: string[]
  }>(
    'find-session',
    `select s.csrf, s.account_id, a.name, a.role, a.must_change, a.wecom_userid is not null as wecom, m.name as staff_name,
            array(select c.community_id from staff_community c where c.staff_id = a.staff_id
                  union select c.community_id from console_account_community c where c.account_id = a.id) as communities
       from console_session s
       join console_account a on a.id = s.account_id
       left join staff m on m.id = a.staff_id
      -- Whoever no longer works here is out at once.
      where s.id_hash = $1 and s.expires_at > $2 and a.disabled_at is null and coalesce(m.active, true)`,
    [hashOf(sessionId), now],
  )
  const row = rows[0]
  if (!row) return null
  return {
    via: 'session',
    account: row.name,
    accountId: row.account_id,
    name: row.staff_name ?? row.name,
    role: row.role,
    communityIds: row.role === 'administrator' ? null : row.communities,
    csrf: row.csrf,
    mustChange: row.must_change,
    hasPassword: !row.wecom,
  }
}

export async function endSession(db: Queryable, sessionId: string): Promise<void> {
  await db.query('end-session', 'delete from console_session where id_hash = $1', [hashOf(sessionId)])
}

/** A statement of its own, after the change that calls for it: it also sees sessions opened while that change waited. */
export async function endSessionsOf(tx: Queryable, accountId: string): Promise<void> {
  await tx.query('end-sessions-of-account', 'delete from console_session where account_id = $1', [accountId])
}

const hashOf = (sessionId: string) => createHash('sha256').update(sessionId).digest('hex')
