import { isMap, isScalar, isSeq, parseDocument } from 'yaml'
import type { Document, Node, YAMLMap, YAMLSeq } from 'yaml'
import { z } from 'zod'

/**
 * What a company changed in a file, by address: `words/filed/zh`, `slots/phone/ask/zh`, `groups/物业费`. A member of a list is named by
 * its `name`, its `words` or its first element, so an address still fits after the shipped list has grown. Null takes away.
 */
export const Edits = z.record(z.string().min(1).max(400), z.json())
export type Edits = z.infer<typeof Edits>

export function toAddress(steps: readonly string[]): string {
  return steps.map((step) => encodeURIComponent(step)).join('/')
}

/** The text with the edits in it, its comments kept. `lost`: addresses for which the shipped file has no place any more. */
export function applyEdits(text: string, edits: Edits): { text: string; lost: string[] } {
  const entries = Object.entries(edits)
  if (entries.length === 0) return { text, lost: [] }
  const document = parseDocument(text)
  // A faulty text stays as it is: whoever reads it tells the fault with its line.
  if (document.errors.length > 0) return { text, lost: Object.keys(edits) }
  const lost = entries.flatMap(([address, value]) => (put(document, stepsOf(address), value) ? [] : [address]))
  return { text: document.toString({ lineWidth: 0 }), lost }
}

/** What stands at an address; undefined where nothing does. */
export function valueAt(text: string, address: string): unknown {
  const document = parseDocument(text)
  let node: unknown = document.contents
  for (const step of stepsOf(address)) node = childOf(node, step)
  return node === undefined || node === null ? undefined : (node as Node).toJS(document)
}

const stepsOf = (address: string) => address.split('/').map(decodeURIComponent)

function put(document: Document, steps: readonly string[], value: z.core.util.JSONType): boolean {
  let parent: unknown = document.contents
  for (const step of steps.slice(0, -1)) parent = childOf(parent, step)
  const last = steps.at(-1)!
  if (isMap(parent)) putInMap(document, parent, last, value)
  else if (isSeq(parent)) putInList(document, parent, last, value)
  else return false
  return true
}

function putInMap(document: Document, map: YAMLMap, key: string, value: z.core.util.JSONType): void {
  const old = map.get(key, true)
  if (value === null) map.delete(key)
  // The scalar stays the node it is, with the comment beside it; how it is quoted follows from its new content.
  else if (isScalar(old) && typeof value !== 'object') {
    old.value = value
    delete old.type
  } else map.set(key, document.createNode(value))
}

function putInList(document: Document, list: YAMLSeq, name: string, value: z.core.util.JSONType): void {
  const at = list.items.findIndex((item) => nameOf(item) === name)
  if (value === null) {
    if (at >= 0) list.items.splice(at, 1)
    return
  }
  const made = document.createNode(value)
  if (isSeq(made) && isSeq(list.items[at])) made.flow = list.items[at].flow
  if (at >= 0) list.items[at] = made
  else list.items.push(made)
}

function childOf(node: unknown, step: string): unknown {
  if (isMap(node)) return node.get(step, true)
  if (isSeq(node)) return node.items.find((item) => nameOf(item) === step)
  return undefined
}

/** What a member of a list is called. */
export function nameOf(item: unknown): string | null {
  if (isScalar(item)) return String(item.value)
  if (isSeq(item)) return item.items[0] === undefined ? null : nameOf(item.items[0])
  if (!isMap(item)) return null
  for (const key of ['name', 'words', 'id']) {
    const value = item.get(key)
    if (typeof value === 'string') return value
  }
  return null
}
