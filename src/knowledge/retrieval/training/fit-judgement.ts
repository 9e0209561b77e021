import type { Clue } from '../judge'
import { CLUES, order, readClues } from '../judge'
import type { Judgement, Ranking } from '../model'
import { climb } from './adam'
import { dot, round } from './fit-ranking'
import type { Sample } from './samples'

/** Said better by the others, or a rule rather than an experience. */
const NOT_JUDGING: readonly Clue[] = ['asked', 'told', 'local']
/** The second and third hit are judged by the same weights, but the first is what is answered with. */
const PLACES = [1, 0.3, 0.3]
const ROUNDS = 1200
const RESTRAINT = 1e-3

interface Case {
  clues: Float64Array
  right: boolean
  weight: number
}

/** The logistic model of "this hit answers the question". */
export function fitJudgement(
  samples: readonly Sample[],
  ranking: Ranking,
  weightOf: (sample: Sample) => number,
): Judgement {
  const cases = samples.flatMap((sample) => toCases(sample, ranking, weightOf(sample)))
  const { mean, spread } = normalize(cases)
  const total = cases.reduce((sum, { weight }) => sum + weight, 0)
  const size = CLUES.length

  // The last weight is the bias.
  const weights = climb(size + 1, ROUNDS, (now, gradient) => {
    for (const { clues, right, weight } of cases) {
      const chance = 1 / (1 + Math.exp(-(dot(clues, now) + (now[size] as number))))
      const pull = (weight / total) * ((right ? 1 : 0) - chance)
      for (let at = 0; at < size; at++) gradient[at] = (gradient[at] as number) + pull * (clues[at] as number)
      gradient[size] = (gradient[size] as number) + pull
    }
    for (let at = 0; at < size; at++)
      gradient[at] = NOT_JUDGING.includes(CLUES[at] as Clue)
        ? 0
        : (gradient[at] as number) - RESTRAINT * (now[at] as number)
  })

  const raw = CLUES.map((_, at) => (weights[at] as number) / (spread[at] as number))
  const bias = raw.reduce((sum, weight, at) => sum - weight * (mean[at] as number), weights[size] as number)
  return {
    bias: round(bias),
    weights: Object.fromEntries(CLUES.map((clue, at) => [clue, round(raw[at] as number)])) as Judgement['weights'],
  }
}

function toCases({ compared, mass, right }: Sample, ranking: Ranking, weight: number): Case[] {
  const rightOne = compared[right]
  const ordered = order([...compared], ranking)
  return ordered.slice(0, PLACES.length).map((candidate, place) => ({
    clues: readClues(ordered, place, mass),
    right: candidate === rightOne,
    weight: weight * (PLACES[place] as number),
  }))
}

/** Every clue to mean 0 and spread 1, in place, so that one restraint fits all. */
function normalize(cases: readonly Case[]): { mean: Float64Array; spread: Float64Array } {
  const mean = new Float64Array(CLUES.length)
  const spread = new Float64Array(CLUES.length)
  for (let at = 0; at < CLUES.length; at++) {
    const values = cases.map(({ clues }) => clues[at] as number)
    const middle = values.reduce((sum, value) => sum + value, 0) / values.length
    const variance = values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / values.length
    mean[at] = middle
    spread[at] = Math.sqrt(variance) || 1
    for (const { clues } of cases) clues[at] = ((clues[at] as number) - middle) / (spread[at] as number)
  }
  return { mean, spread }
}
