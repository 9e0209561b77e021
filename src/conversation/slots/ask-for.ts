import type { DialogDefinition, SlotDefinition } from '../../dialogs/definition'
import { wordingIn } from '../../dialogs/phrases'
import type { Turn } from '../turn'
import type { Answer } from './read-answer'
import { homeText, isHomeKnown, lacksOnlyBuilding } from './slot-values'
import type { SlotValues } from './slot-values'
import { visitHours } from './visit-hours'

/** Why it is asked. */
export interface Asking {
  /** The last question got no answer: worded differently, one thing at a time. */
  again?: boolean
  /** After something else was dealt with. */
  back?: boolean
  problem?: Answer['problem']
  /** All that came was a picture. */
  photosOnly?: boolean
  /** A time or a number that was told in this message. */
  kept?: string
}

interface Standing {
  values: SlotValues
  missing: SlotDefinition[]
  askedBefore: string[]
}

export interface Question {
  text: string
  /** The slots it asks for. */
  names: string[]
  /** Which part of an address, so that it is worded differently the next time. */
  part?: string
}

/** At most this many questions in one message (C5); more reads like a form. */
const QUESTIONS_AT_ONCE = 3

/** The next question of a dialog: what is missing, together where it belongs together, briefer where it was asked before. */
export function askFor(turn: Turn, definition: DialogDefinition, standing: Standing, how: Asking): Question {
  const { phrases } = turn
  if (how.problem) return askAboutProblem(turn, definition, how.problem)
  const slots = together(standing.missing)
  const [first] = slots
  const head = headOf(turn, definition, how)
  if (first?.kind === 'home' && standing.values.home && !isHomeKnown(standing.values.home))
    return restOfHome(
      turn,
      standing,
      how.kept ? `${head}${phrases.say('patterns.kept', { items: how.kept })}\n` : head,
      first.name,
    )
  // Other things were answered meanwhile: the same sentence again would sound as if they had not been heard (B30).
  if (how.again || (slots.length === 1 && first?.short === undefined && standing.askedBefore.includes(first!.name))) {
    const question = wordingIn(first!.reask ?? first!.ask!, phrases.language)
    return { text: head + question, names: [first!.name] }
  }
  const isKnownQuestion = slots.every((slot) => slot.short && standing.askedBefore.includes(slot.name))
  if (isKnownQuestion) {
    const items = listOf(
      slots.map((slot) => wordingIn(slot.short!, phrases.language)),
      phrases,
    )
    return { text: head + phrases.say('patterns.stillMissing', { items }), names: slots.map(({ name }) => name) }
  }
  const wording = (slot: SlotDefinition) => (standing.askedBefore.includes(slot.name) ? slot.reask : null) ?? slot.ask!
  const questions = slots.map((slot) => wordingIn(wording(slot), phrases.language))
  const text =
    questions.length === 1
      ? questions[0]!
      : [phrases.say('patterns.several'), ...questions.map((question, index) => `${index + 1}. ${question}`)].join('\n')
  return { text: head + text, names: slots.map(({ name }) => name) }
}

/** 「A、B和C」 */
function listOf(items: readonly string[], phrases: Turn['phrases']): string {
  const [comma, and] =
    phrases.language === 'zh' ? ['、', phrases.say('patterns.and')] : [', ', ` ${phrases.say('patterns.and')} `]
  return [items.slice(0, -1).join(comma), ...items.slice(-1)].filter(Boolean).join(and)
}

function headOf(turn: Turn, definition: DialogDefinition, how: Asking): string {
  const { phrases } = turn
  const lines: string[] = []
  // What is said first leads back already: 「上次的报修还没填完」.
  if (how.back && turn.advice === null)
    lines.push(phrases.say('patterns.backTo', { title: wordingIn(definition.title, phrases.language) }))
  if (how.photosOnly) lines.push(phrases.say('patterns.photoKept'))
  if (turn.advice !== null) lines.push(turn.advice)
  turn.advice = null
  return lines.map((line) => `${line}\n`).join('')
}

function askAboutProblem(
  turn: Turn,
  definition: DialogDefinition,
  problem: NonNullable<Answer['problem']>,
): { text: string; names: string[] } {
  const kind = problem === 'phone-short' ? 'phone' : 'time'
  const slot = definition.slots.find((candidate) => candidate.kind === kind)!
  return {
    text: turn.phrases.say(`patterns.${PROBLEM[problem]}`, visitHours(slot)),
    names: [slot.name],
  }
}

const PROBLEM = {
  'phone-short': 'phoneShort',
  'time-past': 'timePast',
  'time-outside': 'timeOutside',
  'time-refused': 'timeRefused',
} as const

/** 「5栋」 has been said: only the rest is asked. */
/** What the address lacks; the same question twice would sound as if nothing had been heard (B30). */
function restOfHome(turn: Turn, { values, askedBefore }: Standing, head: string, name: string): Question {
  const { home } = values
  // Only where they scanned is known: said once as the guess it is.
  const isGuess = values.scanned !== undefined && home?.building === values.scanned && !home.unit && !home.room
  if (isGuess && !askedBefore.includes('homeGuessed'))
    return {
      text: head + turn.phrases.say('patterns.homeGuessed', { known: homeText(home) }),
      names: [name],
      part: 'homeGuessed',
    }
  const lacks =
    home?.building === undefined && home?.unit === undefined
      ? 'homeBuilding'
      : lacksOnlyBuilding(home)
        ? 'homeOfUnit'
        : home?.unit === undefined
          ? 'homeUnit'
          : 'homeRoom'
  const wording = `patterns.${lacks}${askedBefore.includes(lacks) ? 'Again' : ''}`
  return { text: head + turn.phrases.say(wording, { known: homeText(home) }), names: [name], part: lacks }
}

function together(missing: readonly SlotDefinition[]): SlotDefinition[] {
  const [first, ...rest] = missing
  if (!first) return []
  const others = rest.findIndex((slot) => !slot.together)
  return [first, ...rest.slice(0, others < 0 ? rest.length : others)].slice(0, QUESTIONS_AT_ONCE)
}
