import type { Clock } from '../../platform/clock'
import type { Queryable } from '../../platform/database/db'
import type { Embedder } from '../../platform/model/language-model'
import type { ArticleChanges } from '../live-index'
import type { IndexedArticle } from '../retrieval/article'
import { readVectors, textHash, writeVectors } from './vector-cache'
import { createVectorIndex } from './vector-index'
import type { VectorIndex } from './vector-index'

export interface LiveVectors {
  readonly index: VectorIndex
  /** Told of every change of the articles; vectors follow behind, the search does not wait for them. */
  take(changes: Pick<ArticleChanges, 'put' | 'remove'>): void
  /** Once nothing is under way. */
  settled(): Promise<void>
  /** At once: what an endpoint still answers is dropped, and made at the next start. */
  stop(): void
}

/** The question and this many of its other ways; more of them mean the same. */
const ASKS = 5
const TEXTS_AT_ONCE = 100
const BATCH_MS = 30_000
/** An endpoint that is away is asked again after this. */
const AGAIN_MS = 60_000
/** 50,000 vectors of 1024 numbers are 200 MB and 30 ms a question. Articles beyond are found by their words alone. */
const MOST_ARTICLES = 10_000

/** Keeps a vector for every way an article is asked, made in the background and kept in the database by the hash of the text. */
export function startLiveVectors(deps: {
  db: Queryable
  clock: Clock
  embedder: Embedder
  onError: (error: unknown) => void
  againMs?: number
}): LiveVectors {
  const index = createVectorIndex()
  const waiting = new Map<string, IndexedArticle>()
  let working: Promise<void> | null = null
  let again: NodeJS.Timeout | undefined
  let stopped = false

  async function work(): Promise<void> {
    while (waiting.size > 0 && !stopped) {
      const some = [...waiting.values()].slice(0, TEXTS_AT_ONCE / ASKS)
      if (!(await embedAll(some))) {
        if (stopped) return
        again = setTimeout(() => {
          again = undefined
          start()
        }, deps.againMs ?? AGAIN_MS)
        again.unref()
        return
      }
    }
  }

  /** False when the endpoint gave nothing: what waits goes on waiting. */
  async function embedAll(articles: readonly IndexedArticle[]): Promise<boolean> {
    const texts = new Map(articles.flatMap((article) => asksOf(article).map((text) => [textHash(text), text] as const)))
    const known = await readVectors(deps.db, deps.embedder.model, [...texts.keys()])
    const missing = [...texts].filter(([hash]) => !known.has(hash))
    if (missing.length > 0) {
      const made = await deps.embedder.embed(
        missing.map(([, text]) => text),
        { withinMs: BATCH_MS },
      )
      if (made === null || stopped) return false
      const fresh = new Map(missing.map(([hash], at) => [hash, made[at]!]))
      await writeVectors(deps.db, deps.embedder.model, fresh, deps.clock.now())
      for (const [hash, vector] of fresh) known.set(hash, vector)
    }
    for (const article of articles) {
      // Changed or removed meanwhile: the newer state counts.
      if (waiting.get(article.id) !== article) continue
      waiting.delete(article.id)
      const vectors = asksOf(article).flatMap((text) => known.get(textHash(text)) ?? [])
      if (index.size < MOST_ARTICLES || vectors.length === 0) index.put(article, vectors)
    }
    return true
  }

  function start(): void {
    // Articles are looked at every second; an endpoint that is away is not asked as often.
    if (stopped || working || again) return
    working = work()
      .catch((error: unknown) => {
        if (!stopped) deps.onError(error)
      })
      .finally(() => {
        working = null
      })
  }

  return {
    index,
    take({ put, remove }) {
      for (const id of remove) {
        waiting.delete(id)
        index.remove(id)
      }
      for (const article of put) {
        // The old vectors would answer for what the article no longer says.
        index.remove(article.id)
        waiting.set(article.id, article)
      }
      if (waiting.size > 0) start()
    },
    async settled() {
      while (working) await working
    },
    stop() {
      stopped = true
      clearTimeout(again)
    },
  }
}

function asksOf(article: IndexedArticle): string[] {
  return [article.question, ...article.similar].filter((text) => text.trim() !== '').slice(0, ASKS)
}
