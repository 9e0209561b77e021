import type { Queryable } from '../../platform/database/db'
import type { ArticleLoader } from '../../knowledge/articles/article-loader'
import { createPublishGate } from '../../knowledge/golden-set/publish-gate'
import type { Thesaurus } from '../../knowledge/thesaurus'
import type { KnowledgeDesk } from '../../console/api/knowledge/knowledge-desk'

/** The gate and what stands around it, put together for the console. */
export function createKnowledgeDesk(deps: {
  loader: ArticleLoader
  /** A reader of its own for the gate: what it has seen must not be what the live index has seen. */
  gateLoader: ArticleLoader
  thesaurus: () => Thesaurus
  onlyCommunity: (tx: Queryable) => Promise<string | null>
  explain: KnowledgeDesk['explain']
  changed: KnowledgeDesk['changed']
}): KnowledgeDesk {
  const { loader, gateLoader, thesaurus, onlyCommunity } = deps
  return {
    // Versions are read with the values the gate itself has read.
    loader: { load: loader.load, valuesOf: loader.valuesOf, loadVersion: gateLoader.loadVersion },
    gate: createPublishGate({ loader: gateLoader, thesaurus, onlyCommunity }),
    explain: deps.explain,
    changed: deps.changed,
  }
}
