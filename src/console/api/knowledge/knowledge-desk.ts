import type { ArticleLoader } from '../../../knowledge/articles/article-loader'
import type { PublishGate } from '../../../knowledge/golden-set/publish-gate'
import type { SearchOutcome } from '../../../knowledge/retrieval/outcome'

/** What editors and reviewers of the knowledge work with. */
export interface KnowledgeDesk {
  gate: PublishGate
  loader: Pick<ArticleLoader, 'loadVersion' | 'load' | 'valuesOf'>
  /** The search of the chat, with its reasons. */
  explain: (query: string, options: { communityId: string | null; at: Date; limit: number }) => Promise<SearchOutcome>
  /** After a commit: this process answers with the change when it returns, the others within a second. */
  changed: () => Promise<void>
}
