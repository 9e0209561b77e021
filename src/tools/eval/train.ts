import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { ClassifierFile } from '../../understanding/intent/classifier'
import { trainFromSamples, trainingFilesOf } from '../../understanding/intent/train-from-samples'
import { loadLexicon } from '../../understanding/lexicon'
import { LEXICON_FOLDER } from '../../understanding/words/read-lexicon-files'
import type { Evaluation, EvaluationArgs } from '../eval'

/**
 * `npm run eval -- train dialogs/understanding/samples/train.jsonl`: trains the voices anew on that file and every
 * train-<topic>.jsonl beside it, and writes them beside the words. The same words and samples give the same file to the
 * byte, so a committed one can be checked.
 */
export async function run({ file }: EvaluationArgs): Promise<Evaluation> {
  const folder = path.dirname(file)
  const lexicon = loadLexicon()
  const trained = trainFromSamples(folder, lexicon, versionOf(folder))
  for (const [name, classifier] of Object.entries(trained)) {
    writeFileSync(path.join(LEXICON_FOLDER, `classifier-${name}.json`), format(classifier as ClassifierFile))
  }
  const sizes = Object.fromEntries(
    Object.entries(trained).map(([name, classifier]) => [
      name,
      Object.keys((classifier as ClassifierFile).weights).length,
    ]),
  )
  return {
    table: `trained ${trained.intent.version}: ${JSON.stringify(sizes)} features`,
    json: { kind: 'train', version: trained.intent.version, ...sizes },
  }
}

/** Names what the weights were made from: the words and the samples, not the day. */
function versionOf(folder: string): string {
  const hash = createHash('sha256')
  const names = ['normalise', 'words', 'intents', 'mood', 'emergency'].map((name) =>
    path.join(LEXICON_FOLDER, `${name}.yml`),
  )
  for (const name of [
    ...names,
    ...trainingFilesOf(folder),
    path.join(folder, 'dev.jsonl'),
    path.join(folder, 'emergency-dev.jsonl'),
  ])
    hash.update(readFileSync(name))
  return hash.digest('hex').slice(0, 12)
}

/** One feature a line, so that a change can be read in a diff. */
const format = (classifier: ClassifierFile): string => `${JSON.stringify(classifier, null, 2)}\n`
