import { keepFresh } from '../platform/signals/keep-fresh'
import type { Signals } from '../platform/signals/signals'
import type { IndexedArticle } from './retrieval/article'
import { createSearchIndex } from './retrieval/search-index'
import type { SearchIndex } from './retrieval/search-index'
import type { Thesaurus } from './thesaurus'

export const KNOWLEDGE_TOPIC = 'knowledge'

/** What changed since a mark; the first call, without one, brings everything. */
export interface ArticleChanges {
  put: IndexedArticle[]
  remove: string[]
  mark: string
}

export interface LiveIndex {
  readonly index: SearchIndex
  /** The words it reads articles with now. */
  readonly thesaurus: Thesaurus
  /** Brings the index up to date now; a caller that has just written sees its own change. */
  refresh(): Promise<void>
  stop(): Promise<void>
}

/** The search index of this process, kept equal to the published articles. */
export async function startLiveIndex(deps: {
  thesaurus: Thesaurus
  signals: Signals
  load: (since: string | null) => Promise<ArticleChanges>
  onError: (error: unknown) => void
  /** The thesaurus if it has changed since it was last asked for (`watchThesaurus`). */
  newThesaurus?: () => Thesaurus | null
}): Promise<LiveIndex> {
  let { thesaurus: words } = deps
  let current = createSearchIndex(words)
  let mark: string | null = null
  /** Told once by whoever watches it, so it is kept until the articles have been read in its words. */
  let wanted: Thesaurus | null = null

  const load = async () => {
    wanted = deps.newThesaurus?.() ?? wanted
    if (wanted) {
      // Other words mean another reading of every article: the old index answers until the new one is whole.
      const { put, mark: reached } = await deps.load(null)
      const next = createSearchIndex(wanted)
      await putInSlices(next, put)
      current = next
      words = wanted
      wanted = null
      mark = reached
      return
    }
    const changes = await deps.load(mark)
    for (const id of changes.remove) current.remove(id)
    for (const article of changes.put) current.put(article)
    mark = changes.mark
  }
  const fresh = await keepFresh({ signals: deps.signals, topic: KNOWLEDGE_TOPIC, load, onError: deps.onError })
  return {
    ...fresh,
    get thesaurus() {
      return words
    },
    index: {
      put: (article) => current.put(article),
      remove: (id) => current.remove(id),
      get size() {
        return current.size
      },
      search: (question, options) => current.search(question, options),
      collect: (question, options) => current.collect(question, options),
    },
  }
}

const SLICE = 200

/** Between two slices the turns of the talks go on. */
async function putInSlices(index: SearchIndex, articles: readonly IndexedArticle[]): Promise<void> {
  for (let at = 0; at < articles.length; at += SLICE) {
    for (const article of articles.slice(at, at + SLICE)) index.put(article)
    await new Promise((resolve) => setImmediate(resolve))
  }
}
