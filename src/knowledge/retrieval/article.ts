/** What the index needs of a published article; the rest of it stays in the database. */
export interface IndexedArticle {
  id: string
  key: string
  question: string
  similar: readonly string[]
  answer: string
  topic?: string
  /** Null or absent: for every community. */
  community?: string | null
  validFrom?: Date | null
  validTo?: Date | null
  version: number
  /** False while a placeholder of the answer is not filled for that community: then the article does not exist for it. */
  answerable?: (community: string | null) => boolean
}

export type Field = 'question' | 'similar' | 'answer' | 'topic'
