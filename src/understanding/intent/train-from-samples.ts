import path from 'node:path'
import type { Lexicon } from '../lexicon'
import { countMood } from '../mood/sentiment'
import { readText } from '../read-text'
import { readJsonLines, Sample } from '../samples'
import { INTENTS, SentimentLabel } from '../understanding'
import type { ClassifierFile } from './classifier'
import { createClassifier } from './classifier'
import { featuresOf } from './features'
import type { Example } from './train-classifier'
import { trainClassifier } from './train-classifier'

/** Emergencies are the rules' affair alone (design D6), so no voice is trained for them. */
export const TRAINED_INTENTS = INTENTS.filter((intent) => intent !== 'emergency')

export interface TrainedPair {
  intent: ClassifierFile
  sentiment: ClassifierFile
}

/** Trains both voices on train.jsonl and cools them on dev.jsonl, so that a confidence of .8 is right eight times in ten. */
export function trainFromSamples(folder: string, lexicon: Lexicon, version: string): TrainedPair {
  const train = readJsonLines(path.join(folder, 'train.jsonl'), Sample)
  const dev = readJsonLines(path.join(folder, 'dev.jsonl'), Sample)
  const examples = (samples: readonly Sample[], label: (sample: Sample) => string): Example[] =>
    samples.map((sample) => {
      const read = readText(sample.text, lexicon)
      return { features: featuresOf(read, lexicon, countMood(read, lexicon)), label: label(sample) }
    })
  const noAlarm = (samples: readonly Sample[]): Sample[] => samples.filter((sample) => sample.intent !== 'emergency')
  const intent = trainClassifier(
    examples(noAlarm(train), (sample) => sample.intent),
    { labels: TRAINED_INTENTS, version },
  )
  const sentiment = trainClassifier(
    examples(train, (sample) => sample.sentiment),
    { labels: SentimentLabel.options, version },
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
  }
}

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
