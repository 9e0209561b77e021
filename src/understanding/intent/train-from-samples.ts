import { readdirSync } from 'node:fs'
import path from 'node:path'
import type { Lexicon } from '../lexicon'
import { surroundingsOf } from '../emergency/surroundings'
import { countMood } from '../mood/sentiment'
import { bareWords } from '../words/bare-words'
import { readText } from '../read-text'
import { EmergencySample, readJsonLines, Sample } from '../samples'
import { EMERGENCY_TYPES, INTENTS, SentimentLabel } from '../understanding'
import type { ClassifierFile } from './classifier'
import { createClassifier } from './classifier'
import type { Features } from './features'
import { emergencyFeaturesOf, featuresOf } from './features'
import { NO_EMERGENCY } from './shipped-classifiers'
import type { Example } from './train-classifier'
import { trainClassifier } from './train-classifier'

/** Emergencies are the rules' affair alone (design D6), so no voice is trained for them. */
export const TRAINED_INTENTS = INTENTS.filter((intent) => intent !== 'emergency')

export interface TrainedVoices {
  intent: ClassifierFile
  sentiment: ClassifierFile
  emergency: ClassifierFile
}

/** Trains the voices on the training files and cools them on dev.jsonl, so that a confidence of .8 is right eight times in ten. */
export function trainFromSamples(folder: string, lexicon: Lexicon, version: string): TrainedVoices {
  const train = trainingFilesOf(folder).flatMap((file) => readJsonLines(file, Sample))
  const dev = readJsonLines(path.join(folder, 'dev.jsonl'), Sample)
  const seen = new Map<Sample, Features>()
  const read = (sample: Sample): Features => {
    let features = seen.get(sample)
    if (!features) {
      const mood = countMood(readText(sample.text, lexicon), lexicon)
      seen.set(sample, (features = featuresOf(readText(bareWords(sample.text), lexicon), lexicon, mood)))
    }
    return features
  }
  const examples = (samples: readonly Sample[], label: (sample: Sample) => string): Example[] =>
    samples.map((sample) => ({ features: read(sample), label: label(sample) }))
  const noAlarm = (samples: readonly Sample[]): Sample[] => samples.filter((sample) => sample.intent !== 'emergency')
  const intent = trainClassifier(
    examples(noAlarm(train), (sample) => sample.intent),
    { labels: TRAINED_INTENTS, version, ...INTENT_TRAINING },
  )
  const sentiment = trainClassifier(
    examples(train, (sample) => sample.sentiment),
    { labels: SentimentLabel.options, version },
  )
  const dangers = readJsonLines(path.join(folder, 'emergency-dev.jsonl'), EmergencySample)
  const emergency = trainClassifier(
    // Twice: few, but written as owners write in fear, and beside each alarm what only looks like one.
    [...train.map((sample) => ({ text: sample.text, label: dangerOf(sample) })), ...twice(dangers.map(labelled))].map(
      ({ text, label }) => {
        const words = readText(text, lexicon)
        return { features: emergencyFeaturesOf(words, lexicon, surroundingsOf(words, lexicon)), label }
      },
    ),
    { labels: [NO_EMERGENCY, ...EMERGENCY_TYPES], version },
  )
  return {
    intent: {
      ...intent,
      temperature: cool(
        intent,
        examples(noAlarm(dev), (sample) => sample.intent),
      ),
    },
    sentiment: {
      ...sentiment,
      temperature: cool(
        sentiment,
        examples(dev, (sample) => sample.sentiment),
      ),
    },
    emergency,
  }
}

/** Found by cross-validation on the training files, as the pull against learning by heart matters more with more samples. */
const INTENT_TRAINING = { epochs: 30, decay: 8e-4 }

/** train.jsonl and every train-<topic>.jsonl beside it, in the order of their names: the order is part of the result. */
export function trainingFilesOf(folder: string): string[] {
  const topics = readdirSync(folder).filter((name) => /^train-.+\.jsonl$/.test(name))
  return ['train.jsonl', ...topics.sort()].map((name) => path.join(folder, name))
}

const labelled = ({ text, emergency }: EmergencySample) => ({ text, label: emergency ?? NO_EMERGENCY })

const twice = <T>(items: readonly T[]): T[] => [...items, ...items]

const dangerOf = (sample: Sample): string => (typeof sample.emergency === 'string' ? sample.emergency : NO_EMERGENCY)

/** The temperature under which the dev split is least surprising. */
function cool(file: ClassifierFile, examples: readonly Example[]): number {
  let best = { temperature: 1, surprise: Infinity }
  for (let temperature = 0.5; temperature <= 3; temperature = Math.round((temperature + 0.1) * 10) / 10) {
    const classifier = createClassifier({ ...file, temperature })
    let surprise = 0
    for (const { features, label } of examples) {
      surprise -= Math.log(Math.max(1e-6, classifier.predict(features)[file.labels.indexOf(label)] ?? 0))
    }
    if (surprise < best.surprise) best = { temperature, surprise }
  }
  return best.temperature
}
