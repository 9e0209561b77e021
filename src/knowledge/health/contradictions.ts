import type { IndexedArticle } from '../retrieval/article'
import { compare, SIGNS } from '../retrieval/compare'
import { normalizeText } from '../retrieval/normalize-text'
import { createSearchIndex } from '../retrieval/search-index'
import type { Thesaurus } from '../thesaurus'

export interface Contradiction {
  one: IndexedArticle
  other: IndexedArticle
  likeness: number
}

const LIKENESS = SIGNS.indexOf('likeness')
const OTHER_KIND = SIGNS.indexOf('otherKind')
const NEGATION = SIGNS.indexOf('negation')
/** From here on two questions are one question in two wordings, by the same likeness that the search goes by. */
const ALIKE = 0.8
/** Between two slices the turns of the talks go on. */
const SLICE = 25

/**
 * Articles that answer nearly the same question differently: which one an owner gets is luck. One of a community stands before a
 * general one on purpose, and one that ends before the other begins follows it; neither contradicts.
 */
export async function findContradictions(
  articles: readonly IndexedArticle[],
  thesaurus: Thesaurus,
  at: Date,
): Promise<Contradiction[]> {
  const index = createSearchIndex(thesaurus)
  for (let from = 0; from < articles.length; from += SLICE) {
    for (const article of articles.slice(from, from + SLICE)) index.put(article)
    await pause()
  }
  const found = new Map<string, Contradiction>()
  for (let from = 0; from < articles.length; from += SLICE) {
    for (const one of articles.slice(from, from + SLICE))
      for (const { entry, signs } of alikeTo(index, one, at)) {
        const other = entry.article
        const likeness = signs[LIKENESS] as number
        if (likeness < ALIKE || (signs[OTHER_KIND] as number) > 0 || (signs[NEGATION] as number) > 0) continue
        if (!contradicts(one, other)) continue
        const pair = [one.id, other.id].sort().join(' ')
        if (likeness > (found.get(pair)?.likeness ?? 0)) found.set(pair, { one, other, likeness })
      }
    await pause()
  }
  return [...found.values()].sort((a, b) => b.likeness - a.likeness)
}

function alikeTo(index: ReturnType<typeof createSearchIndex>, { question, community }: IndexedArticle, at: Date) {
  const { query, candidates, characters } = index.collect(question, { community, at, unfilled: true })
  return compare(query, candidates, characters).compared
}

function contradicts(one: IndexedArticle, other: IndexedArticle): boolean {
  if (one.id === other.id || (one.community ?? null) !== (other.community ?? null)) return false
  if (endsBefore(one, other) || endsBefore(other, one)) return false
  if (areOfOtherThings(one.question, other.question)) return false
  return words(one.answer) !== words(other.answer)
}

/** What comes by pipe or wire is asked about in the same words and answered for itself: the bill of water is none of power. */
const SUPPLIES: readonly RegExp[] = [
  /水(?!平|果|泥)/,
  /电(?!话|子|梯|动|瓶|视|脑)/,
  /燃气|天然气|煤气/,
  /暖/,
  /宽带|网/,
  /电视/,
]

function areOfOtherThings(one: string, other: string): boolean {
  const named = [one, other].map((question) => SUPPLIES.filter((supply) => supply.test(question)))
  return named.every((supplies) => supplies.length > 0) && !named[0]!.some((supply) => named[1]!.includes(supply))
}

const endsBefore = (one: IndexedArticle, other: IndexedArticle) =>
  !!one.validTo && !!other.validFrom && one.validTo < other.validFrom

const words = (answer: string) => normalizeText(answer).replace(/[\p{P}\p{Z}\s]/gu, '')

const pause = () => new Promise((resolve) => setImmediate(resolve))
