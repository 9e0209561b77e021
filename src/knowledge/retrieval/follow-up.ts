import type { Concepts } from './concepts'
import { weighCharacters } from './filler-words'
import { normalizeText } from './normalize-text'
import { questionKinds } from './question-kind'

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
const LONGEST_POINTING = 4
/** 那车位呢, 猫可以吗: a subject and no predicate worth the name. */
const ONLY_A_SUBJECT = /^.{1,12}(?:呢|(?<!.{4})(?:可以|行|能|要|有)[吗么不])$/
const STARTS_AGAIN = /^(?:那么?|还有)/
/** 那物业费怎么交 has a predicate of its own. */
const ASKS_ITSELF = /怎么|如何|多少|几|哪|什么|谁|吗|能不能|可以/

/**
 * Owners leave out what was just said. 物业费多少钱 — 那车位呢: the frame stays, the subject is new. 门禁卡丢了怎么补 — 要带什么:
 * the subject stays. The present words come first, as a subject stands before its predicate.
 */
export function resolveFollowUp(question: string, history: readonly string[]): Part[] {
  const text = normalizeText(question)
  const own: Part = { text, share: 1 }
  const earlier = lastWithSubject(history)
  if (earlier === undefined) return [own]
  const length = subjectLength(text)
  const pointing = POINTING.test(text) && length <= LONGEST_POINTING
  // 好的谢谢 names nothing either, but asks nothing.
  if (pointing || (length === 0 && questionKinds(text) !== 0)) return [own, { text: earlier, share: EARLIER_SUBJECT }]
  if (length <= LONGEST_SUBJECT && (ONLY_A_SUBJECT.test(text) || (STARTS_AGAIN.test(text) && !ASKS_ITSELF.test(text))))
    return [own, { text: earlier, share: EARLIER_FRAME, frameOnly: true }]
  return [own]
}

/** Words that are filler from end to end (多少钱, 在哪办) name nothing: 0. */
function subjectLength(text: string): number {
  const weights = weighCharacters(text)
  const bare = new Set(
    [...text.matchAll(BARE)].flatMap(({ 0: word, index }) => word.split('').map((_, at) => index + at)),
  )
  return text.split('').filter((character, at) => character !== ' ' && weights[at] === 1 && !bare.has(at)).length
}
/**
 * Verbs and nouns that ask about whatever was talked about before: 要带什么材料, 怎么收费, 去哪交, 谁负责. Whole words: 电 of 电话 and 费 of
 * 费用 make no 电费 of two words that name nothing.
 */
const BARE = /材料|证件|手续|流程|费用|开门|关门|时间|电话|地址|申请|准备|负责|提前|[收交缴付]费|[好完带证交收开关免]/gu

function lastWithSubject(history: readonly string[]): string | undefined {
  for (let at = history.length - 1; at >= Math.max(0, history.length - 3); at--) {
    const text = normalizeText(history[at] ?? '')
    if (subjectLength(text) > 0) return text
  }
  return undefined
}

/**
 * What an earlier question was about, where this one does not say it: 物业费 of 物业费一平多少钱, before 那车位呢. Of a question that was asked on,
 * what its first part was about. Empty: it named nothing we know.
 */
export function subjectOf(earlier: string, question: string, concepts: Concepts): string {
  const own = new Set(concepts.find(normalizeText(question)).map(({ group }) => group))
  for (const part of earlier.split(/[，,。；;\n]/u)) {
    const words = thingsIn(normalizeText(part), concepts, own)
    if (words.length > 0) return words.join('')
  }
  return ''
}

function thingsIn(text: string, concepts: Concepts, own: ReadonlySet<number>): string[] {
  const words = new Map<number, string>()
  for (const { group, start, end } of concepts.find(text)) {
    const word = text.slice(start, end)
    if (!own.has(group) && !words.has(group) && questionKinds(word) === 0) words.set(group, word)
  }
  return [...words.values()].slice(0, MOST_THINGS)
}

const MOST_THINGS = 3
