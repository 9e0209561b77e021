import { summaryValues } from '../../conversation/slots/summary-values'
import type { SlotValues } from '../../conversation/slots/slot-values'
import type { Turn } from '../../conversation/turn'
import type { DialogDefinition } from '../../dialogs/definition'

/** An application in one line: what it is, what was told of it, when. */
export function summaryOf(turn: Turn, definition: DialogDefinition, values: SlotValues): string {
  const shown = summaryValues(turn, definition, values)
  const told = definition.slots
    .filter((slot) => slot.kind === 'fact' || slot.kind === 'choice')
    .map((slot) => shown[slot.name])
    .filter(Boolean)
  return [definition.title.zh, values.matter, ...told, values.appointment?.text]
    .filter(Boolean)
    .join('，')
    .slice(0, 200)
}
