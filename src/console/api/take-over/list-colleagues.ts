import type { Queryable } from '../../../platform/database/db'
import { staffOf } from '../../../records/community/staff'
import { presenceOfAccounts, type Presence } from '../../../records/handoff/presence'
import { may, ROLES, type Role } from '../access/policy'

export interface Colleague {
  /** Under which they hold talks (`Principal.name`). */
  name: string
  title: string
  staffId: string | null
  presence: Presence
  holds: number
}

/** Who could take a talk of this community: its accounts that may serve, and staff without one who answer from the company's app. */
export async function listColleagues(tx: Queryable, communityId: string | null): Promise<Colleague[]> {
  const staff = await staffOf(tx, communityId)
  const accounts = await servingAccounts(tx, communityId)
  const held = await tx.query<{ assignee: string; held: number }>(
    'talks-held',
    `select assignee, count(*)::int as held from handoff where status = 'active' and assignee is not null group by assignee`,
    [],
  )
  const holds = new Map(held.map((row) => [row.assignee, row.held]))
  const known = new Set(accounts.map(({ staffId }) => staffId))
  const others = staff
    .filter(({ id, wecomUserId }) => wecomUserId !== null && !known.has(id))
    .map((one) => ({ name: one.name, title: one.title, staffId: one.id, presence: 'away' as const }))
  return [...accounts, ...others]
    .map((one) => ({ ...one, holds: holds.get(one.name) ?? holds.get(one.staffId ?? '') ?? 0 }))
    .sort((a, b) => ORDER[a.presence] - ORDER[b.presence] || a.holds - b.holds || (a.name < b.name ? -1 : 1))
}

const ORDER: Record<Presence, number> = { serving: 0, away: 1, resting: 2 }

async function servingAccounts(tx: Queryable, communityId: string | null) {
  const accounts = await presenceOfAccounts(tx)
  const reach = await tx.query<{ id: string; staff_name: string | null; title: string | null; reaches: boolean }>(
    'accounts-of-community',
    `select a.id, m.name as staff_name, m.title,
            a.role = 'administrator' or exists (
              select from staff_community c where c.staff_id = a.staff_id and c.community_id = $1
              union all select from console_account_community o where o.account_id = a.id and o.community_id = $1) as reaches
       from console_account a left join staff m on m.id = a.staff_id
      where coalesce(m.active, true)`,
    [communityId],
  )
  const byId = new Map(reach.map((row) => [row.id, row]))
  return accounts.flatMap(({ accountId, account, role, staffId, presence }) => {
    const row = byId.get(accountId)
    const serves = ROLES.includes(role as Role) && may(role as Role, 'talks.serve')
    if (!row?.reaches || !serves) return []
    return [{ name: row.staff_name ?? account, title: row.title ?? '', staffId, presence }]
  })
}
