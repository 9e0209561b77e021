import { isScalar, isSeq, visit } from 'yaml'
import type { Document } from 'yaml'
import { checkYaml } from '../../platform/checked-yaml'
import { LexiconFiles } from './lexicon-files'
import type { WordTexts } from './word-texts'

/** Reads the words of the trade. A fault names file and line: its author edits files, not code. */
export function readLexiconFiles(texts: WordTexts): LexiconFiles {
  const faults: string[] = []
  const checked = Object.entries(LexiconFiles.shape).map(([name, schema]) => {
    const file = `${name}.yml`
    const text = texts.get(file)
    if (text === undefined) faults.push(`${file}: this file is missing; put it back as it was shipped`)
    const read = checkYaml<unknown>(text ?? '', file, schema)
    if (text !== undefined) faults.push(...read.faults)
    return { name, file, ...read }
  })
  if (faults.length === 0) {
    const files = Object.fromEntries(checked.map(({ name, value }) => [name, value])) as LexiconFiles // no part has a fault
    for (const part of checked)
      if (PATTERNED.includes(part.name)) faults.push(...patternFaults(part, Object.keys(files.words.classes)))
    if (faults.length === 0) return files
  }
  throw new LexiconFault(faults)
}

export class LexiconFault extends Error {
  constructor(readonly faults: readonly string[]) {
    super(`the words of the trade cannot be read:\n${faults.join('\n')}`)
    this.name = 'LexiconFault'
  }
}

/** The files whose lists hold patterns (words/pattern.ts). */
const PATTERNED = ['intents', 'mood', 'emergency', 'handoff', 'outside']

/** What a schema cannot see: a pattern without a word, a class that `words.yml` does not have. */
function patternFaults(
  { file, document, lineAt }: { file: string; document: Document; lineAt(offset: number): number },
  classes: readonly string[],
): string[] {
  const faults: string[] = []
  visit(document, {
    Scalar(_key, node, ancestors) {
      if (!isSeq(ancestors.at(-1)) || !isScalar(node)) return
      const fault = patternFault(String(node.value), classes)
      if (fault !== null) faults.push(`${file}:${lineAt(node.range?.[0] ?? 0)} ${fault}`)
    },
  })
  return faults
}

function patternFault(source: string, classes: readonly string[]): string | null {
  const body = source.split(' -- ')[0]?.split(' ++ ')[0] ?? ''
  const words = body.split(/\s+/).filter((token) => token !== '' && !/^(?:~\d+|\^|\$)$/.test(token))
  if (words.length === 0) return `「${source}」 holds no word to look for: name at least one`
  const named = source.split(/[\s|]+/).filter((token) => /^[a-z][a-z_]*$/.test(token))
  const unknown = named.find((name) => !classes.includes(name))
  if (unknown === undefined) return null
  return `「${source}」 speaks of the class "${unknown}", which words.yml does not have: write it there, write =${unknown} for the English word, or name one of ${classes.join(', ')}`
}
