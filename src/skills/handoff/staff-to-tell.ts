import type { Turn } from '../../conversation/turn'
import { onCallStaff } from '../../records/community/on-call'
import { onDutyStaff } from '../../records/community/on-duty'
import { communityOf } from '../filing/file-case'

/**
 * WeCom user ids of those who are told: on duty now, in an emergency everybody on call down to the last named manager (B10). Empty
 * where nobody has been named: the channel then tells the account's servicers (issue: "until people are named").
 */
export async function staffToTell(turn: Turn, options: { emergency: boolean }): Promise<string[]> {
  const communityId = communityOf(turn)
  const staff = options.emergency
    ? await onCallStaff(turn.db, communityId, turn.understanding.emergency?.type)
    : (await onDutyStaff(turn.db, communityId, turn.at, turn.community.timeZone)).filter(({ role }) =>
        ['service', 'housekeeper', 'supervisor'].includes(role),
      )
  return staff.flatMap((member) => (member.wecomUserId === null ? [] : [member.wecomUserId]))
}
