import type { Turn } from '../../conversation/turn'
import { cutText } from '../../platform/cut-text'
import type { correctCase } from '../../records/case/correct-case'
import { writerIn } from './writer-in'

/** Who puts a case right, in which words and when: the owner, by this turn. */
export function byThisTurn(
  turn: Turn,
): Pick<Parameters<typeof correctCase>[2], 'by' | 'words' | 'nameIn' | 'at' | 'now' | 'zone'> {
  const { claimed, text, at, now, community } = turn
  return {
    by: claimed.conversation.user,
    words: cutText(text, 200),
    nameIn: writerIn(turn),
    at,
    now,
    zone: community.timeZone,
  }
}
