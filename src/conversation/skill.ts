import type { DialogDefinition } from '../dialogs/definition'
import type { SlotValues } from './slots/slot-values'
import type { Turn } from './turn'
import type { Intent } from '../understanding/understanding'

/**
 * What the engine knows of a skill. A new one is a folder in `skills/`, a line in `app.ts` and, mostly, a file in `dialogs/`; the
 * engine does not know any by name.
 */
export interface Skill {
  readonly name: string
  /** The intents it takes when no guided talk is open (and those by which it interrupts one). */
  readonly intents: readonly Intent[]
  /** Whether its intents may interrupt an open guided talk, to come back to it afterwards. */
  readonly interrupts?: boolean
  /** Words that are this skill's business whatever intent they were given: 「没修好」 of a case that was reported as done. */
  claims?(turn: Turn): Promise<boolean>
  take(turn: Turn): Promise<void>
  /**
   * Asked before anything else, in the order of `app.ts`: true when this skill has taken the whole turn (an emergency, a talk that a
   * person serves, a photo alone).
   */
  first?(turn: Turn): Promise<boolean>
  /** Menu ids `<name>_…` come here, the name cut off. Ids may be old: check against the present state. */
  tapped?(turn: Turn, rest: string): Promise<void>
  /** What happens when a dialog with this effect has all it needs. */
  readonly effects?: Record<string, DialogEffect>
}

export type DialogEffect = (turn: Turn, values: SlotValues, definition: DialogDefinition) => Promise<void>
