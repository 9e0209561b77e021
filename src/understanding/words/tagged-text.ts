import type { Pattern } from './pattern'

/** A word found in a text. */
export interface Hit {
  start: number
  end: number
}

/** A normalised text with every known word in it, by the vocabulary's numbers, each list ordered by where it starts. */
export interface TaggedText {
  text: string
  hits: readonly (readonly Hit[] | undefined)[]
  /** Voice text runs on without a mark and with words to fill it: gaps are this much wider. */
  stretch?: number
  /** How many sentence ends stand before each character. */
  sentenceAt: Uint16Array
}

const LONG_GAP = 15

/** 12345 within 13812345678 is no hotline, and 110 within room 1101 no police: a number means something only as a whole. */
export function wholeNumbersOnly({ hits, ...tagged }: TaggedText): TaggedText {
  const isWhole = ({ start, end }: Hit) => !isInNumber(tagged.text, start) && !isInNumber(tagged.text, end)
  const whole: (readonly Hit[])[] = []
  hits.forEach((words = NONE, slot) => {
    const kept = words.filter(isWhole)
    if (kept.length > 0) whole[slot] = kept
  })
  return { ...tagged, hits: whole }
}

/** Whether a number is cut in two at this place. */
const isInNumber = (text: string, at: number): boolean => /^\d\d$/.test(text.slice(Math.max(0, at - 1), at + 1))

/**
 * All places where a pattern fits, each as narrow as it can be. One sweep an element over the words found, so the cost
 * stays linear however often the words repeat.
 */
export function findPattern(pattern: Pattern, tagged: TaggedText): readonly Hit[] {
  const { hits, text } = tagged
  for (const element of pattern.elements) if (!hits[element.slot]) return NONE
  if (
    pattern.unless.some((slot) => hits[slot]) ||
    (pattern.needs.length > 0 && !pattern.needs.some((slot) => hits[slot]))
  )
    return NONE
  let reached: readonly Hit[] = NONE
  for (const [index, element] of pattern.elements.entries()) {
    const words = hits[element.slot] ?? NONE
    if (index > 0) reached = extend(reached, words, Math.round(element.gap * (tagged.stretch ?? 1)), tagged)
    else reached = pattern.fromStart ? words.filter((hit) => onlyMarks(text, 0, hit.start)) : words
    if (reached.length === 0) return NONE
  }
  return pattern.toEnd ? reached.filter((hit) => onlyMarks(text, hit.end, text.length)) : reached
}

const NONE: readonly Hit[] = []

/** Joins each word with the nearest partial match that ends before it; ends are visited in order, once. */
function extend(reached: readonly Hit[], hits: readonly Hit[], gap: number, tagged: TaggedText): Hit[] {
  const byEnd = reached.length === 1 ? reached : [...reached].sort((a, b) => a.end - b.end || a.start - b.start)
  const joined: Hit[] = []
  let cursor = 0
  for (const hit of hits) {
    while (cursor < byEnd.length && byEnd[cursor]!.end <= hit.start) cursor += 1
    const before = byEnd[cursor - 1]
    if (!before || hit.start - before.end > gap) continue
    if (gap < LONG_GAP && tagged.sentenceAt[before.end] !== tagged.sentenceAt[hit.start]) continue
    joined.push({ start: before.start, end: hit.end })
  }
  return joined
}

/** Long texts are cut before; a run of marks is short, and stops at the first other character. */
function onlyMarks(text: string, start: number, end: number): boolean {
  for (let index = start; index < end; index += 1) if (!MARKS.has(text[index] ?? '')) return false
  return true
}

const MARKS = new Set(' \n,.。，、!！?？~～;；:：…"“”\'‘’()（）-—·啊呀吧呢哦喔哈嘛了的')
