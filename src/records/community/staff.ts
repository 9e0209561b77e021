import type { Queryable } from '../../platform/database/db'
import type { StaffRole } from './staff-roles'

export { STAFF_ROLES } from './staff-roles'
export type { StaffRole } from './staff-roles'

/** Which buildings somebody answers for (none named: all) and when they work (no shift: whenever the office is open). */
export interface Duty {
  buildings?: string[]
  shift?: { name: string; from: string; to: string }
}

export interface Staff {
  id: string
  name: string
  title: string
  role: StaffRole
  phone: string | null
  wecomUserId: string | null
  skills: string[]
  onCall: boolean
  lastResort: boolean
  active: boolean
}

/**
 * The active member of staff that `who` names: id, WeCom user id, or a name that only one of them bears. Null for anybody else,
 * for whom records keep the name as given but change no owner (contract.md §8). WeCom tells no upper from lower case in user ids
 * and answers in lower case whatever was typed when somebody joined (wecom-protocol §1).
 */
export async function findStaff(tx: Queryable, who: string): Promise<Staff | null> {
  const rows = await tx.query<StaffRow>(
    'find-staff',
    `select ${STAFF_COLUMNS} from staff s
      where s.active and (s.id = $1 or lower(s.wecom_userid) = lower($1) or s.name = $1)
      order by s.id`,
    [who],
  )
  const exact = rows.find((row) => row.id === who) ?? rows.find((row) => isSameUserId(row.wecom_userid, who))
  if (exact) return toStaff(exact)
  return rows.length === 1 && rows[0] ? toStaff(rows[0]) : null
}

const isSameUserId = (one: string | null, other: string) => one?.toLowerCase() === other.toLowerCase()

/** Everybody who works for a community, or for any of them when none is named, with their duty there. */
export async function staffOf(tx: Queryable, communityId: string | null): Promise<(Staff & { duty: Duty })[]> {
  const rows = await tx.query<StaffRow & { duty: Duty }>(
    'staff-of-community',
    `select ${STAFF_COLUMNS}, coalesce(d.duty, '{}') as duty
       from staff s
       left join lateral (select duty from staff_community w
                           where w.staff_id = s.id and ($1::text is null or w.community_id = $1)
                           order by w.community_id limit 1) d on true
      where s.active and ($1::text is null or d.duty is not null)
      order by s.created_at, s.id`,
    [communityId],
  )
  return rows.map((row) => ({ ...toStaff(row), duty: row.duty }))
}

/** Who may see and serve a community: every staff query goes through this (design D16). */
export async function communitiesOfStaff(tx: Queryable, staffId: string): Promise<string[]> {
  const rows = await tx.query<{ community_id: string }>(
    'communities-of-staff',
    'select community_id from staff_community where staff_id = $1 order by community_id',
    [staffId],
  )
  return rows.map((row) => row.community_id)
}

const STAFF_COLUMNS =
  's.id, s.name, s.title, s.role, s.phone, s.wecom_userid, s.skills, s.on_call, s.last_resort, s.active'

interface StaffRow {
  id: string
  name: string
  title: string
  role: StaffRole
  phone: string | null
  wecom_userid: string | null
  skills: string[]
  on_call: boolean
  last_resort: boolean
  active: boolean
}

function toStaff(row: StaffRow): Staff {
  return {
    id: row.id,
    name: row.name,
    title: row.title,
    role: row.role,
    phone: row.phone,
    wecomUserId: row.wecom_userid,
    skills: row.skills,
    onCall: row.on_call,
    lastResort: row.last_resort,
    active: row.active,
  }
}
