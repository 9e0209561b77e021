import type { DialogDefinition } from '../../dialogs/definition'
import { findPlace } from '../../understanding/slots/find-place'
import type { Turn } from '../turn'
import { mergeSlots } from './merge-slots'
import type { Answer } from './read-answer'
import type { SlotValues } from './slot-values'
import type { State } from './state'
import { withoutFact } from './wrong-fact'

/** What an answer changes in the draft: it grows, is put right, or loses what does not suit. */
export function takeIn(turn: Turn, definition: DialogDefinition, state: State, answer: Answer): void {
  // What does not suit is not kept either.
  if (answer.problem === 'time-refused') state.values = withoutFact(state.values, 'appointment')
  const said = { ...withMatter(definition, state, answer), ...urgentOf(turn, answer) }
  state.values = mergeSlots(state.values, {
    ...said,
    ...(answer.declined.length > 0 ? { skipped: answer.declined } : {}),
  })
}

/** Of what was told, the address, number and time that were asked for. */
export function answersIn(
  { slots }: DialogDefinition,
  { home, phone, appointment }: SlotValues,
  asked: readonly string[],
): SlotValues {
  const kinds = slots.filter(({ name }) => asked.includes(name)).map(({ kind }) => kind)
  return {
    ...(home && kinds.includes('home') ? { home } : {}),
    ...(phone && kinds.includes('phone') ? { phone } : {}),
    ...(appointment && kinds.includes('time') ? { appointment } : {}),
  }
}

/** The matter grows by what is added, and a corrected place is corrected in it too. */
function withMatter(
  definition: DialogDefinition,
  state: State,
  { values: said, replacesMatter, wrong }: Answer,
): SlotValues {
  const known = state.values
  // 「是楼道的灯」: the home is where its owner lives, not where the fault is.
  const isOutside = said.spot?.scope === 'public' && said.matter === undefined && said.home?.room === undefined
  if (isOutside && known.home?.room !== undefined && known.spot?.scope !== 'home')
    state.values = withoutFact(state.values, 'room')
  if (said.matter !== undefined && (replacesMatter || known.matter === undefined)) return said
  const matter = withPlace(known, said, wrong)
  if (said.matter === undefined) return { ...said, ...(matter === undefined ? {} : { matter }) }
  const wasAsked = state.asked.some((name) => definition.slots.find((slot) => slot.name === name)?.kind === 'text')
  if (wasAsked) return said
  // A second fault in another corner does not move the first one.
  const { spot, ...rest } = said
  const isAtHome = known.spot !== undefined || (known.home?.room !== undefined && spot?.scope === 'public')
  return { ...(isAtHome ? rest : said), matter: `${known.matter}；${said.matter}` }
}

/** The known matter with the place in it put right. */
function withPlace({ matter, spot: before }: SlotValues, said: SlotValues, wrong: string | null): string | undefined {
  const { spot } = said
  if (matter === undefined || spot === undefined) return matter
  if (wrong !== null && matter.includes(wrong)) return matter.replace(wrong, spot.place)
  const isMoved =
    before !== undefined &&
    said.matter === undefined &&
    !spot.place.includes(before.place) &&
    !isThing(before.place, matter)
  return isMoved ? matter.replace(before.place, spot.place) : matter
}

/** 「喷泉坏了」, 「路灯不亮」: what is broken stays so wherever it stands; a kitchen that leaks is a place. */
const isThing = (place: string, matter: string): boolean =>
  findPlace(place) === null || (THINGS.test(place) && matter.includes(place) && !matter.includes(`${place}的`))

const THINGS = /^(?:喷泉|凉亭|乒乓球台|快递柜|垃圾桶|花坛|窗台|电梯|单元门|入户门|驿站|岗亭|健身区)$/u

/** 「加急」, the word we offered, takes away the question when. */
function urgentOf(turn: Turn, answer: Answer): SlotValues {
  if (!answer.urgent) return {}
  return { urgent: true, appointment: { from: null, to: null, text: turn.phrases.say('patterns.atOnce') } }
}
