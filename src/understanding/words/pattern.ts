import type { Vocabulary } from './vocabulary'

/**
 * The language of the patterns in dialogs/understanding, read from left to right:
 *
 *   thing ~6 fault          a word of class `thing`, then within six characters one of class `fault`
 *   楼上|neighbour 吵        a literal word or a class, either of them; without `~` up to three characters may lie between
 *   ^ greeting $            `^` the message begins here, `$` it ends here (marks don't count)
 *   fell ~0 $|heavily       `$` among other words: a clause ends here, at a mark, a blank or the end
 *   fault -- past ask_price not if the message holds one of these anywhere
 *   fault ++ now            only if the message holds one of these somewhere
 *
 * Small Latin letters name a class of words.yml, everything else stands for itself; `=gas_leak` is the English words
 * themselves, `_` a blank in them. A gap under fifteen characters never crosses the end of a sentence.
 */
export interface Pattern {
  source: string
  elements: readonly Element[]
  fromStart: boolean
  toEnd: boolean
  unless: readonly number[]
  needs: readonly number[]
}

interface Element {
  /** The words that will do, by their number in the vocabulary. */
  slot: number
  /** Characters that may lie between this element and the one before. */
  gap: number
}

const DEFAULT_GAP = 3

export function parsePattern(source: string, vocabulary: Vocabulary): Pattern {
  const [withNeeds = '', unless = ''] = source.split(' -- ')
  const [body = '', needs = ''] = withNeeds.split(' ++ ')
  const elements: Element[] = []
  let gap = DEFAULT_GAP
  let fromStart = false
  let toEnd = false
  for (const token of words(body)) {
    if (token === '^') fromStart = true
    else if (token === '$') toEnd = true
    else if (/^~\d+$/.test(token)) gap = Number(token.slice(1))
    else {
      elements.push({ slot: vocabulary.slotOf(token.split('|')), gap })
      gap = DEFAULT_GAP
    }
  }
  if (elements.length === 0) throw new Error(`a pattern needs at least one word: "${source}"`)
  const slots = (text: string): number[] => (text === '' ? [] : [vocabulary.slotOf(words(text))])
  return { source, elements, fromStart, toEnd, unless: slots(unless), needs: slots(needs) }
}

const words = (text: string): string[] => text.split(/\s+/).filter((word) => word !== '')
