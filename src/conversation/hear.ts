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
  return withoutDigitThreats(
    reader,
    isFactsOnly(reader, meant, text, options) ? { ...meant, intent: 'other' } : meant,
    text,
    options,
  )
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

/**
 * 12345 inside 13812345678 is part of a number, not the city's hotline: mood and threat are then read from the words without it.
 */
function withoutDigitThreats(
  reader: Reader,
  read: Understanding,
  text: string,
  options: { history?: string[]; at: Date; timeZone: string },
): Understanding {
  const isInNumber = /\d12345|12345\d/.test(text) && !/(?<!\d)12345(?!\d)/.test(text)
  if (!isInNumber || !(read.signals.includes('threat') || read.handoff.needed)) return read
  const { sentiment, handoff, signals } = reader.understand(text.replace(/\d*12345\d*/g, '号码'), options)
  return { ...read, sentiment, handoff, signals }
}
