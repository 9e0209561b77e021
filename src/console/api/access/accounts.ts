import type { Queryable } from '../../../platform/database/db'
import { notFound } from '../../../platform/errors'
import { toIsoWithOffset } from '../../../platform/zoned-time'
import type { AccountItem } from '../../contract/accounts'
import type { Role } from './policy'

interface AccountRow {
  id: string
  name: string
  role: Role
  wecom: boolean
  staff_id: string | null
  staff_name: string | null
  staff_active: boolean | null
  communities: string[]
  staff_communities: string[]
  disabled: boolean
  must_change: boolean
  created_at: Date
  last_seen_at: Date | null
}

/** All accounts, those that are open first; or the one with this id. Hashes never leave. */
export async function listAccounts(tx: Queryable, zone: string, id: string | null = null): Promise<AccountItem[]> {
  const rows = await tx.query<AccountRow>(
    'list-accounts',
    `select a.id, a.name, a.role, a.wecom_userid is not null as wecom, a.disabled_at is not null as disabled, a.must_change,
            a.created_at, a.last_seen_at, a.staff_id, m.name as staff_name, m.active as staff_active,
            array(select c.community_id from console_account_community c where c.account_id = a.id order by 1) as communities,
            array(select c.community_id from staff_community c where c.staff_id = a.staff_id order by 1) as staff_communities
       from console_account a left join staff m on m.id = a.staff_id
      where $1::text is null or a.id = $1
      order by disabled, a.created_at, a.id`,
    [id],
  )
  return rows.map((row) => toItem(row, zone))
}

export async function readAccount(tx: Queryable, zone: string, id: string): Promise<AccountItem> {
  const [found] = await listAccounts(tx, zone, id)
  if (!found) throw notFound('account_not_found', `There is no account ${id}.`)
  return found
}

function toItem(row: AccountRow, zone: string): AccountItem {
  const { staff_id: staffId, last_seen_at: lastSeenAt } = row
  return {
    id: row.id,
    account: row.name,
    role: row.role,
    wecom: row.wecom,
    staff: staffId === null ? null : { id: staffId, name: row.staff_name ?? '', active: row.staff_active ?? false },
    communities: row.communities,
    staffCommunities: row.staff_communities,
    disabled: row.disabled,
    mustChange: row.must_change,
    createdAt: toIsoWithOffset(row.created_at, zone),
    lastSeenAt: lastSeenAt && toIsoWithOffset(lastSeenAt, zone),
  }
}
