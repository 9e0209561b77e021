import { readAnswer } from '../../conversation/slots/read-answer'
import type { SlotValues } from '../../conversation/slots/slot-values'
import type { Turn } from '../../conversation/turn'
import type { SlotDefinition } from '../../dialogs/definition'

const FACTS: readonly SlotDefinition[] = (['home', 'phone', 'name'] as const).map((kind) => ({
  name: kind,
  kind,
  required: 'never',
  skippable: false,
  together: false,
}))

/** Address, number and name as the words tell them, with no dialog that asks for them. */
export function saidFacts(turn: Turn): SlotValues {
  return readAnswer(turn, FACTS, { names: [] }).values
}
