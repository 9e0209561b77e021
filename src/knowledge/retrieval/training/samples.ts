import type { Thesaurus } from '../../thesaurus'
import type { IndexedArticle } from '../article'
import type { Compared } from '../compare'
import { compare } from '../compare'
import type { SearchIndex } from '../search-index'
import { createSearchIndex } from '../search-index'

/** One question with its candidates; `right` is the place of the article that answers it, -1 if none of them does. */
export interface Sample {
  kind: 'asked' | 'unanswerable' | 'elsewhere' | 'golden'
  question: string
  compared: Compared[]
  mass: number
  answerable: boolean
  right: number
}

export interface GoldenQuestion {
  query: string
  gold: string | null
}

/** The golden questions as the shipped articles are found by them. */
export function goldenSamples(
  articles: readonly IndexedArticle[],
  golden: readonly GoldenQuestion[],
  thesaurus: Thesaurus,
): Sample[] {
  const index = createSearchIndex(thesaurus)
  for (const article of articles) index.put(article)
  return golden.map(({ query, gold }) => ask(index, 'golden', query, gold))
}

/**
 * Questions with known answers out of the articles themselves: each similar question is taken out of its article and
 * asked. Knowledge bases differ, so the same is done with articles that have their question only, that have a few
 * wordings and no answer text, and that have nothing but the answer. Who asks word for word must be answered too. An article taken out altogether leaves questions of
 * the trade that nobody can answer; `elsewhere` are everyday questions that no property company answers.
 */
export function madeSamples(
  articles: readonly IndexedArticle[],
  elsewhere: readonly string[],
  thesaurus: Thesaurus,
): Sample[] {
  const samples: Sample[] = []
  for (const { shape, holdsOut } of SHAPES) {
    const index = createSearchIndex(thesaurus)
    for (const article of articles) index.put(shape(article))
    for (const article of articles) {
      for (const question of article.similar) {
        if (holdsOut) index.put({ ...article, similar: article.similar.filter((other) => other !== question) })
        else if (shape(article).similar.includes(question)) continue
        samples.push(ask(index, 'asked', question, article.id))
      }
      if (shape(article).question !== '') samples.push(ask(index, 'asked', `您好，请问${article.question}`, article.id))
      index.remove(article.id)
      for (const question of article.similar.slice(0, UNANSWERABLE_EACH))
        samples.push(ask(index, 'unanswerable', question, null))
      index.put(shape(article))
    }
    for (const question of elsewhere) samples.push(ask(index, 'elsewhere', question, null))
  }
  return samples
}

const UNANSWERABLE_EACH = 3

const SHAPES: { shape(article: IndexedArticle): IndexedArticle; holdsOut: boolean }[] = [
  { shape: (article) => article, holdsOut: true },
  { shape: (article) => ({ ...article, similar: [], answer: '' }), holdsOut: false },
  { shape: (article) => ({ ...article, similar: article.similar.slice(0, 3), answer: '' }), holdsOut: false },
  { shape: (article) => ({ ...article, question: '', similar: [] }), holdsOut: false },
]

/** Any day on which all articles are valid that have no dates. */
const ASKED_AT = new Date('2026-06-01T12:00:00+08:00')

function ask(index: SearchIndex, kind: Sample['kind'], question: string, gold: string | null): Sample {
  const { query, candidates, characters } = index.collect(question, { at: ASKED_AT })
  const { compared, mass } = compare(query, candidates, characters)
  const right = gold === null ? -1 : compared.findIndex(({ entry }) => entry.article.id === gold)
  return { kind, question, compared, mass, answerable: gold !== null, right }
}
