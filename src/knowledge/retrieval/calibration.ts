import type { Features } from './rank'
import type { SearchHit, SearchOutcome } from './outcome'

/** Weights of the logistic model. */
const MODEL = { bias: -4.2, cover: 3.2, likeness: 4.6, kind: 0.3, lead: 3.0 }
const ANSWER_FROM = 0.6
const OFFER_FROM = 0.25

export function probability({ cover, likeness, kind, lead }: Features): number {
  const sum = MODEL.bias + MODEL.cover * cover + MODEL.likeness * likeness + MODEL.kind * kind + MODEL.lead * lead
  return 1 / (1 + Math.exp(-sum))
}

export function decide(hits: readonly SearchHit[]): SearchOutcome['decision'] {
  const first = hits[0]?.score ?? 0
  if (first >= ANSWER_FROM) return 'answer'
  return first >= OFFER_FROM ? 'choices' : 'refuse'
}
