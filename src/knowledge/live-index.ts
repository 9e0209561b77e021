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
  /** Brings the index up to date now; a caller that has just written sees its own change. */
  refresh(): Promise<void>
  stop(): Promise<void>
}

/** A change made in any process is answered with in every process within this time, even if its signal was lost. */
const LOOK_MS = 1000

/** The search index of this process, kept equal to the published articles. */
export async function startLiveIndex(deps: {
  thesaurus: Thesaurus
  signals: Signals
  load: (since: string | null) => Promise<ArticleChanges>
  onError: (error: unknown) => void
  /** The thesaurus if it has changed since it was last asked for (`watchThesaurus`). */
  newThesaurus?: () => Thesaurus | null
}): Promise<LiveIndex> {
  let current = createSearchIndex(deps.thesaurus)
  let mark: string | null = null
  let underWay: Promise<void> = Promise.resolve()
  let stopped = false

  const load = async () => {
    const thesaurus = deps.newThesaurus?.()
    if (thesaurus) {
      // Other words mean another reading of every article: the old index answers until the new one is whole.
      const { put, mark: reached } = await deps.load(null)
      const next = createSearchIndex(thesaurus)
      await putInSlices(next, put)
      current = next
      mark = reached
      return
    }
    const changes = await deps.load(mark)
    for (const id of changes.remove) current.remove(id)
    for (const article of changes.put) current.put(article)
    mark = changes.mark
  }
  // One after the other: two loads at once could put an older version over a newer one.
  const refresh = () => (underWay = underWay.catch(() => {}).then(load))

  await refresh()
  const look = () => {
    if (!stopped) void refresh().catch(deps.onError)
  }
  const timer = setInterval(look, LOOK_MS)
  timer.unref()
  const unsubscribe = deps.signals.subscribe(KNOWLEDGE_TOPIC, look)
  return {
    index: {
      put: (article) => current.put(article),
      remove: (id) => current.remove(id),
      get size() {
        return current.size
      },
      search: (question, options) => current.search(question, options),
      collect: (question, options) => current.collect(question, options),
    },
    refresh,
    async stop() {
      stopped = true
      clearInterval(timer)
      unsubscribe()
      await underWay.catch(() => {})
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
