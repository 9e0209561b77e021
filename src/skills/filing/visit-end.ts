import { zonedParts } from '../../platform/zoned-time'
import type { Appointment } from '../../conversation/slots/slot-values'

const VISITS_END_HOUR = 20
const VISIT_MS = 2 * 3600_000

/**
 * By when a visit at that time is over: a result cannot come before it, and 「周末都在」 promises nothing for midnight. An hour
 * without an end takes as long as a visit does.
 */
export function visitEnd(appointment: Appointment | undefined, zone: string): Date | null {
  if (appointment?.to) return notInTheNight(new Date(appointment.to), zone)
  return appointment?.from ? new Date(new Date(appointment.from).getTime() + VISIT_MS) : null
}

function notInTheNight(end: Date, zone: string): Date {
  const { hour, minute, second } = zonedParts(end, zone)
  const late = ((hour - VISITS_END_HOUR) * 60 + minute) * 60 + second
  return hour >= VISITS_END_HOUR + 3 ? new Date(end.getTime() - late * 1000 - end.getMilliseconds()) : end
}
