import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { startTraining } from '../../../src/understanding/live/start-training'
import type { Training } from '../../../src/understanding/live/start-training'
import { createVoiceCache } from '../../../src/understanding/live/voice-cache'
import { watchUnderstanding } from '../../../src/understanding/live/watch-understanding'
import type { LiveUnderstanding, WatchOptions } from '../../../src/understanding/live/watch-understanding'
import type { TrainedVoices } from '../../../src/understanding/intent/shipped-classifiers'
import { LEXICON_FOLDER } from '../../../src/understanding/words/word-texts'
import type { WordTexts } from '../../../src/understanding/words/word-texts'

const THREAD = {
  file: path.resolve('src/understanding/live/training-thread.ts'),
  execArgv: ['-r', path.resolve('test/support/typescript.cjs')],
}

let folder: string
let live: LiveUnderstanding | undefined
let faults: string[]
let changes: string[]
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'words-'))
  cpSync(LEXICON_FOLDER, folder, { recursive: true, filter: (file) => !file.includes(`${path.sep}samples`) })
  mkdirSync(path.join(folder, 'samples'))
  // Every tenth line: enough to tell a leak from a greeting, and trained in a second.
  for (const name of ['train', 'dev', 'emergency-dev']) {
    const lines = readFileSync(path.join(LEXICON_FOLDER, 'samples', `${name}.jsonl`), 'utf8').split('\n')
    writeFileSync(path.join(folder, 'samples', `${name}.jsonl`), lines.filter((_, at) => at % 10 === 0).join('\n'))
  }
  faults = []
  changes = []
})
afterEach(async () => {
  await live?.stop()
  live = undefined
  rmSync(folder, { recursive: true })
})

/** A thread that never answers, for tests that are about the words alone. */
const idle = (): Training => ({ voices: new Promise(() => undefined), stop: () => Promise.resolve() })

function watch(options: Partial<WatchOptions> = {}): LiveUnderstanding {
  live = watchUnderstanding({
    folder,
    train: idle,
    onFault: (fault) => faults.push(fault.message),
    onChange: (what) => changes.push(what),
    everyMs: 3_600_000,
    ...options,
  })
  return live
}

let edits = 0
/** Saves a file as an editor does; the time is set apart, since two edits of a test may fall into one tick of the disk. */
function edit(name: string, change: (text: string) => string): void {
  const file = path.join(folder, name)
  writeFileSync(file, change(readFileSync(file, 'utf8')))
  const at = 1_800_000_000 + (edits += 1)
  utimesSync(file, at, at)
  live!.look()
}

const intentOf = (text: string) => live!.current().understander.understand(text).intent
const addWord = (text: string) => text.replace(/^spellings:$/m, 'spellings:\n  蛤蟆精: 煤气泄漏')

describe('a change of words', () => {
  it('holds from the next turn on, and a turn under way ends with the words it began with', () => {
    watch()
    const turn = live!.current()
    expect(turn.understander.understand('我家蛤蟆精了').emergency).toBeNull()

    edit('normalise.yml', addWord)

    expect(live!.current().understander.understand('我家蛤蟆精了').emergency?.type).toBe('gas')
    expect(turn.understander.understand('我家蛤蟆精了').emergency).toBeNull()
    expect(Object.isFrozen(turn)).toBe(true)
    expect(live!.current().version).not.toBe(turn.version)
    expect(changes).toEqual(['words'])
  })

  it('names words and voices in every result', () => {
    watch()

    const { version } = live!.current().understander.understand('你好')

    expect(version).toBe(live!.current().version)
    expect(version).toMatch(/^[0-9a-f]{8}\/[0-9a-f]{12}$/)
  })

  it('takes what the console laid over the files, and gives the file back when that is withdrawn', () => {
    let laid: WordTexts = new Map()
    watch({ words: () => laid })

    laid = new Map([['normalise.yml', addWord(readFileSync(path.join(folder, 'normalise.yml'), 'utf8'))]])
    live!.look()
    expect(intentOf('我家蛤蟆精了')).toBe('emergency')

    laid = new Map()
    live!.look()
    expect(intentOf('我家蛤蟆精了')).not.toBe('emergency')
  })

  it('takes an edited handover policy', () => {
    watch()
    edit('handoff-policy.yml', (text) => text.replace('rise: 0.6', 'rise: 0.7'))

    expect(live!.current().handoffPolicy.line.rise).toBe(0.7)
    expect(changes).toEqual(['words'])
  })
})

