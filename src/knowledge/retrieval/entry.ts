import type { IndexedArticle } from './article'
import type { ConceptFinder } from './concepts'
import { normalizeText } from './normalize-text'
import { questionKinds } from './question-kind'
import type { SpelledTerms, TermKey } from './terms'
import { eachTerm, groupTerm } from './terms'

/** An article as the index keeps it: normalised once, so that a search only compares. */
export interface Entry {
  article: IndexedArticle
  /** The question and its similar ones. */
  asks: string[]
  answer: string
  topic: string
  kinds: number
  lengths: FieldLengths
  fromMs: number
  toMs: number
}

export interface FieldLengths {
  asks: number
  answer: number
  topic: number
}

export function readEntry(article: IndexedArticle): Entry {
  const asks = [article.question, ...article.similar].map(normalizeText).filter((ask) => ask !== '')
  const answer = normalizeText(article.answer)
  const topic = normalizeText(article.topic ?? '')
  return {
    article,
    asks,
    answer,
    topic,
    kinds: questionKinds(asks.join(' ')),
    lengths: { asks: asks.join('').length, answer: answer.length, topic: topic.length },
    fromMs: article.validFrom?.getTime() ?? -Infinity,
    toMs: article.validTo?.getTime() ?? Infinity,
  }
}

/** BM25F: each field's frequency by its own typical length, then one saturation for all. */
const FIELDS = {
  asks: { weight: 1, lengthShare: 0.9 },
  answer: { weight: 0.25, lengthShare: 0.75 },
  topic: { weight: 0.4, lengthShare: 0 },
} as const
const SATURATION = 1.2

/** Every term of the article with its impact, 1–255. */
export function indexFields(
  entry: Entry,
  typical: FieldLengths,
  findConcepts: ConceptFinder,
  spelled: SpelledTerms,
): Map<TermKey, number> {
  const frequencies = new Map<TermKey, number>()
  for (const field of ['asks', 'answer', 'topic'] as const) {
    const texts = field === 'asks' ? entry.asks : [entry[field]]
    const { weight, lengthShare } = FIELDS[field]
    const share = weight / (1 - lengthShare + (lengthShare * entry.lengths[field]) / Math.max(1, typical[field]))
    const count = (key: TermKey) => frequencies.set(key, (frequencies.get(key) ?? 0) + share)
    for (const text of texts) {
      eachTerm(text, spelled, count)
      for (const { group } of findConcepts(text)) count(groupTerm(group))
    }
  }
  for (const [key, frequency] of frequencies)
    frequencies.set(key, Math.max(1, Math.round((255 * frequency) / (frequency + SATURATION))))
  return frequencies
}
