import { mergeSlots } from './merge-slots'
import type { SlotValues } from './slot-values'

/**
 * What was told in an earlier talk, beside what is said now. A home known from before is where somebody lives, not where today's
 * fault is: a public place has no room, and another building is another address, not half of the old one.
 */
export function withKnown(known: SlotValues, said: SlotValues): SlotValues {
  const isElsewhere =
    (said.spot?.scope === 'public' && said.home?.room === undefined) ||
    (said.home?.building !== undefined &&
      known.home?.building !== undefined &&
      said.home.building !== known.home.building)
  const { home: _home, ...rest } = known
  return mergeSlots(isElsewhere ? rest : known, said)
}
