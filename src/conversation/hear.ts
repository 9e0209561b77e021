import type { Intent, Understanding } from '../understanding/understanding'
import { asMeant } from './bitter-praise'
import { commandAmong, commandOf } from './commands'
import { excerptOf } from './excerpt'
import { isGuessedCall, isOnlyCourtesy, withFeeling } from './core-of'
import type { Reader } from './reader'
import { clausesOf, isBareFacts } from './slots/clauses'
import { isOnlyPlates } from './slots/plate'

/**
 * What an owner means, as the talk needs it: the understanding, with the words we told the owner to use meaning what we said, and
 * with digits of a phone number never read as a threat.
 */
export function hear(
  reader: Reader,
  said: string,
  options: { history?: string[]; at: Date; timeZone: string },
): Understanding {
  const read = reader.understand(said, options)
  const text = excerptOf(said)
  const command = read.emergency === null ? (commandOf(text) ?? commandAmong(text, read.intent === 'cancel')) : null
  const wish = command ?? (read.intent === 'cancel' && NO_ANSWER_WANTED.test(text) ? 'chitchat' : null)
  const meant = wish === null ? read : { ...read, intent: wish, confidence: 0.99, unsure: undefined }
  const isNone = isGuessedRecord(meant, text) || isFactsOnly(reader, meant, text, options)
  const sure = isNone ? { ...meant, intent: 'other' as const, unsure: undefined } : askedAbout(reader, meant, text)
  return withoutDigitThreats(reader, asMeant(asked(sure, command), text, reader), text, options)
}

/** 「投诉你们」 is the word we offered, however it is said: what happened is asked first, and nobody is called for the tone of it alone. */
function asked(heard: Understanding, command: Intent | null): Understanding {
  const isTone = heard.handoff.reason === 'sentiment' && heard.handoff.evidence.length === 0
  if (command !== 'complaint' || !isTone) return heard
  return { ...heard, handoff: { needed: false, reason: null, evidence: [] } }
}

/**
 * A complaint puts somebody to work and begins with an apology: what only sounds like one is asked about first (「就在门口等着呢」). Below
 * these, without a word that says so, more than half of what is kept back was something else.
 */
function askedAbout(reader: Reader, read: Understanding, text: string): Understanding {
  const { intent, confidence, unsure, handoff, emergency } = read
  if (intent !== 'complaint' || unsure !== undefined || handoff.needed || emergency !== null) return read
  const isNamed = reader.category(text, 'complaint') !== null
  if (confidence >= (isNamed ? GUESSED_TROUBLE : GUESSED_COMPLAINT) || COMPLAINS.test(text)) return read
  return { ...read, unsure: ['complaint', reader.category(text, 'repair') === null ? 'faq' : 'repair'] }
}

const GUESSED_TROUBLE = 0.6
const GUESSED_COMPLAINT = 0.7
const COMPLAINS = /投诉|投訴|举报|反映|不满|差评|complain/i

/** 「不用回复我」 spares us an answer; what was filed stays filed. */
const NO_ANSWER_WANTED = /^[^，,。]{0,6}(不用|不必|不需要)(再|特地|特意)?(回复|回我|回信|回电|告诉|通知|联系|打电话)/

/** The wish from the core, the feeling from the whole; nothing but courtesy is a greeting, however many words it takes. */
export function hearCore(
  reader: Reader,
  whole: string,
  core: string,
  options: { history?: string[]; at: Date; timeZone: string },
): Understanding {
  const heard = hear(reader, whole, options)
  if (core !== whole) return withFeeling(heard, hear(reader, core, options), whole)
  if (heard.emergency || !COURTESY_IS_NOT.includes(heard.intent) || !isOnlyCourtesy(whole)) return heard
  return { ...asGreeting(heard, whole), intent: 'greeting', unsure: undefined }
}

const COURTESY_IS_NOT: readonly Intent[] = ['complaint', 'repair', 'suggestion', 'faq', 'progress', 'human']

const asGreeting = (heard: Understanding, text: string): Understanding =>
  isGuessedCall(heard, text) ? { ...heard, handoff: { needed: false, reason: null, evidence: [] } } : heard

/** A praise or a suggestion is a record that somebody works on: none is filed of what is only guessed (「师傅叫啥」, 「能不能现在就管」). */
function isGuessedRecord({ intent, confidence, unsure }: Understanding, text: string): boolean {
  if (intent !== 'praise' && intent !== 'suggestion') return false
  // Two meanings are asked about, but for a person as one of them (skills/clarify).
  const isAskedAbout = unsure !== undefined && !unsure.includes('human')
  return confidence < GUESS[intent] && !isAskedAbout && !SAYS_SO.test(text)
}

/** Without a word that says so, below these, more than half (praise) of what is kept back was something else. */
const GUESS = { praise: 0.8, suggestion: 0.5 }
const SAYS_SO = /建议|提议|意见|希望|最好|应该|表扬|表揚|谢|謝|赞|讚|夸|锦旗|suggest|thank|praise/i

/** 「明天上午，138…」 answers something; it is no complaint and no repair, whatever so few words look like. */
function isFactsOnly(
  reader: Reader,
  read: Understanding,
  text: string,
  options: { at: Date; timeZone: string },
): boolean {
  if (isOnlyPlates(text)) return true
  if (read.intent === 'greeting') return reader.where(text).building !== undefined
  if (!GUESSED.includes(read.intent)) return false
  return isBareFacts(clausesOf(reader, reader.plain(text), options.at, options.timeZone))
}

const GUESSED: readonly Intent[] = [
  'complaint',
  'repair',
  'suggestion',
  'praise',
  'faq',
  'progress',
  'chitchat',
  'other',
  'cancel',
]

/**
 * 12345 inside 13812345678 or 粤B12345 is part of a number, not the city's hotline: mood and threat are then read from the words without it.
 */
function withoutDigitThreats(
  reader: Reader,
  read: Understanding,
  text: string,
  options: { history?: string[]; at: Date; timeZone: string },
): Understanding {
  const isInNumber = /[\dA-Za-z]12345|12345\d/.test(text) && !/(?<![\dA-Za-z])12345(?!\d)/.test(text)
  if (!isInNumber || !(read.signals.includes('threat') || read.handoff.needed)) return read
  const { sentiment, handoff, signals } = reader.understand(text.replace(/[\dA-Za-z]*12345\d*/g, '号码'), options)
  return { ...read, sentiment, handoff, signals }
}
