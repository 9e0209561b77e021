import type { PlaceholderSetting } from '../../../knowledge/articles/community-values'
import type { DocumentThread } from '../../../knowledge/documents/read-in-thread'
import type { Thesaurus } from '../../../knowledge/thesaurus'

export interface KnowledgeCare {
  thesaurus: () => Thesaurus
  placeholders: readonly PlaceholderSetting[]
  documentThread?: DocumentThread
}
