import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { projectRoot } from '../../platform/project-root'

export const LEXICON_FOLDER = path.join(projectRoot(), 'dialogs/understanding')

/**
 * The files of `dialogs/understanding` by their path in that folder: words, policy, samples. What a company changed in the
 * console lies over what ships, by the same names (design D15).
 */
export type WordTexts = ReadonlyMap<string, string>

/** What is read: the words, and the samples that the voices learn from; never those that scores are reported on. */
const NAMES = /^[a-z-]+\.yml$|^samples\/(?:train|train-[\w-]+|dev|emergency-dev|emergency-train)\.jsonl$/

export function readWordTexts(folder: string = LEXICON_FOLDER, over: WordTexts = new Map()): WordTexts {
  const texts = new Map(namesIn(folder).map((name) => [name, readFileSync(path.join(folder, name), 'utf8')]))
  for (const [name, text] of over) if (NAMES.test(name)) texts.set(name, text)
  return texts
}

/** Changes with every file; asked by times, since change events are lost on network folders. */
export function stateOfWords(folder: string = LEXICON_FOLDER): string {
  return namesIn(folder)
    .map((name) => {
      const { mtimeMs, size, ino } = statSync(path.join(folder, name))
      return `${name}:${mtimeMs}:${size}:${ino}`
    })
    .join('\n')
}

function namesIn(folder: string): string[] {
  const samples = path.join(folder, 'samples')
  const names = [
    ...readdirSync(folder),
    ...(existsSync(samples) ? readdirSync(samples).map((name) => `samples/${name}`) : []),
  ]
  return names.filter((name) => NAMES.test(name)).sort()
}
