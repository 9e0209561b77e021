import { parentPort, workerData } from 'node:worker_threads'
import { z } from 'zod'
import { readTrainingSamples, trainFromSamples } from '../intent/train-from-samples'
import { createLexicon } from '../lexicon'
import { readLexiconFiles } from '../words/read-lexicon-files'

/** The program of the thread that `startTraining` starts: words and samples in, voices out. */
const { texts, version } = z
  .object({ texts: z.array(z.tuple([z.string(), z.string()])), version: z.string() })
  .parse(workerData)
const words = new Map(texts)
parentPort?.postMessage(trainFromSamples(readTrainingSamples(words), createLexicon(readLexiconFiles(words)), version))
