import type { Turn } from '../../conversation/turn'
import type { SlotValues } from '../../conversation/slots/slot-values'
import { knownOfOwner } from '../../records/person/known-of-owner'

/** Nothing is asked twice: phone, name and home told before are taken over and can be corrected in the summary (B30). */
export async function knownValues(turn: Turn): Promise<SlotValues> {
  const known = await knownOfOwner(turn.db, turn.claimed.conversation.personId)
  return {
    ...(known.phone ? { phone: known.phone } : {}),
    ...(known.name ? { name: known.name } : {}),
    ...(known.home ? { home: known.home } : {}),
  }
}
