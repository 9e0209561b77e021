import type { Field } from './article'

export interface SearchHit {
  id: string
  key: string
  question: string
  answer: string
  version: number
  /** Calibrated: of hits with .8, eight in ten answer the question. */
  score: number
  /** The owner's words that were found, by field. */
  why: { field: Field; terms: string[] }[]
}

/** `choices`: none is sure enough to be given as the answer, but one of the first few likely is what was meant. */
export interface SearchOutcome {
  decision: 'answer' | 'choices' | 'refuse'
  hits: SearchHit[]
  /** Refused because the article that answers lacks a value of this community (contract.md §6). */
  lacksValue?: boolean
}
