import type { Turn } from '../../conversation/turn'
import type { TalkOfAct } from '../../records/case/tell-case'

/** The talk of this turn, for an act its owner does to a case that may be a neighbour's. */
export function talkOf({ claimed: { conversation } }: Turn): TalkOfAct {
  return { conversationId: conversation.id, personId: conversation.personId }
}
