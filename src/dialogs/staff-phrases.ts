import { readFileSync } from 'node:fs'
import path from 'node:path'
import { parse } from 'yaml'
import { projectRoot } from '../platform/project-root'
import { WordsFile, type Wording } from './definition'

/** The file `dialogs/phrases.yml`: what colleagues say by a tap. It is one of the dialogs' word files, so its words are checked as theirs. */
const PREFIX = 'phrases.'

export interface StaffPhrase {
  key: string
  group: string
  title: string
  /** With `{owner?}`, `{due}` and `{me}` still to be filled. */
  text: string
}

/** The phrases among the dialogs' words, in the order of the file; Chinese, as colleagues speak with owners. */
export function staffPhrases(words: ReadonlyMap<string, Wording>): StaffPhrase[] {
  return [...words].flatMap(([key, wording]) => {
    if (!key.startsWith(PREFIX)) return []
    const [group = '', title] = key.slice(PREFIX.length).split('/')
    return [{ key, group: title === undefined ? '' : group, title: title ?? group, text: wording.zh }]
  })
}

let shipped: ReadonlyMap<string, Wording> | undefined

/** As they ship, for a console without an engine beside it. */
export function shippedPhraseWords(): ReadonlyMap<string, Wording> {
  return (shipped ??= new Map(
    Object.entries(
      WordsFile.parse(parse(readFileSync(path.join(projectRoot(), 'dialogs', 'phrases.yml'), 'utf8'))).words,
    ).map(([key, wording]) => [`${PREFIX}${key}`, wording]),
  ))
}
