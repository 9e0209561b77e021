import { readFileSync } from 'node:fs'
import path from 'node:path'
import { LEXICON_FOLDER } from '../words/read-lexicon-files'
import type { Classifier } from './classifier'
import { ClassifierFile, createClassifier } from './classifier'

/** The three trained voices: what a message is about, its mood, and danger in words no rule knows. */
export interface Classifiers {
  intent: Classifier
  sentiment: Classifier
  emergency: Classifier
}

/** What the third voice calls everything that is no emergency. */
export const NO_EMERGENCY = 'none'

let shipped: Classifiers | undefined

/** The voices trained by `npm run eval -- train` and committed beside the words, read once. */
export function shippedClassifiers(): Classifiers {
  return (shipped ??= { intent: read('intent'), sentiment: read('sentiment'), emergency: read('emergency') })
}

function read(name: keyof Classifiers): Classifier {
  const file = path.join(LEXICON_FOLDER, `classifier-${name}.json`)
  return createClassifier(ClassifierFile.parse(JSON.parse(readFileSync(file, 'utf8'))))
}
