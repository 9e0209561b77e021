import type { Queryable } from '../../platform/database/db'
import { closedOn, parseStaffHours, type StaffHours } from '../../platform/staff-hours'
import { OWN_DAYS_SETTING, OwnDays } from './own-days'

const USUAL = '08:30-18:00'

/** A community's own zone and staff hours, else the deployment's (contract.md §2); its own days off close the office. */
export async function officeHours(
  tx: Queryable,
  communityId: string | null,
  deployment: { zone: string; hours?: StaffHours },
): Promise<{ zone: string; hours: StaffHours }> {
  const rows = await tx.query<{ time_zone: string | null; staff_hours: string | null; days: unknown }>(
    'office-hours',
    `select time_zone, staff_hours, (select value from setting where scope = community.id and key = $2) as days
       from community where id = $1`,
    [communityId, OWN_DAYS_SETTING],
  )
  return {
    zone: rows[0]?.time_zone ?? deployment.zone,
    hours: ownHours(rows[0]?.staff_hours ?? null, rows[0]?.days, deployment.hours ?? parseStaffHours(USUAL)),
  }
}

/** Of what a community's row and its setting of days say. */
export function ownHours(written: string | null, days: unknown, deployment: StaffHours): StaffHours {
  const own = OwnDays.safeParse(days ?? [])
  const off = own.success ? own.data.flatMap(({ day, open }) => (open ? [] : [day])) : []
  return closedOn(written ? parseStaffHours(written) : deployment, off)
}
