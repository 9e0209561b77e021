import { z } from 'zod'
import type { Features } from './features'

/** A trained softmax over sparse features: `weights[feature]` holds `label:weight` pairs, small ones left out. */
export const ClassifierFile = z.strictObject({
  version: z.string(),
  labels: z.array(z.string()).min(2),
  temperature: z.number().positive(),
  // Each entry is checked where it is read: as a record of zod 150,000 of them are copied at every start.
  weights: z.custom<Record<string, string>>((value) => typeof value === 'object' && value !== null),
})
export type ClassifierFile = z.infer<typeof ClassifierFile>

export interface Classifier {
  version: string
  labels: readonly string[]
  /** Probability of each label, in the order of `labels`. */
  predict(features: Features): number[]
  /** The features that spoke loudest for a label. */
  explain(features: Features, label: string): { feature: string; weight: number }[]
}

export function createClassifier(file: ClassifierFile): Classifier {
  const { labels } = file
  const width = labels.length
  const { rows, weights } = readWeights(file)
  return {
    version: file.version,
    labels,
    predict(features) {
      const scores = labels.map(() => 0)
      for (const [feature, strength] of features) {
        const row = rows.get(feature)
        if (row === undefined) continue
        for (let index = 0; index < width; index += 1) scores[index]! += strength * weights[row + index]!
      }
      return softmax(scores.map((score) => score / file.temperature))
    },
    explain(features, label) {
      const index = Math.max(0, labels.indexOf(label))
      return [...features]
        .map(([feature, strength]) => ({
          feature,
          weight: strength * (weights[(rows.get(feature) ?? NaN) + index] ?? 0),
        }))
        .sort((a, b) => b.weight - a.weight)
        .slice(0, 5)
    },
  }
}

/** All weights in one array, a feature's from its row on: an array for each of 150,000 features would take most of a small process. */
function readWeights({ labels, weights: lists }: ClassifierFile): { rows: Map<string, number>; weights: Float32Array } {
  const place = new Map(labels.map((label, index) => [label, index]))
  const rows = new Map<string, number>()
  const weights = new Float32Array(Object.keys(lists).length * labels.length)
  for (const feature in lists) {
    const row = rows.size * labels.length
    rows.set(feature, row)
    for (const pair of lists[feature]!.split(' ')) {
      const colon = pair.indexOf(':')
      const index = place.get(pair.slice(0, colon))
      const weight = Number(pair.slice(colon + 1))
      if (index === undefined || Number.isNaN(weight))
        throw new Error(
          `the classifier's feature "${feature}" says "${pair}": expected a known label, a colon and a weight`,
        )
      weights[row + index] = weight
    }
  }
  return { rows, weights }
}

export function softmax(scores: readonly number[]): number[] {
  const top = Math.max(...scores)
  const powers = scores.map((score) => Math.exp(score - top))
  const sum = powers.reduce((total, power) => total + power, 0)
  return powers.map((power) => power / sum)
}
