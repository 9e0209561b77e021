import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { ClassifierFile } from '../../understanding/intent/classifier'
import { classifierPath, VOICES } from '../../understanding/intent/shipped-classifiers'
import { readTrainingSamples, trainFromSamples, versionOf } from '../../understanding/intent/train-from-samples'
import { loadLexicon } from '../../understanding/lexicon'
import { readWordTexts } from '../../understanding/words/word-texts'
import type { Evaluation, EvaluationArgs } from '../eval'

/**
 * `npm run eval -- train dialogs/understanding/samples/train.jsonl`: trains the voices anew on that file and every
 * train-<topic>.jsonl beside it, and writes them beside the words. The same words and samples give the same file to the
 * byte, so a committed one can be checked.
 */
export async function run({ file }: EvaluationArgs): Promise<Evaluation> {
  const folder = path.dirname(file)
  const texts = new Map([...readWordTexts()].filter(([name]) => !name.startsWith('samples/')))
  for (const name of readdirSync(folder).filter((each) => each.endsWith('.jsonl')))
    texts.set(`samples/${name}`, readFileSync(path.join(folder, name), 'utf8'))
  const trained = trainFromSamples(readTrainingSamples(texts), loadLexicon(), versionOf(texts))
  for (const voice of VOICES) writeFileSync(classifierPath(voice), formatVoice(trained[voice]))
  const sizes = Object.fromEntries(VOICES.map((voice) => [voice, Object.keys(trained[voice].weights).length]))
  return {
    table: `trained ${trained.intent.version}: ${JSON.stringify(sizes)} features`,
    json: { kind: 'train', version: trained.intent.version, ...sizes },
  }
}

/** One feature a line, so that a change can be read in a diff. */
export const formatVoice = (voice: ClassifierFile): string => `${JSON.stringify(voice, null, 2)}\n`
