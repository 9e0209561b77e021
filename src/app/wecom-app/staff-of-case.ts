import type { Queryable } from '../../platform/database/db'
import type { Case } from '../../records/case/case'
import { lastResort, onCallStaff } from '../../records/community/on-call'
import { coversBuilding, onDutyStaff } from '../../records/community/on-duty'
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

/**
 * WeCom user ids of those a new case is offered to: its owner of record and who is on duty for it near that building; an
 * emergency rings the on-call chain (domain.md B10). A confidential case goes to supervisors and managers alone, for it may be
 * about one of the others.
 */
export async function staffOfCase(tx: Queryable, one: Case, at: Date, zone: string): Promise<string[]> {
  if (one.kind === 'emergency') return userIdsOf(await onCallStaff(tx, one.communityId, one.emergencyType ?? undefined))
  const everybody = await staffOf(tx, one.communityId)
  const owner = everybody.filter(({ id }) => id === one.ownerOfRecord)
  if (one.confidential) {
    const leading = everybody.filter(({ role }) => role === 'supervisor' || role === 'manager')
    const last = await lastResort(tx, one.communityId)
    return userIdsOf([...leading, ...(leading.length === 0 && last ? [last] : [])])
  }
  const onDuty = (await onDutyStaff(tx, one.communityId, at, zone)).filter(
    ({ role, duty }) => ROLES[one.kind].includes(role) && coversBuilding(duty, one.location.building),
  )
  return userIdsOf([...owner, ...onDuty])
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
