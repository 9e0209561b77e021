import path from 'node:path'
import { Worker } from 'node:worker_threads'
import { TrainedVoices } from '../intent/shipped-classifiers'
import type { WordTexts } from '../words/word-texts'

export interface Training {
  /** Fails when the thread does. */
  voices: Promise<TrainedVoices>
  stop(): Promise<void>
}

/** Training needs a tenth of it; what runs away must not take the process along. */
const MOST_MB = 1024

/** Trains in a thread of its own: a minute of arithmetic that no turn must wait for. */
export function startTraining(
  texts: WordTexts,
  version: string,
  thread: { file?: string; execArgv?: string[] } = {},
): Training {
  const { file = path.join(__dirname, 'training-thread.js'), execArgv = [] } = thread
  const worker = new Worker(file, {
    workerData: { texts: [...texts], version },
    resourceLimits: { maxOldGenerationSizeMb: MOST_MB },
    execArgv,
  })
  // A server that ends does not wait for it.
  worker.unref()
  const voices = new Promise<TrainedVoices>((resolve, reject) => {
    worker.once('message', (message) => {
      const read = TrainedVoices.safeParse(message)
      if (read.success) resolve(read.data)
      else reject(new Error(`the thread answered with something else: ${read.error.message}`))
    })
    worker.once('error', reject)
    worker.once('exit', (code) => reject(new Error(`the thread ended with code ${code} before it was done`)))
  })
  return {
    voices,
    async stop() {
      await worker.terminate()
      // Whoever stops it knows; nobody else is left to hear of it.
      await voices.catch(() => undefined)
    },
  }
}
