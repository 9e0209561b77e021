import type { Intent } from '../understanding/understanding'
import { isOnlyOutcry } from './core-of'
import { isDistress } from './distress'
import type { Turn } from './turn'

/** Somebody who is angry or must be helped by a person gets their matter on record, and no small talk or article first. */
const ACTS_BEFORE_HANDOFF: readonly Intent[] = ['human', 'cancel', 'progress', 'repair', 'complaint', 'rating']

/** Abuse alone is no matter, and grief wants few words (B19, B20): then only the person is called. */
export function hasMatter(turn: Turn): boolean {
  const { intent, handoff } = turn.understanding
  if (!ACTS_BEFORE_HANDOFF.includes(intent) || isDistress(turn.understanding)) return false
  // Said over what is being taken down it is no complaint of its own.
  if (turn.draft !== null && isOnlyOutcry(turn.text)) return false
  if (handoff.reason !== 'sentiment' || turn.draft?.matter !== undefined) return true
  if (intent !== 'repair' && intent !== 'complaint') return true
  const category = turn.services.reader.category(turn.text, intent)
  return category !== null && !category.startsWith('机器人体验')
}
