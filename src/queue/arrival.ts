import type { InboundMessage } from '../messages/inbound'

/**
 * What a door hands to the queue: one message or event as the log will show it. `turn: false` means it is only logged
 * (staff words in WeCom, servicer status); everything else wakes the conversation.
 */
export interface Arrival {
  message: InboundMessage
  author: 'owner' | 'staff' | 'system'
  authorId?: string
  /** Staff words in the WeCom client are `out` (towards the owner); all else is `in`. */
  direction: 'in' | 'out'
  turn: boolean
  /** Our id of the community, when the door has found one. */
  communityId?: string
}
