import path from 'node:path'
import type { Lexicon } from '../lexicon'
import { countMood } from '../mood/sentiment'
import { withoutCourtesy } from '../words/courtesy'
import { readText } from '../read-text'
import { readJsonLines, Sample } from '../samples'
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

/** Trains the voices on train.jsonl and cools them on dev.jsonl, so that a confidence of .8 is right eight times in ten. */
export function trainFromSamples(folder: string, lexicon: Lexicon, version: string): TrainedVoices {
  const train = readJsonLines(path.join(folder, 'train.jsonl'), Sample)
  const dev = readJsonLines(path.join(folder, 'dev.jsonl'), Sample)
  const seen = new Map<Sample, Features>()
  const read = (sample: Sample): Features => {
    let features = seen.get(sample)
    if (!features) {
      const mood = countMood(readText(sample.text, lexicon), lexicon)
      seen.set(sample, (features = featuresOf(readText(withoutCourtesy(sample.text), lexicon), lexicon, mood)))
    }
    return features
  }
  const examples = (samples: readonly Sample[], label: (sample: Sample) => string): Example[] =>
    samples.map((sample) => ({ features: read(sample), label: label(sample) }))
  const noAlarm = (samples: readonly Sample[]): Sample[] => samples.filter((sample) => sample.intent !== 'emergency')
  const intent = trainClassifier(
    examples(noAlarm(train), (sample) => sample.intent),
    { labels: TRAINED_INTENTS, version },
  )
  const sentiment = trainClassifier(
    examples(train, (sample) => sample.sentiment),
    { labels: SentimentLabel.options, version },
  )
  const emergency = trainClassifier(
    train.map((sample) => ({
      features: emergencyFeaturesOf(readText(sample.text, lexicon), lexicon),
      label: dangerOf(sample),
    })),
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
