import { isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml'
import type { Document } from 'yaml'
import type { z } from 'zod'

export interface CheckedYaml<T> {
  /** Undefined when there is a fault. */
  value: T | undefined
  /** `words.yml:12 classes.fault: what was expected`, for whoever edits the file. */
  faults: string[]
  document: Document
  lineAt(offset: number): number
}

/** Reads what a person writes by hand: every fault is told with file and line, and nothing is taken while there is one. */
export function checkYaml<T>(text: string, name: string, schema: z.ZodType<T>): CheckedYaml<T> {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  const lineAt = (offset: number) => lines.linePos(offset).line
  const faults = document.errors.map(
    ({ message, pos }) => `${name}:${lineAt(pos[0])} ${(message.split('\n')[0] ?? '').replace(/ at line \d+.*$/, '')}`,
  )
  if (faults.length > 0) return { value: undefined, faults, document, lineAt }
  const checked = schema.safeParse(document.toJS())
  for (const issue of checked.error?.issues ?? [])
    faults.push(`${name}:${lineAt(offsetOf(document, issue.path))} ${issue.path.join('.') || 'file'}: ${issue.message}`)
  return { value: checked.data, faults, document, lineAt }
}

/** Where the deepest node stands that exists on the way to the fault. */
function offsetOf(document: Document, where: readonly PropertyKey[]): number {
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
  return offset
}
