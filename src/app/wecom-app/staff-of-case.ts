import type { Queryable } from '../../platform/database/db'
import { isWithinHours, nextOpening, type StaffHours } from '../../platform/staff-hours'
import type { Case } from '../../records/case/case'
import { lastResort, onCallStaff } from '../../records/community/on-call'
import { coversBuilding, isInShift, onDutyStaff, type StaffOnDuty } from '../../records/community/on-duty'
import { staffOf, type Staff, type StaffRole } from '../../records/community/staff'

/** Who may take a case of which kind, besides its owner of record. */
const ROLES: Record<Case['kind'], readonly StaffRole[]> = {
  repair: ['repair', 'housekeeper', 'supervisor'],
  complaint: ['service', 'housekeeper', 'supervisor'],
  suggestion: ['service', 'housekeeper'],
  praise: ['supervisor'],
  enquiry: ['service', 'housekeeper'],
  application: ['service', 'housekeeper'],
  emergency: [],
}

export interface Offer {
  /** WeCom user ids. */
  receivers: string[]
  /** When they are told. */
  at: Date
}

/**
 * Whom a new case is offered to, and when: its owner of record and who is on duty for it near that building. Those at work are told
 * at once; if nobody is, all of them when the office opens, for a dripping tap wakes nobody. What is urgent does, and an
 * emergency rings the on-call chain (domain.md B10).
 */
export async function offerOf(
  tx: Queryable,
  one: Case,
  given: { now: Date; zone: string; hours: StaffHours },
): Promise<Offer> {
  const { now, zone, hours } = given
  if (one.kind === 'emergency') {
    const rung = await onCallStaff(tx, one.communityId, one.emergencyType ?? undefined)
    return { receivers: userIdsOf(rung), at: now }
  }
  const people = await staffOfCase(tx, one, now, zone)
  if (one.priority !== 'normal') return { receivers: userIdsOf(people), at: now }
  const isOpen = isWithinHours(hours, now, zone)
  const atWork = people.filter(({ duty }) => (duty.shift ? isInShift(duty.shift, now, zone) : isOpen))
  if (userIdsOf(atWork).length > 0) return { receivers: userIdsOf(atWork), at: now }
  return { receivers: userIdsOf(people), at: isOpen ? now : (nextOpening(hours, now, zone) ?? now) }
}

/** Never whom it is about. A confidential case goes to supervisors and managers alone, for it may be about one of the others. */
async function staffOfCase(tx: Queryable, one: Case, now: Date, zone: string): Promise<StaffOnDuty[]> {
  const isAbout = ({ id }: { id: string }) => one.aboutStaff.includes(id)
  const everybody = (await staffOf(tx, one.communityId)).filter((member) => !isAbout(member))
  if (one.confidential) {
    const leading = everybody.filter(({ role }) => role === 'supervisor' || role === 'manager')
    const last = leading.length > 0 ? null : await lastResort(tx, one.communityId)
    return last && !isAbout(last) ? [{ ...last, duty: {} }] : leading
  }
  const owner = everybody.filter(({ id }) => id === one.ownerOfRecord)
  const onDuty = (await onDutyStaff(tx, one.communityId, now, zone)).filter(
    (member) =>
      !isAbout(member) && ROLES[one.kind].includes(member.role) && coversBuilding(member.duty, one.location.building),
  )
  return [...owner, ...onDuty]
}

/** Whom something may be passed on to: colleagues of that community who can be reached, those on duty first. */
export async function colleaguesToPass(
  tx: Queryable,
  communityId: string | null,
  at: Date,
  zone: string,
): Promise<{ id: string; name: string }[]> {
  const working = new Set((await onDutyStaff(tx, communityId, at, zone)).map(({ id }) => id))
  const reachable = (await staffOf(tx, communityId)).filter(({ wecomUserId }) => wecomUserId !== null)
  return reachable
    .sort((a, b) => Number(working.has(b.id)) - Number(working.has(a.id)))
    .map(({ id, name }) => ({ id, name }))
}

function userIdsOf(staff: readonly Staff[]): string[] {
  return [...new Set(staff.flatMap(({ wecomUserId }) => (wecomUserId === null ? [] : [wecomUserId])))]
}
