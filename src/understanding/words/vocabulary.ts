import type { LexiconFiles } from './lexicon-files'
import type { Hit, TaggedText } from './tagged-text'
import { createTrie } from './trie'

/**
 * Every set of words some pattern asks for, each with a number. Patterns hold the numbers, so that reading a text is one
 * scan and matching a pattern never puts lists together.
 */
export interface Vocabulary {
  /** The number of a set: class names and literal words, any of which will do. */
  slotOf(names: readonly string[]): number
  /** The classes of words.yml with their numbers. */
  classes(): readonly (readonly [string, number])[]
  /** Closes the vocabulary: the scan that finds the words of all sets. */
  createTagger(): Tagger
}

export type Tagger = (text: string) => TaggedText

export function createVocabulary(words: LexiconFiles['words']): Vocabulary {
  const slots = new Map<string, number>()
  const sets: (readonly string[])[] = []
  const slotOf = (names: readonly string[]): number => {
    const key = names.join('|')
    let slot = slots.get(key)
    if (slot === undefined) {
      slots.set(key, (slot = sets.length))
      sets.push(names)
    }
    return slot
  }
  const classSlots = Object.keys(words.classes).map((name) => [name, slotOf([name])] as const)
  return {
    slotOf,
    classes: () => classSlots,
    createTagger: () => createTagger(sets, words),
  }
}

interface Entry {
  slot: number
  /** 没坏 is no fault: a word of this class means nothing behind a 不 or 没. */
  negatable: boolean
}

function createTagger(sets: readonly (readonly string[])[], words: LexiconFiles['words']): Tagger {
  const trie = createTrie<Entry>()
  const negatable = new Set(words.negatable)
  for (const [slot, names] of sets.entries()) {
    const plain: Entry = { slot, negatable: false }
    const careful: Entry = { slot, negatable: true }
    const seen = new Set<string>()
    for (const name of names) {
      const list = isClassName(name) ? words.classes[name] : [literalOf(name)]
      if (!list) throw new Error(`a pattern speaks of the class "${name}", which words.yml does not have`)
      for (const word of list)
        if (word !== CLAUSE_END && !seen.has(word)) trie.add(word, negatable.has(name) ? careful : plain)
      for (const word of list) seen.add(word)
    }
  }
  const closing = sets.flatMap((names, slot) => (names.includes(CLAUSE_END) ? [slot] : []))
  const shields = createTrie<true>()
  for (const word of words.shields) shields.add(word, true)
  return (text) => {
    const hits: Hit[][] = []
    const shielded: Hit[] = []
    shields.scan(text, (_, start, end) => shielded.push({ start, end }))
    trie.scan(text, ({ slot, negatable: careful }, start, end) => {
      if (shielded.some((each) => isHidden(start, end, each))) return
      if (careful && isNegated(text, start)) return
      const list = hits[slot]
      if (list) list.push({ start, end })
      else hits[slot] = [{ start, end }]
    })
    if (closing.length > 0) {
      const ends = clauseEnds(text)
      for (const slot of closing) hits[slot] = [...(hits[slot] ?? []), ...ends].sort((a, b) => a.start - b.start)
    }
    return { text, hits, sentenceAt: countSentences(text) }
  }
}

/** `$` among other words: 「我妈倒了 3栋」 has said it at the blank, 「我妈倒了垃圾」 has not. */
const CLAUSE_END = '$'

function clauseEnds(text: string): Hit[] {
  const ends: Hit[] = []
  for (let at = 1; at <= text.length; at += 1)
    if (isMark(text[at]) && !isMark(text[at - 1])) ends.push({ start: at, end: at })
  return ends
}

const isMark = (sign: string | undefined): boolean => sign === undefined || /[\s,.。!?;:~…]/.test(sign)

/** Inside an everyday word (操 in 操作), or cut off in the middle of one (给电 in 给电视台打电话). */
function isHidden(start: number, end: number, shield: Hit): boolean {
  if (shield.start <= start && end <= shield.end) return end - start < shield.end - shield.start
  return start < shield.start && shield.start < end && end < shield.end
}

const isClassName = (name: string): boolean => /^[a-z][a-z_]*$/.test(name)

/** `=gas_leak` → `gas leak`. */
const literalOf = (name: string): string => (name.startsWith('=') ? name.slice(1).replaceAll('_', ' ') : name)

/** 没坏, 不吵, 没有漏; but not 不但吵 or 差不多坏了, whose 不 belongs to another word. */
function isNegated(text: string, start: number): boolean {
  const before = text.slice(Math.max(0, start - 3), start)
  if (/(?:不但|不光|不仅|不止|是不是|要不|差不多|怎么不|没法|没办法)$/.test(before)) return false
  return /(?:没有|没|不|未|别|并非|不再|不怎么|不算)$/.test(before)
}

function countSentences(text: string): Uint16Array {
  const counts = new Uint16Array(text.length + 1)
  let count = 0
  for (let index = 0; index < text.length; index += 1) {
    counts[index] = count
    if (SENTENCE_ENDS.has(text[index] ?? '')) count += 1
  }
  counts[text.length] = count
  return counts
}

const SENTENCE_ENDS = new Set('。!?;\n')
