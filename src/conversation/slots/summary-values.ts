import type { DialogDefinition } from '../../dialogs/definition'
import { wordingIn } from '../../dialogs/phrases'
import type { Turn } from '../turn'
import { saidBack } from './matter'
import { scopeOf } from './missing-slots'
import { placeText } from './slot-values'
import type { SlotValues } from './slot-values'

/** What a dialog knows, as words for its summary; by slot name for facts and choices. */
export function summaryValues(turn: Turn, definition: DialogDefinition, values: SlotValues): Record<string, string> {
  const { phrases } = turn
  const photos = values.photos?.length ?? 0
  const own: Record<string, string> = { ...values.facts }
  for (const slot of definition.slots) {
    const chosen = slot.options?.find((option) => option.id === values.choices?.[slot.name])
    if (chosen) own[slot.name] = wordingIn(chosen.label, phrases.language)
  }
  return {
    ...own,
    matter: saidBack(values.matter ?? ''),
    place: placeText(values),
    appointment: appointmentText(turn, values),
    phone: values.phone ?? (values.skipped?.includes('phone') ? phrases.say('patterns.notGiven') : ''),
    name: values.name ?? '',
    photos: photos > 0 ? phrases.say('patterns.photoCount', { count: String(photos) }) : '',
  }
}

function appointmentText(turn: Turn, values: SlotValues): string {
  // To a public place somebody goes anyway; nobody need be at home.
  if (scopeOf(values) === 'public' && values.appointment?.from == null) return ''
  if (!values.appointment) return values.skipped?.includes('appointment') ? turn.phrases.say('patterns.anyTime') : ''
  if (values.appointment.from !== null) return values.appointment.text
  const atOnce = turn.phrases.say('patterns.atOnce')
  return values.appointment.text === atOnce ? atOnce : turn.phrases.say('patterns.anyTime')
}
