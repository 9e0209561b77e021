import type { SlotDefinition } from '../../dialogs/definition'
import { isOutside } from '../slots/read-answer'
import type { Answer } from '../slots/read-answer'
import { mergeSlots } from '../slots/merge-slots'
import type { SlotValues } from '../slots/slot-values'

/** What our own parsers left empty is filled from where a model pointed; what they read stands. */
export function withHints(answer: Answer, slots: readonly SlotDefinition[], hints: SlotValues, zone: string): Answer {
  const has = (kind: SlotDefinition['kind']) => slots.some((slot) => slot.kind === kind)
  const { values } = answer
  // An hour at which nobody is sent is asked about, and a time our parsers found fault with stays at fault.
  const timeSlot = answer.problem === null ? slots.find((slot) => slot.kind === 'time') : undefined
  const fitsHours = timeSlot && hints.appointment && !isOutside(hints.appointment, timeSlot, zone)
  const fills: SlotValues = {
    ...(hints.home && has('home') && values.home === undefined ? { home: hints.home } : {}),
    ...(hints.spot && has('spot') && values.spot === undefined ? { spot: hints.spot } : {}),
    ...(fitsHours && values.appointment === undefined ? { appointment: hints.appointment } : {}),
    ...(hints.phone && has('phone') && values.phone === undefined ? { phone: hints.phone } : {}),
    ...(hints.name && has('name') && values.name === undefined ? { name: hints.name } : {}),
  }
  if (Object.keys(fills).length === 0) return answer
  // A place that was found answers the question that was asked, so what our parsers missed in it is no problem any more.
  return { ...answer, values: mergeSlots(fills, values), fits: true }
}
