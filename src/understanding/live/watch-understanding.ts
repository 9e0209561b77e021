import { classifiersOf, shippedClassifiers } from '../intent/shipped-classifiers'
import type { TrainedVoices } from '../intent/shipped-classifiers'
import { readTrainingSamples, versionOf } from '../intent/train-from-samples'
import { readWordTexts, stateOfWords } from '../words/word-texts'
import type { WordTexts } from '../words/word-texts'
import type { Training } from './start-training'
import { startTraining } from './start-training'
import { createSnapshot, snapshotOf } from './snapshot'
import type { Snapshot } from './snapshot'
import type { VoiceCache } from './voice-cache'

export interface LiveUnderstanding {
  /** The newest words and voices without a fault. A turn asks once and keeps what it got. */
  current(): Snapshot
  /** Looks for changes at once; what the timer does each second. */
  look(): void
  /** Resolves when no training is under way any more. */
  trained(): Promise<void>
  stop(): Promise<void>
}

export interface WatchOptions {
  folder?: string
  /** What a company changed in the console, by file name: a new map whenever something changed (design D15). */
  words?: () => WordTexts
  /** Voices of an earlier start, so that a restart does not train again. */
  cache?: VoiceCache
  train?: (texts: WordTexts, version: string) => Training
  onFault(fault: Error): void
  onChange?(what: 'words' | 'voices', version: string): void
  everyMs?: number
}

const EVERY_MS = 1000
const NOTHING: WordTexts = new Map()

/**
 * Keeps the understanding fresh without a restart. A change is checked whole; then the words hold from the next turn on, and where it
 * touches what the voices learn from they are trained anew in a thread and take their place when they are ready. What has a fault
 * is told once, with file and line, and leaves what runs as it is; so does a training that fails.
 */
export function watchUnderstanding(options: WatchOptions): LiveUnderstanding {
  const { folder, cache, onFault, onChange } = options
  const train = options.train ?? startTraining
  const overlay = options.words ?? (() => NOTHING)
  let over = overlay()
  let seen = stateOfWords(folder)
  let current = first()
  let training: { version: string; work: Training; done: Promise<void> } | null = null
  bringVoices(readWordTexts(folder, over))

  const look = () => {
    let texts: WordTexts
    try {
      const state = stateNow()
      const laid = overlay()
      if (state === seen && laid === over) return
      seen = state
      over = laid
      texts = readWordTexts(folder, over)
      // Samples are read too, though only the voices want them: a fault must be told now, not by a thread later.
      if (versionOf(texts) !== current.classifiers.intent.version) readTrainingSamples(texts)
      current = snapshotOf(texts, current.classifiers)
    } catch (error) {
      onFault(new Error(`${messageOf(error)}\n${STAYS}`, { cause: error }))
      return
    }
    onChange?.('words', current.version)
    bringVoices(texts)
  }
  const timer = setInterval(look, options.everyMs ?? EVERY_MS)
  timer.unref()
  return {
    current: () => current,
    look,
    async trained() {
      while (training) await training.done
    },
    async stop() {
      clearInterval(timer)
      const ending = training
      training = null
      await ending?.work.stop()
    },
  }

  /** An editor that saves by renaming leaves a moment without the file: that is no change yet. */
  function stateNow(): string {
    try {
      return stateOfWords(folder)
    } catch {
      return seen
    }
  }

  /** At the start a fault in what ships stops the start; one in what was laid over it does not. */
  function first(): Snapshot {
    try {
      return snapshotOf(readWordTexts(folder, over), shippedClassifiers())
    } catch (error) {
      if (over.size === 0) throw error
      onFault(new Error(`${messageOf(error)}\n${STAYS}`, { cause: error }))
      over = NOTHING
      return snapshotOf(readWordTexts(folder), shippedClassifiers())
    }
  }

  /** Trains where words or samples are others than those the running voices learnt from. The newest wish counts. */
  function bringVoices(texts: WordTexts): void {
    const version = versionOf(texts)
    if (training?.version === version) return
    void training?.work.stop()
    training = null
    if (version === current.classifiers.intent.version || !texts.has('samples/train.jsonl')) return
    const known = cache?.load(version)
    if (known) return take(known)
    const work = train(texts, version)
    const own = { version, work, done: Promise.resolve() }
    own.done = work.voices
      .then(
        (voices) => {
          // Another training has begun since, or all has been stopped: these voices are of no use any more.
          if (training !== own) return
          take(voices)
          cache?.save(version, voices)
        },
        (error: unknown) => {
          if (training !== own) return
          onFault(new Error(`the voices could not be trained: ${messageOf(error)}\n${STAYS}`, { cause: error }))
        },
      )
      .finally(() => {
        if (training === own) training = null
      })
    training = own
  }

  function take(voices: TrainedVoices): void {
    const [words = ''] = current.version.split('/')
    current = createSnapshot({ ...current, words, classifiers: classifiersOf(voices) })
    onChange?.('voices', current.version)
  }
}

const STAYS = 'What ran before goes on; mend the file and save it, and it is read again.'

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
