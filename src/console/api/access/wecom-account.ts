import { randomBytes } from 'node:crypto'
import type { Queryable } from '../../../platform/database/db'
import { newId } from '../../../platform/ids'
import type { WecomRoleRow } from '../../contract/wecom-roles'
import { hashPassword } from './password'
import type { Role } from './policy'

export interface WecomPerson {
  userid: string
  /** As the contacts call them; empty where they are not told. */
  name: string
}

interface KnownStaff {
  id: string
  role: string
  active: boolean
}

/** Somebody entered as staff may come in without a line of the table, with the role that fits their work. */
const ROLE_OF_STAFF: Partial<Record<string, Role>> = { manager: 'manager', supervisor: 'supervisor' }
/** And somebody with a line but no entry becomes one, so that acts carry their name and cards reach them. */
const STAFF_ROLE: Record<Role, string> = {
  staff: 'service',
  supervisor: 'supervisor',
  editor: 'service',
  manager: 'manager',
  administrator: 'manager',
}

/** A password nobody knows: such an account is entered by WeCom alone, and guesses at it take as long as anywhere. */
export const unknowablePassword = () => hashPassword(randomBytes(32).toString('base64url'))

/**
 * The console account of a member, made or brought up to date at each sign-in: who changes department changes role. Null, and their
 * sessions are over, for who may not come in: unknown, or no longer working here.
 */
export async function accountOfMember(
  tx: Queryable,
  person: WecomPerson,
  line: WecomRoleRow | null,
  options: { at: Date; passwordHash: string },
): Promise<{ id: string; name: string; role: Role } | null> {
  const userid = person.userid.toLowerCase()
  const staff = await staffOfMember(tx, userid)
  if (staff?.active === false || (!staff && !line)) {
    await tx.query(
      'end-sessions-of-member',
      'delete from console_session where account_id in (select id from console_account where wecom_userid = $1)',
      [userid],
    )
    return null
  }
  const role: Role = line?.role ?? ROLE_OF_STAFF[staff!.role] ?? 'staff'
  const staffId = staff?.id ?? (await makeStaff(tx, person, role, options.at))
  if (line) await setCommunities(tx, staffId, line.communities)
  await tx.query(
    'end-sessions-of-other-role',
    `delete from console_session
      where account_id in (select id from console_account where wecom_userid = $1 and role <> $2)`,
    [userid, role],
  )
  const rows = await tx.query<{ id: string; name: string }>(
    'account-of-member',
    `insert into console_account (id, name, password_hash, role, staff_id, wecom_userid, created_at)
     values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (wecom_userid) do update set role = excluded.role, staff_id = excluded.staff_id
      where console_account.disabled_at is null
     returning id, name`,
    [newId('ac', options.at), `wecom:${userid}`, options.passwordHash, role, staffId, userid, options.at],
  )
  // An administrator has closed this account: WeCom does not open it again.
  return rows[0] ? { ...rows[0], role } : null
}

async function staffOfMember(tx: Queryable, userid: string): Promise<KnownStaff | null> {
  const rows = await tx.query<KnownStaff>(
    'staff-of-member',
    'select id, role, active from staff where lower(wecom_userid) = $1 order by active desc limit 1',
    [userid],
  )
  return rows[0] ?? null
}

async function makeStaff(tx: Queryable, person: WecomPerson, role: Role, at: Date): Promise<string> {
  const rows = await tx.query<{ id: string }>(
    'make-staff-of-member',
    `insert into staff (id, name, role, wecom_userid, created_at) values ($1, $2, $3, $4, $5)
     on conflict (wecom_userid) do update set wecom_userid = excluded.wecom_userid returning id`,
    [newId('st', at), person.name || person.userid, STAFF_ROLE[role], person.userid, at],
  )
  return rows[0]!.id
}

/** What the table gives it also takes away; communities that somebody entered by hand stay. */
async function setCommunities(tx: Queryable, staffId: string, communities: readonly string[]): Promise<void> {
  await tx.query(
    'drop-communities-of-table',
    `delete from staff_community where staff_id = $1 and duty ->> 'by' = 'wecom-roles' and community_id <> all($2)`,
    [staffId, communities],
  )
  await tx.query(
    'add-communities-of-table',
    `insert into staff_community (staff_id, community_id, duty)
     select $1, id, '{"by": "wecom-roles"}' from community where id = any($2) on conflict do nothing`,
    [staffId, communities],
  )
}
