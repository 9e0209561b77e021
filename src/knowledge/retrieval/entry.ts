import type { IndexedArticle } from './article'
import type { Concepts } from './concepts'
import { negates } from './negation'
import { normalizeText } from './normalize-text'
import { HIGHEST_IMPACT } from './postings'
import { questionKinds } from './question-kind'
import type { SpelledTerms, TermKey } from './terms'
import { eachTerm, groupTerm } from './terms'

/** An article as the index keeps it: read once, so that a search only compares. */
export interface Entry {
  article: IndexedArticle
  /** The question and its similar ones, normalised. */
  asks: string[]
  /** Whether the first of them is the question; an article may come without one. */
  hasQuestion: boolean
  /** The same in standard words, and whether they deny. */
  standard: { text: string; negates: boolean }[]
  answer: string
  topic: string
  kinds: number
  /** Thesaurus groups in any of its texts, and in its question. */
  groups: number[]
  questionGroups: number[]
  lengths: FieldLengths
  fromMs: number
  toMs: number
}

export interface FieldLengths {
  asks: number
  answer: number
  topic: number
}
export const FIELD_NAMES = ['asks', 'answer', 'topic'] as const

export function readEntry(article: IndexedArticle, concepts: Concepts): Entry {
  const asks = [article.question, ...article.similar].map(normalizeText).filter((ask) => ask !== '')
  const answer = normalizeText(article.answer)
  const topic = normalizeText(article.topic ?? '')
  const found = asks.map(concepts.find)
  const groupsIn = (texts: { group: number }[]) => [...new Set(texts.map(({ group }) => group))]
  return {
    article,
    asks,
    hasQuestion: normalizeText(article.question) !== '',
    standard: asks.map((ask, place) => ({ text: concepts.toStandard(ask, found[place] ?? []), negates: negates(ask) })),
    answer,
    topic,
    kinds: questionKinds(asks.join(' ')),
    groups: groupsIn([...found.flat(), ...concepts.find(answer)]),
    questionGroups: groupsIn(found[0] ?? []),
    lengths: { asks: asks.join('').length, answer: answer.length, topic: topic.length },
    fromMs: article.validFrom?.getTime() ?? -Infinity,
    toMs: article.validTo?.getTime() ?? Infinity,
  }
}

/** BM25F: each field's frequency by its own typical length, then one saturation for all. */
const FIELDS = {
  asks: { weight: 1, lengthShare: 0.9 },
  answer: { weight: 0.4, lengthShare: 0.75 },
  topic: { weight: 0.4, lengthShare: 0 },
}
const SATURATION = 1

/** Every term of the article with its impact, 1–255. */
export function readTerms(
  entry: Entry,
  typical: FieldLengths,
  concepts: Concepts,
  spelled: SpelledTerms,
): Map<TermKey, number> {
  const frequencies = new Map<TermKey, number>()
  for (const field of FIELD_NAMES) {
    const { weight, lengthShare } = FIELDS[field]
    const share = weight / (1 - lengthShare + (lengthShare * entry.lengths[field]) / Math.max(1, typical[field]))
    const count = (key: TermKey) => frequencies.set(key, (frequencies.get(key) ?? 0) + share)
    for (const text of field === 'asks' ? entry.asks : [entry[field]]) {
      eachTerm(text, spelled, count)
      for (const { group } of concepts.find(text)) count(groupTerm(group))
    }
  }
  for (const [key, frequency] of frequencies)
    frequencies.set(key, Math.max(1, Math.round((HIGHEST_IMPACT * frequency) / (frequency + SATURATION))))
  return frequencies
}
