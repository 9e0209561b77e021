import type { Lexicon } from '../lexicon'
import { shippedLexicon } from '../lexicon'
import { simplify } from '../words/normalise'

export interface CategoryReading {
  /** `大类/细类`, as a case keeps it. */
  value: string
  main: string
  detail: string
  text: string
}

/** 大类/细类 by the words that point there: longer words say more, and the first matter said counts a little more. */
export function parseCategory(
  text: string,
  kind: 'repair' | 'complaint',
  lexicon: Lexicon = shippedLexicon(),
): CategoryReading | null {
  const words = lexicon.normalise(simplify(text)).text
  let best: (CategoryReading & { score: number }) | null = null
  for (const [main, details] of Object.entries(lexicon.categories[kind])) {
    for (const [detail, pointers] of Object.entries(details)) {
      const found = pointers.filter((word) => words.includes(word))
      const distinct = found.filter((word) => !found.some((other) => other !== word && other.includes(word)))
      if (distinct.length === 0) continue
      const score = distinct.reduce((sum, word) => sum + pointsOf(word, words), 0)
      if (!best || score > best.score)
        best = { value: `${main}/${detail}`, main, detail, text: distinct[0] ?? '', score }
    }
  }
  return best && { value: best.value, main: best.main, detail: best.detail, text: best.text }
}

function pointsOf(word: string, text: string): number {
  const early = 1 - text.indexOf(word) / (text.length + 1)
  return word.length + (word.length > 1 ? 0.5 : 0) + early * 0.8
}
