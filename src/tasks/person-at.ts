import type { Queryable } from '../platform/database/db'
import type { Case } from '../records/case/case'
import { findStaff, staffOf } from '../records/community/staff'
import { onDutyStaff } from '../records/community/on-duty'
import { lastResort } from '../records/community/on-call'
import { toPerson, type Person } from '../records/handoff/choose-person'
import type { Post } from '../records/handoff/service-policy'

/**
 * Who holds a post of a chain now; null where nobody does, and the chain records that it passed that post over (B38). A
 * complaint goes to nobody it is about, whatever post they hold.
 */
export async function personAt(
  tx: Queryable,
  post: Post,
  question: { communityId: string | null; one: Case | null; at: Date; zone: string },
): Promise<Person | null> {
  const { communityId, one, at, zone } = question
  const mayHear = (member: { id: string }) => !one?.aboutStaff.includes(member.id)
  if (post === 'responsible') {
    for (const who of [one?.assignee, one?.ownerOfRecord]) {
      const staff = who ? await findStaff(tx, who) : null
      if (staff && mayHear(staff)) return toPerson(staff)
    }
    return null
  }
  if (post === 'manager') {
    const manager = await lastResort(tx, communityId)
    return manager && mayHear(manager) ? toPerson(manager) : null
  }
  const role = post === 'supervisor' ? 'supervisor' : 'service'
  // Of two supervisors the one who knows the matter: 工程主管 for a pipe, 客服主管 for a tone of voice.
  const words = one ? `${one.category} ${one.summary} ${one.kind}` : ''
  const fits = (member: { skills: string[] }) => member.skills.some((skill) => words.includes(skill))
  const holds = (member: { id: string; role: string }) => member.role === role && mayHear(member)
  const onDuty = (await onDutyStaff(tx, communityId, at, zone)).filter(holds)
  const all = (await staffOf(tx, communityId)).filter(holds)
  const chosen = onDuty.find(fits) ?? onDuty[0] ?? all.find(fits) ?? all[0]
  return chosen ? toPerson(chosen) : null
}
