import { readFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { LEXICON_FOLDER } from '../words/word-texts'
import type { Classifier } from './classifier'
import { ClassifierFile, createClassifier } from './classifier'

/**
 * The trained voices as they lie in files: what a message is about, its mood, whether by itself it calls for a person, and danger
 * in words no rule knows.
 */
export const TrainedVoices = z.object({
  intent: ClassifierFile,
  sentiment: ClassifierFile,
  handoff: ClassifierFile,
  emergency: ClassifierFile,
})
export type TrainedVoices = z.infer<typeof TrainedVoices>

type Voice = keyof TrainedVoices

/** The trained voices, ready to be asked. */
export type Classifiers = Record<Voice, Classifier>

export const VOICES = Object.keys(TrainedVoices.shape) as Voice[]

/** What the voice of dangers calls everything that is no emergency. */
export const NO_EMERGENCY = 'none'

/** What the voice of handoffs calls a message that calls for a person. */
export const CALLS = 'person'

export function classifiersOf(voices: TrainedVoices): Classifiers {
  return Object.fromEntries(VOICES.map((voice) => [voice, createClassifier(voices[voice])])) as Classifiers
}

let shipped: Classifiers | undefined

/** The voices trained by `npm run eval -- train` and committed beside the words, read once. */
export function shippedClassifiers(): Classifiers {
  const read = (voice: Voice): unknown => JSON.parse(readFileSync(classifierPath(voice), 'utf8'))
  return (shipped ??= classifiersOf(
    TrainedVoices.parse(Object.fromEntries(VOICES.map((voice) => [voice, read(voice)]))),
  ))
}

export const classifierPath = (voice: Voice): string => path.join(LEXICON_FOLDER, `classifier-${voice}.json`)
