import { checkYaml } from '../../platform/checked-yaml'
import { GuardRules } from '../../messages/guard/guard-rules'
import { DialogFault } from '../../dialogs/read-dialogs'
import { Thesaurus } from '../../knowledge/thesaurus'
import { ServicePolicy } from '../../records/handoff/service-policy'
import { HandoffPolicy } from '../../understanding/mood/handoff-policy'
import { LexiconFault, readLexiconFiles } from '../../understanding/words/read-lexicon-files'
import { createLexicon } from '../../understanding/lexicon'
import { readWordTexts } from '../../understanding/words/word-texts'
import { dialogsWith } from '../talk-engine'
import { faultInChinese } from './fault-words'
import { kindOf } from './shipped-files'
import { unknownNames } from './unknown-names'

export interface TextFault {
  line: number | null
  words: string
}

/**
 * Every fault that would keep a text from being read, found by the same code that reads it at the start. `laid` gives what holds
 * for the other files, since a file is checked together with them.
 */
export function checkText(path: string, text: string, laid: (path: string) => string | null): TextFault[] {
  const name = path.split('/').at(-1)!
  const faults = faultsOf(path, name, text, laid)
  const unknown = kindOf(path) === 'dialog' && faults.length === 0 ? unknownNames(path, name, text) : []
  return [...faults, ...unknown].map((fault) => toFault(fault, name))
}

function faultsOf(path: string, name: string, text: string, laid: (path: string) => string | null): readonly string[] {
  switch (kindOf(path)) {
    case 'dialog':
      return tried(() => dialogsWith((file) => (file === name ? text : laid(`dialogs/${file}`)))).filter((fault) =>
        fault.startsWith(`${name}:`),
      )
    case 'words': {
      const folder = 'dialogs/understanding/'
      const texts = new Map(readWordTexts())
      for (const file of texts.keys()) {
        const other = file === name ? text : laid(folder + file)
        if (other !== null) texts.set(file, other)
      }
      return tried(() => createLexicon(readLexiconFiles(texts)))
    }
    case 'handoff':
      return checkYaml(text, name, HandoffPolicy).faults
    case 'service':
      return checkYaml(text, name, ServicePolicy).faults
    case 'guard':
      return checkYaml(text, name, GuardRules).faults
    case 'thesaurus':
      return checkYaml(text, name, Thesaurus).faults
  }
}

function tried(read: () => unknown): readonly string[] {
  try {
    read()
    return []
  } catch (error) {
    if (error instanceof DialogFault || error instanceof LexiconFault) return error.faults
    return [error instanceof Error ? error.message : String(error)]
  }
}

function toFault(fault: string, name: string): TextFault {
  const match = new RegExp(`^${name.replaceAll('.', '\\.')}:(\\d+) ([^]*)$`).exec(fault)
  return match ? { line: Number(match[1]), words: faultInChinese(match[2]!) } : { line: null, words: fault }
}
