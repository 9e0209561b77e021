import type { Turn } from '../../conversation/turn'
import { mayMeet, noteMeeting } from '../../records/person/first-meeting'

/**
 * Words of their own after the first answer to somebody whose home is not known, once ever (domain.md B57): never in a guided talk, in anger,
 * or while a person is wanted.
 */
export async function offerMeeting(turn: Turn): Promise<void> {
  const { sentiment, handoff, emergency } = turn.understanding
  if (turn.memory.met || turn.draft !== null || turn.hasMore || turn.claimed.handoff !== null || turn.handedOver) return
  if (emergency || handoff.needed || sentiment.label === 'angry' || sentiment.label === 'negative') return
  turn.memory.met = true
  const { personId } = turn.claimed.conversation
  if (!(await mayMeet(turn.db, personId))) return
  turn.effect((tx) => noteMeeting(tx, personId, 'offered', turn.at))
  await turn.phrase('meeting.offer')
}
