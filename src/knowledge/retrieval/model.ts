import type { Sign } from './compare'
import type { Clue } from './judge'

/** Weights of the signs in the order of the hits. */
export type Ranking = Record<Sign, number>

/** The logistic model of "this hit answers the question". */
export interface Judgement {
  bias: number
  weights: Record<Clue, number>
}

export interface Model {
  ranking: Ranking
  judgement: Judgement
}
