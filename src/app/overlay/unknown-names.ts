import { isMap, isScalar, LineCounter, parseDocument, visit } from 'yaml'
import type { Scalar, YAMLMap } from 'yaml'
import { shippedText } from './shipped-files'

/** Its own check knows the slots that may stand there. */
const CHECKED_ELSEWHERE = 'summary'

/**
 * `{names}` in a sentence that nothing fills: the line they stand in would vanish, the promised time with it (`dialogs/phrases`). What
 * the shipped sentence names is what is filled.
 */
export function unknownNames(path: string, name: string, text: string): string[] {
  const shipped = sentencesOf(shippedText(path) ?? '')
  const faults: string[] = []
  for (const [key, said] of sentencesOf(text)) {
    const known = shipped.get(key)
    if (known === undefined || key === CHECKED_ELSEWHERE) continue
    const fills = [...new Set(known.flatMap(({ names }) => names))]
    for (const { names, line } of said)
      for (const each of names)
        if (!fills.includes(each))
          faults.push(`${name}:${line} {${each}} is filled by nothing here; known are ${fills.join(', ') || 'none'}`)
  }
  return faults
}

/** The names in each sentence of `words`, in every language, with the line they begin at. */
function sentencesOf(text: string): Map<string, { names: string[]; line: number }[]> {
  const lines = new LineCounter()
  const words = parseDocument(text, { lineCounter: lines }).get('words')
  const found = new Map<string, { names: string[]; line: number }[]>()
  if (!isMap(words)) return found
  for (const { key, value } of (words as YAMLMap<Scalar<string>>).items) {
    const said: { names: string[]; line: number }[] = []
    if (value !== null)
      visit(value as Scalar | YAMLMap, (_, node) => {
        if (!isScalar(node) || typeof node.value !== 'string') return
        const names = [...node.value.matchAll(/\{(\w+)\??\}/g)].map((match) => match[1]!)
        said.push({ names, line: lines.linePos(node.range?.[0] ?? 0).line })
      })
    found.set(String(key.value), said)
  }
  return found
}
