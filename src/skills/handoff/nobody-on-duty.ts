import { nextOpening } from '../../platform/staff-hours'
import type { Turn } from '../../conversation/turn'
import { sayTime } from '../filing/say-time'

/** A call-back promised for the morning is made within the first half hour. */
export const CALL_BACK_MS = 30 * 60_000

/**
 * What an owner is told while nobody is on duty: when people come; within the hours, where no servicer is receiving, by when somebody
 * is in touch, since it would be no answer to name an opening then.
 */
export function nobodyOnDuty(
  turn: Turn,
  situation: 'wait' | 'already' | 'angry' | 'comfort',
  facts: { number?: string; since?: Date } = {},
): { key: string; values: Record<string, string> } {
  const { community, at } = turn
  const number = facts.number ?? ''
  const opening = nextOpening(community.hours, at, community.timeZone)
  if (opening === null || opening > at)
    return {
      key: `handoff.${situation}OffDuty`,
      values: { number, hours: community.hoursText, opening: opening === null ? '' : sayTime(turn, opening) },
    }
  // Asked again, the time that was told still holds while it is to come.
  const told = new Date((facts.since ?? at).getTime() + CALL_BACK_MS)
  const due = told > at ? told : new Date(at.getTime() + CALL_BACK_MS)
  return { key: `handoff.${situation}NobodyFree`, values: { number, due: sayTime(turn, due) } }
}
