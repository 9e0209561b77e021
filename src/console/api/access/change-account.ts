import { randomInt } from 'node:crypto'
import type { Queryable } from '../../../platform/database/db'
import { conflict, invalid, notFound } from '../../../platform/errors'
import { newId } from '../../../platform/ids'
import type { AccountPlace, NewAccount } from '../../contract/accounts'
import { audit } from './audit'
import type { Role } from './policy'
import type { Principal } from './principal'
import { endSessionsOf } from './sessions'
import { forgetTries } from './sign-in'

/** An act of an administrator on somebody's account, in its transaction. */
export interface AccountAct {
  principal: Principal
  at: Date
}

interface Known {
  id: string
  name: string
  role: Role
  staff_id: string | null
  wecom: boolean
  disabled: boolean
}

export async function createAccount(
  tx: Queryable,
  given: NewAccount & { passwordHash: string },
  act: AccountAct,
): Promise<string> {
  await requireStaff(tx, given.staffId)
  const rows = await tx.query<{ id: string }>(
    'create-account',
    `insert into console_account (id, name, password_hash, role, staff_id, must_change, created_at)
     values ($1, $2, $3, $4, $5, true, $6) on conflict (name) do nothing returning id`,
    [newId('ac', act.at), given.account, given.passwordHash, given.role, given.staffId, act.at],
  )
  const id = rows[0]?.id
  if (id === undefined) throw conflict('account_taken', `There is an account ${given.account} already.`)
  await setCommunities(tx, id, given.communities)
  await tell(tx, act, 'create', { id, name: given.account }, placeFacts(given))
  return id
}

/** Role, member of staff and communities. Another role or person begins with a new sign-in. */
export async function placeAccount(tx: Queryable, id: string, place: AccountPlace, act: AccountAct): Promise<void> {
  const account = await lockAccount(tx, id)
  const isMoved = account.role !== place.role || account.staff_id !== place.staffId
  if (isMoved) {
    if (account.wecom) throw conflict('account_of_wecom', 'Role and member of staff of this account come from WeCom.')
    if (account.role !== place.role) refuseOwn(act, id)
    await requireStaff(tx, place.staffId)
    await tx.query('place-account', 'update console_account set role = $2, staff_id = $3 where id = $1', [
      id,
      place.role,
      place.staffId,
    ])
    await requireAdministrator(tx)
    if (act.principal.accountId !== id) await endSessionsOf(tx, id)
  }
  await setCommunities(tx, id, place.communities)
  await tell(tx, act, 'change', account, placeFacts(place))
}

export async function disableAccount(tx: Queryable, id: string, act: AccountAct): Promise<void> {
  const account = await lockAccount(tx, id)
  refuseOwn(act, id)
  await tx.query(
    'disable-account',
    'update console_account set disabled_at = coalesce(disabled_at, $2) where id = $1',
    [id, act.at],
  )
  await requireAdministrator(tx)
  await endSessionsOf(tx, id)
  await tell(tx, act, 'disable', account)
}

export async function enableAccount(tx: Queryable, id: string, act: AccountAct): Promise<void> {
  const account = await lockAccount(tx, id)
  await tx.query('enable-account', 'update console_account set disabled_at = null where id = $1', [id])
  await forgetTries(tx, account.name)
  await tell(tx, act, 'enable', account)
}

/** A password given by an administrator; it is good for replacing it. */
export async function resetPassword(tx: Queryable, id: string, passwordHash: string, act: AccountAct): Promise<void> {
  const account = await lockAccount(tx, id)
  refuseOwn(act, id)
  if (account.wecom) throw conflict('account_of_wecom', 'This account signs in with WeCom and has no password.')
  await tx.query('reset-password', 'update console_account set password_hash = $2, must_change = true where id = $1', [
    id,
    passwordHash,
  ])
  await endSessionsOf(tx, id)
  await forgetTries(tx, account.name)
  await tell(tx, act, 'reset', account)
}

/** Without signs that look alike: it is read out on the phone and typed once. 60 bits. */
export function oneTimePassword(): string {
  const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789'
  const sign = () => alphabet[randomInt(alphabet.length)]!
  return Array.from({ length: 3 }, () => Array.from({ length: 4 }, sign).join('')).join('-')
}

/** All acts on accounts wait for each other: two administrators who close one another at the same moment must not both succeed. */
async function lockAccount(tx: Queryable, id: string): Promise<Known> {
  await tx.query('one-account-act', `select pg_advisory_xact_lock(hashtext('console_account'))`)
  const rows = await tx.query<Known>(
    'lock-account',
    `select id, name, role, staff_id, wecom_userid is not null as wecom, disabled_at is not null as disabled
       from console_account where id = $1 for no key update`,
    [id],
  )
  if (!rows[0]) throw notFound('account_not_found', `There is no account ${id}.`)
  return rows[0]
}

function refuseOwn(act: AccountAct, id: string): void {
  if (act.principal.accountId === id)
    throw conflict('own_account', 'Nobody closes, resets or changes the role of their own account.')
}

async function requireAdministrator(tx: Queryable): Promise<void> {
  const rows = await tx.query(
    'open-administrator',
    `select a.id from console_account a left join staff m on m.id = a.staff_id
      where a.role = 'administrator' and a.disabled_at is null and coalesce(m.active, true) limit 1`,
  )
  if (rows.length === 0) throw conflict('last_administrator', 'This is the last administrator.')
}

async function requireStaff(tx: Queryable, staffId: string | null): Promise<void> {
  if (staffId === null) return
  const rows = await tx.query('staff-of-account', 'select id from staff where id = $1 and active', [staffId])
  if (rows.length === 0) throw invalid('unknown_staff', `staffId: nobody ${JSON.stringify(staffId)} works here.`)
}

async function setCommunities(tx: Queryable, id: string, communities: readonly string[]): Promise<void> {
  const wanted = [...new Set(communities)]
  const rows = await tx.query('communities-of-account', 'select id from community where id = any($1)', [wanted])
  if (rows.length !== wanted.length) throw invalid('unknown_community', 'communities: expected ids of communities.')
  await tx.query(
    'drop-account-communities',
    'delete from console_account_community where account_id = $1 and community_id <> all($2)',
    [id, wanted],
  )
  await tx.query(
    'add-account-communities',
    `insert into console_account_community (account_id, community_id)
     select $1, unnest($2::text[]) on conflict do nothing`,
    [id, wanted],
  )
}

const placeFacts = ({ role, staffId, communities }: AccountPlace) => ({ role, staffId, communities })

function tell(tx: Queryable, act: AccountAct, what: string, account: { id: string; name: string }, facts?: object) {
  const told = { account: account.name, ...facts }
  return audit(tx, { ...act, act: `account.${what}`, target: account.id, facts: told })
}
