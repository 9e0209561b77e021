import type { DialogDefinition } from '../../dialogs/definition'
import { asksForWork } from '../commands'
import type { Turn } from '../turn'
import { QUESTION, withoutSwitch } from './about-else'
import { clausesOf } from './clauses'
import { matterIn, matterLine, matterOf } from './matter'
import { isWhereabouts } from './read-answer'
import type { SlotValues } from './slot-values'
import { startsOnly } from './starts-only'

const SHORTEST_ADDITION = 5
/** Perhaps where they live, in words we could not read. */
const ADDRESS_LIKE = /[栋幢号层室座期区]|单元|楼(?![上下道梯])|\d/u
/** 「不是我一家，3202也这样」 tells how far it goes, and no address. */
const HOW_FAR =
  /不(?:止|只|光|单|仅)?是?(?:只|就)?(?:有)?(?:我们?一?家|一家|一户|我们?这(?:一)?户)|\d{3,4}(?:室|家)?(?:那家)?(?:也|都)|(?:邻居|隔壁|对门|楼上|楼下|整[栋层幢]|全楼|其他家|别人家|大家)[^，,。]{0,6}(?:也|都)/u

/** The words that began the talk are the matter when they say anything beyond 「我要报修」. */
export function firstMatter(turn: Turn, definition: DialogDefinition, known: SlotValues): SlotValues {
  const { slots } = definition
  if (turn.facts.menuId !== null || !slots.some(({ kind }) => kind === 'text')) return {}
  const asksHome = slots.some(({ kind, required }) => kind === 'home' && required !== 'never')
  const said = withoutSwitch(definition.dialog, turn.text)
  const asksOnly = startsOnly(definition)
  const clauses = clausesOf(turn.services.reader, said, turn.at, turn.community.timeZone).filter(
    ({ text }) => !asksOnly(text),
  )
  const matter = asksHome || definition.starts ? matterIn(said, clauses) : matterOf(said)
  if (matter === null) return {}
  return { matter: known.matter !== undefined && known.matter !== matter ? `${known.matter}；${matter}` : matter }
}

/** 「卡是好的，别人的也刷不开」, 「电池换过了」: said over the summary or instead of an answer, it belongs to the matter. */
export function addedMatter(turn: Turn, { slots }: DialogDefinition): string | null {
  const { text, facts, understanding } = turn
  if (isWhereabouts(text)) return null
  if (!slots.some(({ kind }) => kind === 'text') || facts.menuId !== null) return null
  // 「不用来我家，查查水泵」 takes nothing back: it says what is to be done.
  const isSaidOfIt =
    ['repair', 'other', 'complaint', 'chitchat'].includes(understanding.intent) ||
    (understanding.intent === 'cancel' && asksForWork(text))
  if (!isSaidOfIt || QUESTION.test(text)) return null
  const clauses = clausesOf(turn.services.reader, text, turn.at, turn.community.timeZone)
  const more = matterIn(text, clauses)
  return more !== null && (more.match(/\p{Script=Han}/gu) ?? []).length >= SHORTEST_ADDITION ? more : null
}

/** What is said over the summary and changes none of its lines. */
export function moreWords(turn: Turn, { slots }: DialogDefinition): string | null {
  const { text, facts } = turn
  if (!slots.some(({ kind }) => kind === 'text') || facts.menuId !== null || QUESTION.test(text)) return null
  return (text.match(/\p{Script=Han}/gu) ?? []).length >= SHORTEST_ADDITION ? matterLine(text) : null
}

/** Words that look like an address we could not read. */
export function isAddressLike(text: string): boolean {
  return ADDRESS_LIKE.test(text) && !HOW_FAR.test(text)
}
