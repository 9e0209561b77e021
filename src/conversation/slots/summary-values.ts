import type { DialogDefinition } from '../../dialogs/definition'
import { wordingIn } from '../../dialogs/phrases'
import type { Turn } from '../turn'
import { saidBack } from './matter'
import type { OtherFault } from './faults-apart'
import { scopeOf } from './missing-slots'
import { valuesOfOther } from './values-of-other'
import { placeText } from './slot-values'
import type { SlotValues } from './slot-values'
import { unhedged } from './unhedged'

/** What a dialog knows, as words for its summary; by slot name for facts and choices. */
export function summaryValues(turn: Turn, definition: DialogDefinition, values: SlotValues): Record<string, string> {
  const { phrases } = turn
  const photos = values.photos?.length ?? 0
  const own: Record<string, string> = {}
  for (const [name, words] of Object.entries(values.facts ?? {})) own[name] = unhedged(words)
  for (const slot of definition.slots) {
    const chosen = slot.options?.find((option) => option.id === values.choices?.[slot.name])
    if (chosen) own[slot.name] = wordingIn(chosen.label, phrases.language)
  }
  return {
    ...own,
    matter: saidBack(values.matter ?? ''),
    place: unhedged(placeText(values)),
    appointment: appointmentText(turn, values),
    phone: values.phone ?? (values.skipped?.includes('phone') ? phrases.say('patterns.notGiven') : ''),
    name: values.name ?? '',
    photos: photos > 0 ? phrases.say('patterns.photoCount', { count: String(photos) }) : '',
  }
}

/** What is filed beside it. */
export function othersText(values: SlotValues): string {
  return (values.others ?? []).map((other) => otherText(values, other)).join('；')
}

/** 「一楼大厅的门也关不上（3栋2单元 一楼大厅）」 */
function otherText(values: SlotValues, other: OtherFault): string {
  const place = placeText(valuesOfOther(values, other))
  return place === '' ? saidBack(other.matter) : `${saidBack(other.matter)}（${place}）`
}

function appointmentText(turn: Turn, values: SlotValues): string {
  // To a public place somebody goes anyway; nobody need be at home.
  if (scopeOf(values) === 'public' && values.appointment?.from == null) return ''
  if (!values.appointment)
    return values.skipped?.includes('appointment') ? turn.phrases.say('patterns.visitToAgree') : ''
  if (values.appointment.from !== null) return values.appointment.text
  const atOnce = turn.phrases.say('patterns.atOnce')
  if (values.appointment.text === atOnce) return atOnce
  return /^除|except/u.test(values.appointment.text) ? values.appointment.text : turn.phrases.say('patterns.anyTime')
}
