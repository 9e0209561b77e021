import type { IndexedArticle } from '../retrieval/article'

export interface Near {
  article: IndexedArticle
  cosine: number
}

export interface VectorIndex {
  put(article: IndexedArticle, vectors: readonly Float32Array[]): void
  remove(id: string): void
  /** The articles whose question, asked in any of its ways, means nearly this; only what this community may be answered with. */
  search(vector: Float32Array, options: { community?: string | null; at: Date; limit: number }): Near[]
  readonly size: number
}

/** Every vector is looked at: for as many as fit here (`live-vectors.ts`) that is milliseconds, and exact. */
export function createVectorIndex(): VectorIndex {
  const entries = new Map<string, { article: IndexedArticle; vectors: readonly Float32Array[] }>()
  return {
    put: (article, vectors) => void entries.set(article.id, { article, vectors }),
    remove: (id) => void entries.delete(id),
    get size() {
      return entries.size
    },
    search(vector, { community = null, at, limit }) {
      const near: Near[] = []
      for (const { article, vectors } of entries.values()) {
        if (!isOpen(article, community, at)) continue
        let cosine = -1
        for (const own of vectors) cosine = Math.max(cosine, product(vector, own))
        near.push({ article, cosine })
      }
      return near.sort((a, b) => b.cosine - a.cosine).slice(0, limit)
    },
  }
}

function isOpen(article: IndexedArticle, community: string | null, at: Date): boolean {
  if (article.community != null && article.community !== community) return false
  if (article.validFrom && at < article.validFrom) return false
  if (article.validTo && at > article.validTo) return false
  return article.answerable?.(community) ?? true
}

/** Vectors are of length 1, so this is the cosine. Of another length they were made by another model: then nothing is alike. */
function product(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) return -1
  let sum = 0
  for (let at = 0; at < a.length; at++) sum += a[at]! * b[at]!
  return sum
}
