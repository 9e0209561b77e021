import { readFileSync } from 'node:fs'
import path from 'node:path'
import { run as lookForLeaks } from '../../src/tools/eval/leakage'
import { formatVoice } from '../../src/tools/eval/train'
import { classifierPath, VOICES } from '../../src/understanding/intent/shipped-classifiers'
import { versionOf } from '../../src/understanding/intent/train-from-samples'
import { startTraining } from '../../src/understanding/live/start-training'
import { LEXICON_FOLDER, readWordTexts } from '../../src/understanding/words/word-texts'

/** `npm run eval -- train dialogs/understanding/samples/train.jsonl` after every change of words or samples. */
it('ships the voices that these words and samples train, to the byte', async () => {
  const texts = readWordTexts()

  // In a thread as in the product: inside jest's own world the same arithmetic takes ten times as long.
  const trained = await startTraining(texts, versionOf(texts), {
    file: path.resolve('src/understanding/live/training-thread.ts'),
    execArgv: ['-r', path.resolve('test/support/typescript.cjs')],
  }).voices

  for (const name of VOICES) {
    // Compared as a whole and told in a word: a diff of two megabytes helps nobody.
    const isSame = formatVoice(trained[name]) === readFileSync(classifierPath(name), 'utf8')
    expect({ name, isSame }).toEqual({ name, isSame: true })
  }
}, 600_000)

it('reports no score on a message that the voices learnt from, nor on one that nearly is', async () => {
  const { json } = await lookForLeaks({ file: path.join(LEXICON_FOLDER, 'samples') })

  expect(json).toMatchObject({ kind: 'leakage', same: 0, nearlySame: 0 })
})
