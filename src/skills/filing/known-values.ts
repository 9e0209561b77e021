import type { Turn } from '../../conversation/turn'
import type { SlotValues } from '../../conversation/slots/slot-values'
import { entranceOfTalk } from '../../records/community/entrance'
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

/**
 * The building whose QR code brought the owner, where no home is known: a hint that saves them a word, never a proof. The question
 * says it is one, and the summary shows it before anything is filed.
 */
export async function withEntrance(turn: Turn, values: SlotValues): Promise<SlotValues> {
  if (values.home !== undefined) return values
  const { conversation } = turn.claimed
  const entrance = await entranceOfTalk(turn.db, conversation)
  if (!entrance?.building || entrance.communityId !== conversation.communityId) return values
  return { ...values, home: { building: entrance.building }, scanned: entrance.building }
}