describe('a faulty change', () => {
  it.each([
    [
      'handoff.yml',
      (text: string) => text.replace(/^requested:\n/m, 'requested:\n  - nobodys_class ~3 人\n'),
      /handoff\.yml:\d+ .*nobodys_class.*words\.yml does not have/,
    ],
    ['mood.yml', (text: string) => `${text}\nmoood: 3\n`, /mood\.yml:\d+ .*moood/],
    ['words.yml', (text: string) => `${text}\n  - [`, /words\.yml:\d+ /],
    [
      'handoff-policy.yml',
      (text: string) => text.replace('fall: 0.3', 'fall: 0.9'),
      /handoff-policy\.yml:\d+ line\.fall: must lie below line\.rise/,
    ],
    [
      'samples/train.jsonl',
      (text: string) => text.replace('\n', '\n{"text":"水管"}\n'),
      /samples\/train\.jsonl:2: intent/,
    ],
  ])('in %s is told once with file, line and remedy, and what ran goes on', (name, change, told) => {
    watch()
    const before = live!.current()

    edit(name, change)
    live!.look()

    expect(faults).toHaveLength(1)
    expect(faults[0]).toMatch(told)
    expect(faults[0]).toContain('mend the file and save it')
    expect(live!.current()).toBe(before)
  })

  it('that lies over the files at the start leaves the files', () => {
    watch({ words: () => new Map([['words.yml', 'classes: 3']]) })

    expect(faults[0]).toMatch(/words\.yml:1 classes/)
    expect(live!.current().understander.understand('水管爆了').intent).toBe('emergency')
  })
})

describe('a change of samples', () => {
  const SAYING = '给我整个蛤蟆精'
  const addSamples = (text: string) =>
    `${text}\n${Array.from({ length: 40 }, (_, at) => JSON.stringify({ text: `${SAYING}${'啊呀吧呢'[at % 4]}`, intent: 'praise', sentiment: 'positive', handoff: false })).join('\n')}`

  it('trains the voices in a thread and puts them in place when they are ready', async () => {
    watch({ train: (texts, version) => startTraining(texts, version, THREAD) })
    await live!.trained()
    const before = live!.current()

    edit('samples/train.jsonl', addSamples)
    expect(live!.current().classifiers).toBe(before.classifiers)
    await live!.trained()

    expect(intentOf(SAYING)).toBe('praise')
    expect(live!.current().version).not.toBe(before.version)
    expect(changes).toEqual(['voices', 'words', 'voices'])
    expect(faults).toEqual([])
  }, 240_000)

  it('leaves the voices that run when the thread dies, and says so', async () => {
    const file = path.join(folder, 'dies.js')
    writeFileSync(file, 'process.exit(3)')
    watch({ train: (texts, version) => startTraining(texts, version, { file }) })
    const before = live!.current()

    await live!.trained()

    expect(live!.current()).toBe(before)
    expect(faults).toEqual([expect.stringMatching(/could not be trained: the thread ended with code 3/)])
  })

  it('lets the newest change win when one comes while a training is under way', async () => {
    const begun: { version: string; finish: (voices: TrainedVoices) => void; stopped: boolean }[] = []
    const train = (_texts: WordTexts, version: string): Training => {
      let finish: (voices: TrainedVoices) => void = () => undefined
      const voices = new Promise<TrainedVoices>((resolve) => (finish = resolve))
      const one = { version, finish, stopped: false }
      begun.push(one)
      return { voices, stop: () => Promise.resolve(void (one.stopped = true)) }
    }
    watch({ train })
    edit('samples/train.jsonl', addSamples)
    edit('samples/train.jsonl', (text) => addSamples(text))

    begun.forEach(({ version, finish }) => finish(voicesOf(version)))
    await live!.trained()

    expect(begun).toHaveLength(3)
    expect(begun.map(({ stopped }) => stopped)).toEqual([true, true, false])
    expect(live!.current().classifiers.intent.version).toBe(begun[2]!.version)
  })

  it('remembers trained voices, so that the next start does not train again', async () => {
    const cache = createVoiceCache(path.join(folder, 'cache'))
    const trainings: string[] = []
    const train = (_texts: WordTexts, version: string): Training => {
      trainings.push(version)
      return { voices: Promise.resolve(voicesOf(version)), stop: () => Promise.resolve() }
    }
    watch({ cache, train })
    await live!.trained()
    await live!.stop()

    watch({ cache, train })
    await live!.trained()

    expect(trainings).toHaveLength(1)
    expect(live!.current().classifiers.intent.version).toBe(trainings[0])
  })
})

function voicesOf(version: string): TrainedVoices {
  const voice = (labels: string[]) => ({ version, labels, temperature: 1, weights: {} })
  return {
    intent: voice(['faq', 'other']),
    sentiment: voice(['neutral', 'angry']),
    handoff: voice(['nobody', 'person']),
    emergency: voice(['none', 'other']),
  }
}
