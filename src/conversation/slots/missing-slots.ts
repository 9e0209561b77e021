import type { SlotDefinition } from '../../dialogs/definition'
import { isAnswered, isHomeKnown } from './slot-values'
import type { SlotValues } from './slot-values'

/** The slots that must still be asked for, in the file's order. A public fault never asks for a room (B57). */
export function missingSlots(slots: readonly SlotDefinition[], values: SlotValues): SlotDefinition[] {
  const scope = scopeOf(values)
  return slots.filter((slot) => {
    if (slot.required === 'never') return false
    if (slot.required === 'home' && scope !== 'home') return false
    if (slot.required === 'public' && scope !== 'public') return false
    if (values.skipped?.includes(slot.name) || isNeedless(slot, values)) return false
    return !isFilled(slot, values)
  })
}

/** What another answer has made needless: whom somebody visits is nothing we keep. */
function isNeedless({ unless }: SlotDefinition, values: SlotValues): boolean {
  return Object.entries(unless ?? {}).some(([name, answers]) =>
    answers.includes(values.skipped?.includes(name) ? 'skipped' : (values.choices?.[name] ?? '')),
  )
}

/** Home unless the place is known to be public: a room named makes it a home in any case. */
export function scopeOf(values: SlotValues): 'home' | 'public' {
  if (values.home?.room !== undefined) return 'home'
  return values.spot?.scope === 'public' ? 'public' : 'home'
}

/** Answered, and with all that somebody needs to find the place. */
function isFilled(slot: SlotDefinition, values: SlotValues): boolean {
  if (slot.kind === 'home') return isHomeKnown(values.home)
  // 「电梯坏了」 names a kind of place; somebody must still find it, so a building or a more exact spot is needed.
  if (slot.kind === 'spot')
    return values.home?.building !== undefined || (values.spot !== undefined && isExact(values.spot.place))
  return isAnswered(slot, values)
}

/** Places of which a community has only one or which carry their own number: no building is needed to find them. */
const EXACT =
  /(\d|[A-Za-z]\d|[东南西北正后侧]门|大门|.门口|广场|花园|会所|儿童|游乐|健身|泳池|垃圾|岗亭|快递柜|车库|车棚|地库|停车场|配电房|水泵房|凉亭|篮球)/

function isExact(place: string): boolean {
  // Every building has a ninth floor.
  return EXACT.test(place.replace(/\d+楼(?!栋)/u, ''))
}
