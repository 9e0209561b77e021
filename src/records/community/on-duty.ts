import type { Queryable } from '../../platform/database/db'
import { zonedParts } from '../../platform/zoned-time'
import { staffOf, type Duty, type Staff } from './staff'

export type StaffOnDuty = Staff & { duty: Duty }

/** Who works at `at` by their shift; somebody without a shift has no hours to be counted on. */
export async function onDutyStaff(
  tx: Queryable,
  communityId: string | null,
  at: Date,
  zone: string,
): Promise<StaffOnDuty[]> {
  return (await staffOf(tx, communityId)).filter(
    ({ duty }) => duty.shift !== undefined && isInShift(duty.shift, at, zone),
  )
}

/** `20:00`–`08:00` runs over midnight; the last minute belongs to the next shift. */
export function isInShift(shift: { from: string; to: string }, at: Date, zone: string): boolean {
  const { hour, minute } = zonedParts(at, zone)
  const now = hour * 60 + minute
  const from = minutesOf(shift.from)
  const to = minutesOf(shift.to)
  return from < to ? from <= now && now < to : now >= from || now < to
}

export function coversBuilding(duty: Duty, building: string | null | undefined): boolean {
  return !duty.buildings || !building || duty.buildings.includes(building)
}

function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  return hours * 60 + minutes
}
