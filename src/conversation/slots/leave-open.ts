import type { DialogDefinition } from '../../dialogs/definition'
import { namesBuildings } from '../../records/community/house'
import type { Turn } from '../turn'
import { QUESTION } from './about-else'
import { mergeSlots } from './merge-slots'
import { missingSlots } from './missing-slots'
import { lacksOnlyBuilding } from './slot-values'
import type { State } from './state'

/** What need not be said is asked for twice, an address once more in other words. */
const PRESSED_AT_MOST = 2
const HOME_PRESSED_AT_MOST = 3
const LONGEST_PLACE = 30

/** What was pressed for enough is left open before the next question is put (B30). */
export function leaveOpen(turn: Turn, definition: DialogDefinition, state: State): void {
  leaveWhatWasPressed(definition, state)
  leaveHome(turn, definition, state)
}

/** What need not be said and was asked for twice is left open (B30). */
export function leaveWhatWasPressed({ slots }: DialogDefinition, state: State): void {
  const left = missingSlots(slots, state.values).filter(
    ({ name, skippable }) => skippable && (state.pressed?.[name] ?? 0) >= PRESSED_AT_MOST,
  )
  if (left.length > 0) state.values = mergeSlots(state.values, { skipped: left.map(({ name }) => name) })
}

/** Of what was just asked, the part that need not be said is passed over. False where there is none. */
export function skipAsked({ slots }: DialogDefinition, state: State): boolean {
  const skippable = slots.filter((slot) => state.asked.includes(slot.name) && slot.skippable)
  if (skippable.length === 0) return false
  state.values = mergeSlots(state.values, { skipped: skippable.map((slot) => slot.name) })
  return true
}

/**
 * An address that was asked for again and again is left to the colleague who calls (B30); what the owner calls the place goes along.
 * Where nothing else is known either, a person helps instead.
 */
function leaveHome(turn: Turn, { effect, slots }: DialogDefinition, state: State): void {
  if (effect !== 'open-repair') return
  const [home, ...others] = missingSlots(slots, state.values)
  if (home?.kind !== 'home' || (state.pressed?.[home.name] ?? 0) < HOME_PRESSED_AT_MOST) return
  const { appointment, phone } = state.values
  if (others.length > 0 || (appointment ?? phone) === undefined) return
  const words = turn.text.trim()
  const isPlace = state.values.spot === undefined && words.length > 1 && words.length <= LONGEST_PLACE
  state.values = mergeSlots(state.values, {
    skipped: [home.name],
    ...(isPlace && !QUESTION.test(words) && !state.values.home ? { spot: { place: words, scope: null } } : {}),
  })
  turn.advice = turn.phrases.say('patterns.homeLeft')
}

/** 「没有楼栋」, 「1单元1001就行」, said to the question, and a community that has none: unit and room are the whole address then. */
export async function leaveBuilding(turn: Turn, { slots }: DialogDefinition, state: State): Promise<void> {
  const [home] = missingSlots(slots, state.values)
  if (home?.kind !== 'home' || !lacksOnlyBuilding(state.values.home)) return
  const pressed = state.pressed?.[OF_UNIT] ?? 0
  const isInsisted =
    pressed > 0 && (NO_BUILDINGS.test(turn.text) || lacksOnlyBuilding(turn.services.reader.where(turn.text)))
  const isLeft = pressed >= PRESSED_AT_MOST - 1 && (state.pressed?.[`${OF_UNIT}Again`] ?? 0) > 0
  if (!isInsisted && !isLeft && (await namesBuildings(turn.db, turn.claimed.conversation.communityId))) return
  state.values = mergeSlots(state.values, { skipped: [home.name] })
}

const OF_UNIT = 'homeOfUnit'
const NO_BUILDINGS =
  /(?:没有?|不分|无)(?:楼|栋|幢|楼栋|楼号|栋号|几栋)|(?:就|只有?|总共|一共)(?:有)?(?:这)?一?(?:栋|幢)|no buildings?/iu
