import type { IndexedArticle } from '../../../src/knowledge/retrieval/article'

/** An article where a test says only what matters to it. */
export function buildArticle(facts: Partial<IndexedArticle> & { key: string; question: string }): IndexedArticle {
  return { id: facts.key, similar: [], answer: '', version: 1, ...facts }
}
