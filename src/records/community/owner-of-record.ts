import type { Queryable } from '../../platform/database/db'
import { coversBuilding, onDutyStaff } from './on-duty'
import { lastResort } from './on-call'
import { staffOf } from './staff'

/** Stands for us where a deployment has named nobody yet; app.ts complains about that at start. */
export const NOBODY_NAMED = 'bot'

/**
 * Who answers for a matter from its first message on (domain.md B1): the housekeeper of that building on duty, else another
 * one on duty, else service staff, a supervisor, whoever works now, and in the end the last named manager. Never nobody.
 */
export async function chooseOwnerOfRecord(
  tx: Queryable,
  question: {
    communityId: string | null
    building?: string | null
    at: Date
    zone: string
    except?: readonly string[]
  },
): Promise<string> {
  const onDuty = (await onDutyStaff(tx, question.communityId, question.at, question.zone)).filter(
    // A complaint is never led by the person it is about.
    (member) => !question.except?.includes(member.id),
  )
  const near = onDuty.filter(({ duty }) => coversBuilding(duty, question.building))
  for (const role of ['housekeeper', 'service', 'supervisor'] as const) {
    const chosen = near.find((member) => member.role === role) ?? onDuty.find((member) => member.role === role)
    if (chosen) return chosen.id
  }
  if (onDuty[0]) return onDuty[0].id
  const last = await lastResort(tx, question.communityId)
  if (last && !question.except?.includes(last.id)) return last.id
  return last ? await leaderBeside(tx, question.communityId, question.except ?? []) : NOBODY_NAMED
}

/** The complaint is about the last named manager: another one leads it, else a supervisor, else whoever works there. */
async function leaderBeside(tx: Queryable, communityId: string | null, except: readonly string[]): Promise<string> {
  const others = (await staffOf(tx, communityId)).filter(({ id }) => !except.includes(id))
  const found = others.find(({ role }) => role === 'manager') ?? others.find(({ role }) => role === 'supervisor')
  return (found ?? others[0])?.id ?? NOBODY_NAMED
}
