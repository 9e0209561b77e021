import type { Queryable } from '../../platform/database/db'
import type { ArticleLoader } from '../articles/article-loader'
import type { IndexedArticle } from '../retrieval/article'
import { createSearchIndex, type SearchIndex } from '../retrieval/search-index'
import { searchArticles } from '../search-articles'
import type { Thesaurus } from '../thesaurus'
import { compareRuns, type Comparison } from './compare-runs'
import { listGolden, type GoldenQuestion } from './golden-question'
import { CHOICES, grade, tally, type Graded, type Tally } from './grade'

export interface GateReport extends Comparison {
  total: number
  before: Tally
  after: Tally
}

/** What a change does to the articles that answer. */
export interface IndexChange {
  put: readonly IndexedArticle[]
  /** Those that no longer answer, by id. */
  remove: readonly string[]
  /** Keys of all articles concerned. */
  touched: readonly string[]
  /** For an article that another answers for from now on. */
  successors?: readonly { key: string; successor: string }[]
}

export interface PublishGate {
  /** The set as it is answered now. */
  run(tx: Queryable, at: Date): Promise<{ questions: GoldenQuestion[]; graded: Graded[] }>
  /** The set with a change applied, in memory: nobody is answered with it. The store is read as `tx` sees it. */
  tryChange(tx: Queryable, change: IndexChange, at: Date): Promise<GateReport>
}

/** Between two slices the turns of the talks go on. */
const SLICE = 20

/**
 * The golden questions, put to the search of the chat (C11). It has an index of its own: a change is tried in it and taken out
 * again while the index that answers owners goes on untouched. Words alone search here; nearness of meaning needs an endpoint,
 * and a gate that depends on one would open and close by chance.
 */
export function createPublishGate(deps: {
  loader: Pick<ArticleLoader, 'load' | 'answerFor'>
  thesaurus: () => Thesaurus
  /** As in the chat: who names no community belongs to the only one there is (contract.md §6). */
  onlyCommunity: (tx: Queryable) => Promise<string | null>
}): PublishGate {
  // It comes back by reading the articles again; with memory short, it may go.
  let kept: WeakRef<Base> | undefined
  let underWay: Promise<unknown> = Promise.resolve()

  /** One at a time: two changes in one index would be one change. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = underWay.then(work, work)
    underWay = done.catch(() => {})
    return done
  }

  async function baseOf(tx: Queryable): Promise<Base> {
    const thesaurus = deps.thesaurus()
    const known = kept?.deref()
    const base =
      known?.thesaurus === thesaurus
        ? known
        : { thesaurus, index: createSearchIndex(thesaurus), articles: new Map<string, IndexedArticle>(), mark: null }
    const changes = await deps.loader.load(base.mark, tx)
    for (const id of changes.remove) take(base, id)
    await inSlices(changes.put, (article) => put(base, article))
    base.mark = changes.mark
    kept = new WeakRef(base)
    return base
  }

  async function gradeAll(
    base: Base,
    questions: readonly GoldenQuestion[],
    options: { at: Date; home: string | null; keysOf: (key: string | null) => ReadonlySet<string> },
  ): Promise<Graded[]> {
    const graded: Graded[] = []
    await inSlices(questions, (question) => {
      const wanted = { community: question.communityId ?? options.home, at: options.at, limit: CHOICES }
      const outcome = searchArticles(base.index, question.query, wanted, deps.loader.answerFor)
      graded.push(grade(question, outcome, options.keysOf(question.expectedKey)))
    })
    return graded
  }

  return {
    run: (tx, at) =>
      inTurn(async () => {
        const base = await baseOf(tx)
        const questions = await listGolden(tx)
        const keysOf = keysWith(await readSuccessors(tx))
        return {
          questions,
          graded: await gradeAll(base, questions, { at, home: await deps.onlyCommunity(tx), keysOf }),
        }
      }),

    tryChange: (tx, change, at) =>
      inTurn(async () => {
        const base = await baseOf(tx)
        const questions = await listGolden(tx)
        const successors = await readSuccessors(tx)
        const home = await deps.onlyCommunity(tx)
        const before = await gradeAll(base, questions, { at, home, keysOf: keysWith(successors) })
        const ids = [...change.remove, ...change.put.map(({ id }) => id)]
        const old = ids.map((id) => [id, base.articles.get(id)] as const)
        try {
          for (const id of change.remove) take(base, id)
          for (const article of change.put) put(base, article)
          const keysOf = keysWith([...successors, ...(change.successors ?? [])])
          const after = await gradeAll(base, questions, { at, home, keysOf })
          return {
            ...compareRuns(questions, before, after, new Set(change.touched)),
            total: questions.length,
            before: tally(before),
            after: tally(after),
          }
        } finally {
          for (const [id, article] of old)
            if (article) put(base, article)
            else take(base, id)
        }
      }),
  }
}

interface Base {
  thesaurus: Thesaurus
  index: SearchIndex
  articles: Map<string, IndexedArticle>
  mark: string | null
}

function put(base: Base, article: IndexedArticle): void {
  base.index.put(article)
  base.articles.set(article.id, article)
}

function take(base: Base, id: string): void {
  base.index.remove(id)
  base.articles.delete(id)
}

async function inSlices<T>(all: readonly T[], work: (one: T) => void): Promise<void> {
  for (let from = 0; from < all.length; from += SLICE) {
    all.slice(from, from + SLICE).forEach(work)
    await new Promise((resolve) => setImmediate(resolve))
  }
}

function readSuccessors(tx: Queryable): Promise<{ key: string; successor: string }[]> {
  return tx.query(
    'article-successors',
    `select a.key, b.key as successor
       from article a
       join article_version v on v.article_id = a.id and v.version = a.version
       join article b on b.id = v.superseded_by`,
  )
}

/** The expected key and those that answer in its place by now. */
function keysWith(successors: readonly { key: string; successor: string }[]) {
  return (key: string | null): ReadonlySet<string> => {
    const keys = new Set<string>(key === null ? [] : [key])
    for (const known of keys) for (const { key: old, successor } of successors) if (old === known) keys.add(successor)
    return keys
  }
}
