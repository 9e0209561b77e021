import { FILLER_WEIGHTS } from './filler-words'
import { isHanCode } from './normalize-text'
import { rarity } from './rarity'
import type { TermKey } from './terms'
import { characterTerm } from './terms'

/** How much each character says: its rarity among the articles. One table for all searches, emptied when an article changes. */
export interface CharacterWeights {
  rarityOf(code: number): number
  /** Rarity, less for the glue of sentences. */
  of(code: number): number
  clear(): void
}

export function createCharacterWeights(documentsOf: (key: TermKey) => number, size: () => number): CharacterWeights {
  const table = new Float32Array(0x10000).fill(NaN)
  function rarityOf(code: number): number {
    const known = table[code] as number
    if (known === known) return known
    // Letters and digits are matched as runs and have no term each: as rare as a character in one article of twenty.
    const documents = isHanCode(code) ? documentsOf(characterTerm(code)) : size() / 20
    return (table[code] = code === 0x20 ? 0 : rarity(documents, size()))
  }
  return {
    rarityOf,
    of: (code) => (fillers[code] as number) * rarityOf(code),
    clear: () => void table.fill(NaN),
  }
}

const fillers = new Float32Array(0x10000).fill(1)
for (const [word, weight] of FILLER_WEIGHTS) if (word.length === 1) fillers[word.charCodeAt(0)] = weight
