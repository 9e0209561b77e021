import type { Queryable } from '../../../platform/database/db'
import type { StaffHours } from '../../../platform/staff-hours'
import { formatChineseTime } from '../../../platform/zoned-time'
import { addOpenMinutes } from '../../../records/case/working-time'
import { officeHours } from '../../../records/community/office-hours'
import { servicePolicy } from '../../../records/handoff/service-policy'
import { openPromises } from '../../../records/promise/promise'

/**
 * The time a colleague may name: what was promised to this owner already, so that nobody is given two times for one matter, else
 * the company's own time for an answer, counted in working hours (domain.md C1).
 */
export async function dueOfTalk(
  tx: Queryable,
  talk: { conversationId: string; communityId: string | null },
  now: { at: Date; zone: string; hours?: StaffHours },
): Promise<string> {
  const { zone, hours } = await officeHours(tx, talk.communityId, now)
  const open = (await openPromises(tx, talk.conversationId)).find(
    ({ dueAt, kind }) => kind !== 'join' && dueAt.getTime() > now.at.getTime(),
  )
  const { promise } = await servicePolicy(tx, talk.communityId)
  const dueAt = open?.dueAt ?? addOpenMinutes(now.at, promise.answer_minutes, { zone, hours })
  return formatChineseTime(dueAt, zone, now.at)
}
