import type { Queryable } from '../../platform/database/db'
import { newId } from '../../platform/ids'

/** A desk beats three times within this, so that one lost beat sends nobody home. */
const LEASE = '90 seconds'
/** A break that outlasts a working day was forgotten. */
const REST = '12 hours'

/**
 * Who is at the desk: every open console in a browser is a line with a lease. It lives in the database, not in Redis, because the
 * job that chooses a person reads it in its own transaction, in whichever process it runs.
 */
export async function openLine(db: Queryable, accountId: string, at: Date): Promise<string> {
  const id = newId('dl', at)
  await db.query(
    'open-desk-line',
    `with old as (delete from desk_line where until < now() - interval '1 day')
     insert into desk_line (id, account_id, until) values ($1, $2, now() + interval '${LEASE}')`,
    [id, accountId],
  )
  return id
}

export async function beatLine(db: Queryable, line: { id: string; accountId: string }): Promise<void> {
  await db.query(
    'beat-desk-line',
    `insert into desk_line (id, account_id, until) values ($1, $2, now() + interval '${LEASE}')
     on conflict (id) do update set until = excluded.until`,
    [line.id, line.accountId],
  )
}

export async function closeLine(db: Queryable, id: string): Promise<void> {
  await db.query('close-desk-line', 'delete from desk_line where id = $1', [id])
}

export async function setResting(tx: Queryable, accountId: string, resting: boolean): Promise<void> {
  if (!resting) return void (await tx.query('end-rest', 'delete from desk_rest where account_id = $1', [accountId]))
  await tx.query(
    'begin-rest',
    `insert into desk_rest (account_id, until) values ($1, now() + interval '${REST}')
     on conflict (account_id) do update set until = excluded.until`,
    [accountId],
  )
}

export type Presence = 'serving' | 'resting' | 'away'

/** Where each account that may serve is, with the member of staff it stands for. */
export async function presenceOfAccounts(
  tx: Queryable,
): Promise<{ accountId: string; account: string; role: string; staffId: string | null; presence: Presence }[]> {
  return tx.query(
    'presence-of-accounts',
    `select a.id as "accountId", a.name as account, a.role, a.staff_id as "staffId",
            case when r.account_id is not null then 'resting'
                 when exists (select from desk_line l where l.account_id = a.id and l.until > now()) then 'serving'
                 else 'away' end as presence
       from console_account a
       left join desk_rest r on r.account_id = a.id and r.until > now()
      where a.disabled_at is null
      order by a.name`,
    [],
  )
}

/** Members of staff at the desk, and those who rest; whoever is neither goes by the shift. */
export async function staffAtDesk(tx: Queryable): Promise<{ here: Set<string>; resting: Set<string> }> {
  const accounts = await presenceOfAccounts(tx)
  const those = (presence: Presence) =>
    new Set(accounts.flatMap((one) => (one.presence === presence && one.staffId !== null ? [one.staffId] : [])))
  const resting = those('resting')
  return { here: new Set([...those('serving')].filter((id) => !resting.has(id))), resting }
}
