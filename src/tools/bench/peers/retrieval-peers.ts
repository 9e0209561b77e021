import { createRequire } from 'node:module'
import type { IndexedArticle } from '../../../knowledge/retrieval/article'
import { createPlainBm25 } from '../search/plain-bm25'

/** Another way to find the article: reads all of them once, then names the key of the best hit. */
export interface RetrievalPeer {
  name: string
  /** The package it needs; null: it is ours to have. Not dependencies: whoever wants to compare installs them beside. */
  needs: string | null
  load(articles: readonly IndexedArticle[]): (question: string) => string | undefined
}

const optional = createRequire(__filename)

/** Why a peer cannot run here, or null. */
export function missing({ needs }: RetrievalPeer): string | null {
  if (needs === null) return null
  try {
    optional.resolve(needs)
    return null
  } catch {
    return `${needs} is not installed`
  }
}

/** Han characters and their pairs, Latin words and numbers: the best that general search libraries can be given. */
function characterPairs(text: string): string[] {
  return (text.toLowerCase().match(/\p{Script=Han}+|[a-z]+|\d+/gu) ?? []).flatMap((run) =>
    /\p{Script=Han}/u.test(run)
      ? [...run].flatMap((char, at) => (at === 0 ? [char] : [char, run.slice(at - 1, at + 1)]))
      : [run],
  )
}

const words = ({ question, similar, answer }: IndexedArticle): string => [question, ...similar, answer].join('。')

interface MiniSearchIndex {
  addAll(documents: readonly object[]): void
  search(query: string): { id: string }[]
}
type MiniSearchClass = new (options: object) => MiniSearchIndex

function miniSearch(tokenize?: (text: string) => string[]): RetrievalPeer['load'] {
  return (articles) => {
    const loaded = optional('minisearch') as MiniSearchClass & { default?: MiniSearchClass }
    const index = new (loaded.default ?? loaded)({
      fields: ['question', 'similar', 'answer'],
      ...(tokenize ? { tokenize } : {}),
    })
    index.addAll(
      articles.map(({ key, question, similar, answer }) => ({
        id: key,
        question,
        similar: similar.join('。'),
        answer,
      })),
    )
    return (question) => index.search(question)[0]?.id
  }
}

interface FlexSearchIndex {
  add(id: number, text: string): void
  search(query: string, options: object): number[]
}

function flexSearch(articles: readonly IndexedArticle[]): (question: string) => string | undefined {
  const { Index } = optional('flexsearch') as { Index: new (options: object) => FlexSearchIndex }
  const index = new Index({ tokenize: 'strict', encode: characterPairs })
  articles.forEach((article, place) => index.add(place, words(article)))
  return (question) => {
    const [place] = index.search(question, { limit: 1, suggest: true })
    return place === undefined ? undefined : articles[place]?.key
  }
}

interface LunrBuilder {
  ref(name: string): void
  field(name: string): void
  add(document: object): void
}
type Lunr = (configure: (this: LunrBuilder) => void) => { search(query: string): { ref: string }[] }

function lunr(articles: readonly IndexedArticle[]): (question: string) => string | undefined {
  const make = optional('lunr') as Lunr
  const index = make(function () {
    this.ref('id')
    this.field('text')
    for (const article of articles) this.add({ id: article.key, text: words(article) })
  })
  // Marks are operators of its query language.
  return (question) => index.search(question.replace(/[^\p{L}\p{N} ]/gu, ' '))[0]?.ref
}

/** Those of libraries.md §5 that need no server and no model. */
export const RETRIEVAL_PEERS: readonly RetrievalPeer[] = [
  { name: 'plain BM25', needs: null, load: createPlainBm25 },
  { name: 'MiniSearch, characters and pairs', needs: 'minisearch', load: miniSearch(characterPairs) },
  { name: 'MiniSearch as it comes', needs: 'minisearch', load: miniSearch() },
  { name: 'FlexSearch, characters and pairs', needs: 'flexsearch', load: flexSearch },
  { name: 'lunr as it comes', needs: 'lunr', load: lunr },
]
