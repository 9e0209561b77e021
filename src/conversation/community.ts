import { z } from 'zod'
import type { Queryable } from '../platform/database/db'
import { describeHours } from '../platform/staff-hours'
import type { StaffHours } from '../platform/staff-hours'
import { ownHours } from '../records/community/office-hours'
import { OUTSIDE_BODIES_SETTING, OutsideBody } from '../records/community/community-settings'
import { OWN_DAYS_SETTING, OwnDays, workdayOf } from '../records/community/own-days'
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
    { id: '', name: '', sample: false, settings: {}, time_zone: null, staff_hours: null, days: null, bodies: null },
    deps.defaults,
  )

  return async (id) => {
    if (id === null) return nobody
    const known = kept.get(id)
    if (known && performance.now() - known.readAt < FRESH_MS) return known.community
    const rows = await deps.db.query<CommunityRow>(
      'community-for-turn',
      `select id, name, sample, settings, time_zone, staff_hours,
              (select value from setting where scope = community.id and key = $2) as days,
              (select value from setting where scope = community.id and key = $3) as bodies
         from community where id = $1`,
      [id, OWN_DAYS_SETTING, OUTSIDE_BODIES_SETTING],
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
  days: unknown
  bodies: unknown
}

function toCommunity(row: CommunityRow, defaults: { timeZone: string; staffHours: StaffHours }): Community {
  const days = OwnDays.safeParse(row.days ?? [])
  const bodies = z.array(OutsideBody).safeParse(row.bodies ?? [])
  const hours = ownHours(row.staff_hours, row.days, defaults.staffHours)
  return {
    id: row.id,
    name: row.name,
    sample: row.sample,
    settings: row.settings,
    timeZone: row.time_zone ?? defaults.timeZone,
    hours,
    hoursText: describeHours(hours),
    outsideBodies: bodies.success ? bodies.data : [],
    isWorkday: workdayOf(days.success ? days.data : []),
  }
}
