import type { Sign } from '../compare'
import { SIGNS } from '../compare'
import { climb } from './adam'
import type { Sample } from './samples'

/**
 * Signs that judge but don't rank. `asked` and `told` say together what `likeness` says; the groups are in `cover` as
 * terms and would weigh double where an article has nothing but its answer; `local` is a rule, not an experience.
 */
const NOT_RANKING: readonly Sign[] = ['asked', 'told', 'groupsShared', 'groupsMissed', 'missedRun', 'local']
/** Before an equally good general one comes the own community's article. */
const LOCAL = 0.1
const ROUNDS = 500
const RESTRAINT = 1e-4

/** The weights under which the right candidate stands first most often: softmax over each question's candidates. */
export function fitRanking(samples: readonly Sample[], weightOf: (sample: Sample) => number): Record<Sign, number> {
  const asked = samples.filter(({ right }) => right >= 0)
  const total = asked.reduce((sum, sample) => sum + weightOf(sample), 0)
  const fixed = SIGNS.map((sign) => NOT_RANKING.includes(sign))

  const weights = climb(SIGNS.length, ROUNDS, (now, gradient) => {
    for (const sample of asked) {
      const share = weightOf(sample) / total
      const chances = softmax(sample.compared.map(({ signs }) => dot(signs, now)))
      sample.compared.forEach(({ signs }, place) => {
        const pull = share * ((place === sample.right ? 1 : 0) - (chances[place] as number))
        for (let at = 0; at < signs.length; at++) gradient[at] = (gradient[at] as number) + pull * (signs[at] as number)
      })
    }
    for (let at = 0; at < now.length; at++)
      gradient[at] = fixed[at] ? 0 : (gradient[at] as number) - RESTRAINT * (now[at] as number)
  })

  // Only the order matters: in units of `cover`, the judgement's scale stays the same from training to training.
  const unit = weights[SIGNS.indexOf('cover')] as number
  return Object.fromEntries(
    SIGNS.map((sign, at) => [sign, sign === 'local' ? LOCAL : round((weights[at] as number) / unit)]),
  ) as Record<Sign, number>
}

export function dot(values: Float64Array, weights: Float64Array): number {
  let sum = 0
  for (let at = 0; at < values.length; at++) sum += (values[at] as number) * (weights[at] as number)
  return sum
}

export function round(value: number): number {
  return Math.round(value * 1000) / 1000
}

function softmax(scores: readonly number[]): number[] {
  const highest = Math.max(...scores)
  const powers = scores.map((score) => Math.exp(score - highest))
  const sum = powers.reduce((total, power) => total + power, 0)
  return powers.map((power) => power / sum)
}
