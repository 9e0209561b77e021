import { readFileSync } from 'node:fs'
import path from 'node:path'
import { isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml'
import type { Document } from 'yaml'
import { projectRoot } from '../../platform/project-root'
import { LexiconFiles } from './lexicon-files'

export const LEXICON_FOLDER = path.join(projectRoot(), 'dialogs/understanding')

/** Reads the words of the trade, once, at start. A fault names file and line: its author edits files, not code. */
export function readLexiconFiles(folder: string = LEXICON_FOLDER): LexiconFiles {
  const faults: string[] = []
  const parts = Object.entries(LexiconFiles.shape).map(([name, schema]) => {
    const file = `${name}.yml`
    const lines = new LineCounter()
    const document = parseDocument(readFileSync(path.join(folder, file), 'utf8'), { lineCounter: lines })
    faults.push(...document.errors.map((error) => `${file}: ${error.message}`))
    const checked = schema.safeParse(document.toJS())
    for (const issue of checked.error?.issues ?? []) {
      faults.push(`${file}:${lineOf(document, lines, issue.path)} ${issue.path.join('.')}: ${issue.message}`)
    }
    return [name, checked.data] as const
  })
  if (faults.length > 0) throw new LexiconFault(faults)
  return Object.fromEntries(parts) as LexiconFiles // every part passed its own schema just above
}

export class LexiconFault extends Error {
  constructor(readonly faults: readonly string[]) {
    super(`the words of the trade cannot be read:\n${faults.join('\n')}`)
    this.name = 'LexiconFault'
  }
}

/** The line of the deepest node that exists on the way to the fault. */
function lineOf(document: Document, lines: LineCounter, where: readonly PropertyKey[]): number {
  let node: unknown = document.contents
  let offset = 0
  for (const step of where) {
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(step))
      if (pair && isScalar(pair.key)) offset = pair.key.range?.[0] ?? offset
      node = pair?.value
    } else if (isSeq(node)) {
      node = node.items[Number(step)]
    } else break
    if (isScalar(node)) offset = node.range?.[0] ?? offset
  }
  return lines.linePos(offset).line
}
