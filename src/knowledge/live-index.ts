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
}): Promise<LiveIndex> {
  const index = createSearchIndex(deps.thesaurus)
  let mark: string | null = null
  let underWay: Promise<void> = Promise.resolve()
  let stopped = false

  const load = async () => {
    const changes = await deps.load(mark)
    for (const id of changes.remove) index.remove(id)
    for (const article of changes.put) index.put(article)
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
    index,
    refresh,
    async stop() {
      stopped = true
      clearInterval(timer)
      unsubscribe()
      await underWay.catch(() => {})
    },
  }
}
