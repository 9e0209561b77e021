import type { Page, PageQuery } from '../../../records/page'

/** An entry of the knowledge base as the API shows it; times are dates, a community is its name. */
export interface Entry {
  id: string
  key: string
  question: string
  similar: string[]
  answer: string
  topic: string
  tags: string[]
  community: string | null
  validFrom: Date | null
  validTo: Date | null
  source: string
  version: number
  updatedAt: Date
}

/** What somebody wants it to be; `community` by name or id, null or absent for all. */
export interface EntryDraft {
  key?: string
  question: string
  similar?: string[]
  answer: string
  topic?: string
  tags?: string[]
  community?: string | null
  validFrom?: Date | null
  validTo?: Date | null
  source?: string
}

export interface UnansweredGroup {
  /** What groups the same question; also the cursor. */
  question: string
  count: number
  examples: string[]
  lastAt: Date
  reasons: string[]
}

export interface ImportReport {
  created: number
  updated: number
  unchanged: number
  errors: { row: number; message: string }[]
}

/** The knowledge base as the API needs it; `app.ts` fills it from the room `knowledge`. Faults are AppErrors. */
export interface ArticleDesk {
  list(query: PageQuery & { community?: string; topic?: string }): Promise<Page<Entry>>
  get(id: string): Promise<Entry>
  create(draft: EntryDraft, by: string): Promise<Entry>
  update(id: string, draft: EntryDraft, by: string): Promise<Entry>
  remove(id: string, by: string): Promise<void>
  unanswered(query: PageQuery): Promise<Page<UnansweredGroup>>
  /** Bad rows are reported, good ones kept; `publish` false leaves new ones as drafts. */
  import(file: { name: string; bytes: Buffer; publish: boolean; by: string }): Promise<ImportReport>
}
