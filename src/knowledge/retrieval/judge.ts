import type { Compared } from './compare'
import { SIGNS } from './compare'
import type { Judgement, Ranking } from './model'

const LIKENESS = SIGNS.indexOf('likeness')
const LOCAL = SIGNS.indexOf('local')
/** From here on an article asks word for word what was asked. */
const VERBATIM = 0.95

/** Orders the candidates in place, best first. */
export function order(compared: Compared[], ranking: Ranking): Compared[] {
  const weights = SIGNS.map((sign) => ranking[sign])
  const verbatim = compared.some(({ signs }) => (signs[LIKENESS] as number) >= VERBATIM)
  for (const candidate of compared) {
    candidate.score = 0
    for (let at = 0; at < weights.length; at++)
      candidate.score += (weights[at] as number) * (candidate.signs[at] as number)
    // The own community's article comes before an equally good one, not before one that asks word for word what was asked.
    if (verbatim && (candidate.signs[LIKENESS] as number) < NEARLY_VERBATIM)
      candidate.score -= ranking.local * (candidate.signs[LOCAL] as number)
  }
  return compared.sort((a, b) => b.score - a.score)
}

/** What the probability is read from: the signs, and how the hit stands among the others. */
export const CLUES = [...SIGNS, 'score', 'lead', 'rivals', 'richness', 'verbatim'] as const
export type Clue = (typeof CLUES)[number]

/** A candidate this close to the hit could as well have been meant. */
const RIVAL_SHARE = 0.85
/** From here on likeness is no coincidence: the owner asks nearly what the article asks, whatever else is alike. */
const NEARLY_VERBATIM = 0.75

/** The clues of one hit. `richness` is the weight of the whole question: a word or two fits many articles. */
export function readClues(ordered: readonly Compared[], place: number, mass: number): Float64Array {
  const { signs, score } = ordered[place] as Compared
  const otherBest = ordered[place === 0 ? 1 : 0]?.score ?? 0
  const lead = Math.max(-1, Math.min(1, score - otherBest))
  let rivals = 0
  for (const other of ordered) if (other.score > RIVAL_SHARE * score) rivals++
  const clues = new Float64Array(CLUES.length)
  clues.set(signs)
  const verbatim = Math.max(0, (signs[LIKENESS] as number) - NEARLY_VERBATIM) / (1 - NEARLY_VERBATIM)
  clues.set([score, lead, Math.log(Math.max(1, rivals)), Math.log(1 + mass), verbatim], signs.length)
  return clues
}

/** Calibrated probability that this hit answers the question. */
export function judge(clues: Float64Array, { bias, weights }: Judgement): number {
  let sum = bias
  CLUES.forEach((clue, at) => (sum += weights[clue] * (clues[at] as number)))
  return 1 / (1 + Math.exp(-sum))
}
