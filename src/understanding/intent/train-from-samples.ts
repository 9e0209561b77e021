import { createHash } from 'node:crypto'
import type { z } from 'zod'
import type { Lexicon } from '../lexicon'
import { surroundingsOf } from '../emergency/surroundings'
import { countMood } from '../mood/sentiment'
import { bareWords } from '../words/bare-words'
import { readText } from '../read-text'
import type { WordTexts } from '../words/word-texts'
import { EmergencySample, parseJsonLines, Sample } from '../samples'
import { EMERGENCY_TYPES, INTENTS, SentimentLabel } from '../understanding'
import type { ClassifierFile } from './classifier'
import { createClassifier } from './classifier'
import type { Features } from './features'
import { emergencyFeaturesOf, featuresOf } from './features'
import type { TrainedVoices } from './shipped-classifiers'
import { CALLS, NO_EMERGENCY } from './shipped-classifiers'
import type { Example } from './train-classifier'
import { trainClassifier } from './train-classifier'

/** Emergencies are the rules' affair alone (design D6), so no voice is trained for them. */
export const TRAINED_INTENTS = INTENTS.filter((intent) => intent !== 'emergency')

/** What the voices learn from, read and checked. A fault names file and line. */
export interface TrainingSamples {
  train: readonly Sample[]
  dev: readonly Sample[]
  dangers: readonly EmergencySample[]
}

export function readTrainingSamples(texts: WordTexts): TrainingSamples {
  const read = <T>(name: string, schema: z.ZodType<T>): T[] => parseJsonLines(texts.get(name) ?? '', name, schema)
  return {
    train: trainingFilesIn(texts).flatMap((name) => read(name, Sample)),
    dev: read(DEV, Sample),
    dangers: DANGERS.flatMap((name) => read(name, EmergencySample)),
  }
}

/** Trains the voices on the training files and cools them on dev.jsonl, so that a confidence of .8 is right eight times in ten. */
export function trainFromSamples(samples: TrainingSamples, lexicon: Lexicon, version: string): TrainedVoices {
  const { train, dev, dangers } = samples
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
  const handoff = trainClassifier(
    examples(noAlarm(train), (sample) => (sample.handoff ? CALLS : 'nobody')),
    { labels: ['nobody', CALLS], version },
  )
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
    handoff,
    emergency,
  }
}

/** Found by cross-validation on the training files, as the pull against learning by heart matters more with more samples. */
const INTENT_TRAINING = { epochs: 30, decay: 8e-4 }

const TRAIN = 'samples/train.jsonl'
const DEV = 'samples/dev.jsonl'
const DANGERS = ['samples/emergency-dev.jsonl', 'samples/emergency-train.jsonl']

/** train.jsonl and every train-<topic>.jsonl beside it, in the order of their names: the order is part of the result. */
function trainingFilesIn(texts: WordTexts): string[] {
  return [TRAIN, ...[...texts.keys()].filter((name) => /^samples\/train-.+\.jsonl$/.test(name)).sort()]
}

/** Changed with the code that trains, so that voices kept from before are not taken for these. */
const WAY_OF_TRAINING = 'averaged'

/** Names what the voices are made from: the words that are features, and the samples; not the day. */
export function versionOf(texts: WordTexts): string {
  const hash = createHash('sha256').update(WAY_OF_TRAINING)
  const words = ['normalise', 'words', 'intents', 'mood', 'emergency'].map((name) => `${name}.yml`)
  for (const name of [...words, ...trainingFilesIn(texts), DEV, ...DANGERS]) hash.update(texts.get(name) ?? '')
  return hash.digest('hex').slice(0, 12)
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
