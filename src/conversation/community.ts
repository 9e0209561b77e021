import type { Queryable } from '../platform/database/db'
import { describeHours, parseStaffHours } from '../platform/staff-hours'
import type { StaffHours } from '../platform/staff-hours'
import type { Community } from './turn'

/** A change of a community's settings is seen by every process after this long at the latest. */
const FRESH_MS = 1000

/** Reads communities as turns need them, kept for a second: nearly every turn of a process asks for the same few. */
export function createCommunityReader(deps: {
  db: Queryable
  defaults: { timeZone: string; staffHours: StaffHours }
}): (id: string | null) => Promise<Community> {
  const kept = new Map<string, { community: Community; readAt: number }>()
  const nobody = toCommunity(
    { id: '', name: '', sample: false, settings: {}, time_zone: null, staff_hours: null },
    deps.defaults,
  )

  return async (id) => {
    if (id === null) return nobody
    const known = kept.get(id)
    if (known && performance.now() - known.readAt < FRESH_MS) return known.community
    const rows = await deps.db.query<CommunityRow>(
      'community-for-turn',
      'select id, name, sample, settings, time_zone, staff_hours from community where id = $1',
      [id],
    )
    if (!rows[0]) return nobody
    const community = toCommunity(rows[0], deps.defaults)
    kept.set(id, { community, readAt: performance.now() })
    return community
  }
}

interface CommunityRow {
  id: string
  name: string
  sample: boolean
  settings: Record<string, string>
  time_zone: string | null
  staff_hours: string | null
}

function toCommunity(row: CommunityRow, defaults: { timeZone: string; staffHours: StaffHours }): Community {
  const hours = row.staff_hours === null ? defaults.staffHours : parseStaffHours(row.staff_hours)
  return {
    id: row.id,
    name: row.name,
    sample: row.sample,
    settings: row.settings,
    timeZone: row.time_zone ?? defaults.timeZone,
    hours,
    hoursText: describeHours(hours),
  }
}
