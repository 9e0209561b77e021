import type { Lexicon } from '../lexicon'
import type { ReadText } from '../read-text'
import { findPattern } from '../words/tagged-text'
import type { MoodPoints } from '../mood/sentiment'

/** What the trained classifier sees of a message: names with a strength. */
export type Features = Map<string, number>

/**
 * Characters and pairs of them say what the words are; the rules that fired and the classes of words present say what the
 * trade makes of them. The latter carry over to words no sample ever had.
 */
export function featuresOf(read: ReadText, lexicon: Lexicon, mood: MoodPoints): Features {
  const features: Features = new Map()
  const text = plain(read.tagged.text)
  const weight = 1 / Math.sqrt(Math.max(4, Math.min(text.length, 80)))
  for (let index = 0; index < text.length && index < 400; index += 1) {
    raise(features, `c:${text[index]}`, weight)
    raise(features, `b:${text.slice(index, index + 2)}`, weight)
  }
  for (const [intent, patterns] of lexicon.intents) {
    let score = 0
    for (const { pattern, weight: points } of patterns)
      if (findPattern(pattern, read.tagged).length > 0) score += points
    if (score > 0) features.set(`r:${intent}`, Math.min(score, 10) / 5)
  }
  for (const [name, slot] of lexicon.classes) if (read.tagged.hits[slot]) features.set(`k:${name}`, 0.5)
  features.set('m:positive', Math.min(mood.positive, 8) / 4)
  features.set('m:negative', Math.min(mood.negative, 10) / 5)
  features.set('m:angry', Math.min(mood.angry, 10) / 5)
  features.set(`l:${lengthClass(text.length)}`, 0.5)
  if (/[?]|吗|呢$/.test(read.tagged.text)) features.set('q:ask', 0.5)
  features.set('1', 1)
  return features
}

/** Digits say nothing about the matter beyond that there are some. */
const plain = (text: string): string => text.replace(/\d+/g, '0').replace(/\s+/g, ' ')

function raise(features: Features, name: string, by: number): void {
  features.set(name, (features.get(name) ?? 0) + by)
}

const lengthClass = (length: number): string =>
  length <= 2 ? '2' : length <= 5 ? '5' : length <= 12 ? '12' : length <= 40 ? '40' : 'long'
