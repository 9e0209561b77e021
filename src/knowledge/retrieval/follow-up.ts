import { weighCharacters } from './filler-words'
import { normalizeText } from './normalize-text'

/** A stretch of words to search with, and how much of its weight counts. */
export interface Part {
  text: string
  share: number
  /** Only its frame counts (… 多少钱): its own subject gives way to a new one. */
  frameOnly?: boolean
}

/** Earlier words count less than the present ones, and not at all when the present ones stand alone. */
const EARLIER_SUBJECT = 0.7
const EARLIER_FRAME = 0.6
/** A new subject in 那…呢 is a word or two, not a sentence. */
const LONGEST_SUBJECT = 10
const POINTING = /这个|那个|这种|那种|这事|那事|它|上面说的|刚才/

/**
 * Owners leave out what was just said. 物业费多少钱 — 那车位呢: the frame stays, the subject is new. 门禁卡丢了怎么补 — 要带什么:
 * the subject stays. The present words come first, as a subject stands before its predicate.
 */
export function resolveFollowUp(question: string, history: readonly string[]): Part[] {
  const text = normalizeText(question)
  const own: Part = { text, share: 1 }
  const earlier = lastWithSubject(history)
  if (earlier === undefined) return [own]
  if (!hasSubject(text) || POINTING.test(text)) return subjectLength(text) > 4 ? [own] : [own, { text: earlier, share: EARLIER_SUBJECT }]
  if (/^(那么?|还有).{1,12}$|^.{1,11}呢$/.test(text) && subjectLength(text) <= LONGEST_SUBJECT && !asksItself(text))
    return [own, { text: earlier, share: EARLIER_FRAME, frameOnly: true }]
  return [own]
}

/** Words that are filler from end to end (多少钱, 在哪办) name nothing. */
function hasSubject(text: string): boolean {
  return subjectLength(text) > 0
}

function subjectLength(text: string): number {
  const weights = weighCharacters(text)
  return [...text].filter((character, at) => character !== ' ' && weights[at] === 1 && !BARE.includes(character)).length
}
/** Verbs and nouns that ask about whatever was talked about before: 要带什么材料, 怎么收费, 去哪交, 谁负责. */
const BARE = '带材料证件手续流程费用交收开关门时间电话地址申请准备负责免提前'

/** 那物业费怎么交 has a predicate of its own. */
function asksItself(text: string): boolean {
  return /怎么|如何|多少|几|哪|什么|谁|吗|能不能|可以/.test(text)
}

function lastWithSubject(history: readonly string[]): string | undefined {
  for (let at = history.length - 1; at >= Math.max(0, history.length - 3); at--) {
    const text = normalizeText(history[at] ?? '')
    if (hasSubject(text)) return text
  }
  return undefined
}
