import type { Intent, Understanding } from '../understanding/understanding'
import { commandOf } from './commands'
import type { Reader } from './reader'
import { clausesOf, isBareFacts } from './slots/clauses'

/**
 * What an owner means, as the talk needs it: the understanding, with the words we told the owner to use meaning what we said, and
 * with digits of a phone number never read as a threat.
 */
export function hear(
  reader: Reader,
  text: string,
  options: { history?: string[]; at: Date; timeZone: string },
): Understanding {
  const read = reader.understand(text, options)
  const command = read.emergency === null ? commandOf(text) : null
  const meant = command === null ? read : { ...read, intent: command, confidence: 0.99 }
  return withoutDigitThreats(isFactsOnly(reader, meant, text, options) ? { ...meant, intent: 'other' } : meant, text)
}

/** 「明天上午，138…」 answers something; it is no complaint and no repair, whatever so few words look like. */
function isFactsOnly(
  reader: Reader,
  read: Understanding,
  text: string,
  options: { at: Date; timeZone: string },
): boolean {
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
]

/** 12345 inside 13812345678 is part of a number, not the city's hotline. */
function withoutDigitThreats(read: Understanding, text: string): Understanding {
  const { handoff } = read
  if (!handoff.needed || handoff.evidence.length === 0) return read
  const isInNumber = (words: string) =>
    /^\d+$/.test(words) && !new RegExp(`(?<!\\d)${words}(?!\\d)`).test(text) && text.includes(words)
  if (!handoff.evidence.every(isInNumber)) return read
  return {
    ...read,
    handoff: { needed: false, reason: null, evidence: [] },
    signals: read.signals.filter((signal) => signal !== 'threat'),
    sentiment: read.sentiment.label === 'angry' ? { label: 'neutral', score: 0.5 } : read.sentiment,
  }
}
