import { zonedParts } from '../../platform/zoned-time'
import type { Appointment } from '../../conversation/slots/slot-values'
import type { Turn } from '../../conversation/turn'

const FIRST_HOUR = 8
const EVENING = 18
const AT_ONCE_MS = 60 * 60_000
const SOONEST_MS = 15 * 60_000

/**
 * By when an application must be through: before the guests, the van or the workers come, in the evening before where they come with
 * the day; whoever comes at once is passed on at once.
 */
export function beforeIt({ at, community }: Turn, appointment: Appointment | undefined): Date | null {
  if (appointment?.from == null) return null
  const from = new Date(appointment.from)
  const { hour, minute } = zonedParts(from, community.timeZone)
  const before = hour < FIRST_HOUR ? new Date(from.getTime() - ((24 - EVENING + hour) * 60 + minute) * 60_000) : from
  return new Date(
    Math.max(before.getTime(), Math.min(from.getTime(), at.getTime() + AT_ONCE_MS), at.getTime() + SOONEST_MS),
  )
}
