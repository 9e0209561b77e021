import type { Queryable } from '../../platform/database/db'
import { communitiesOfStaff } from '../../records/community/staff'

/** A member of the corp who works for us, as far as acts and answers need it. */
export interface Colleague {
  /** Staff id; null for a servicer whom nobody has entered yet. */
  staffId: string | null
  name: string
  /** As WeCom spells it. */
  userid: string
  communityIds: string[]
  /** Stands at the end of every chain, whatever the community (domain.md B10). */
  lastResort: boolean
}

/**
 * How staff and owners are told apart where both are members of the corp (上下游, 企业互联): staff are the active people of the staff
 * table with this WeCom user id, and whoever answers owners as a servicer of one of our 微信客服 accounts. Everybody else
 * who writes to the app is an owner. User ids compare without case.
 */
export async function colleagueOf(db: Queryable, userid: string): Promise<Colleague | null> {
  const rows = await db.query<{ id: string; name: string; active: boolean; last_resort: boolean }>(
    'staff-of-userid',
    'select id, name, active, last_resort from staff where lower(wecom_userid) = lower($1) order by active desc limit 1',
    [userid],
  )
  const staff = rows[0]
  if (staff?.active)
    return {
      ...{ staffId: staff.id, name: staff.name, userid, lastResort: staff.last_resort },
      communityIds: await communitiesOfStaff(db, staff.id),
    }
  // Somebody who left is no colleague, even while they still stand in a list of servicers.
  if (staff) return null
  const servicers = await db.query(
    'servicer-of-userid',
    'select 1 from kf_servicer where lower(userid) = lower($1) limit 1',
    [userid],
  )
  return servicers.length === 0 ? null : { staffId: null, name: userid, userid, communityIds: [], lastResort: false }
}

/** May see and serve what belongs there (design D16). A servicer whom nobody has entered serves by being one. */
export function serves(colleague: Colleague, communityId: string | null): boolean {
  if (communityId === null || colleague.staffId === null || colleague.lastResort) return true
  return colleague.communityIds.includes(communityId)
}
