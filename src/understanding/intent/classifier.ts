import { z } from 'zod'
import type { Features } from './features'

/** A trained softmax over sparse features: `weights[feature]` holds `label:weight` pairs, small ones left out. */
export const ClassifierFile = z.strictObject({
  version: z.string(),
  labels: z.array(z.string()).min(2),
  temperature: z.number().positive(),
  weights: z.record(z.string(), z.string()),
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
  const table = new Map<string, Float32Array>()
  const place = new Map(file.labels.map((label, index) => [label, index]))
  for (const [feature, list] of Object.entries(file.weights)) {
    const row = new Float32Array(file.labels.length)
    for (const pair of list.split(' ')) {
      const [label = '', weight = ''] = pair.split(':')
      const index = place.get(label)
      if (index === undefined)
        throw new Error(`the classifier's feature "${feature}" speaks of an unknown label "${label}"`)
      row[index] = Number(weight)
    }
    table.set(feature, row)
  }
  return {
    version: file.version,
    labels: file.labels,
    predict(features) {
      const scores = file.labels.map(() => 0)
      for (const [feature, strength] of features) {
        const row = table.get(feature)
        if (row) for (let index = 0; index < scores.length; index += 1) scores[index]! += strength * (row[index] ?? 0)
      }
      return softmax(scores.map((score) => score / file.temperature))
    },
    explain(features, label) {
      const index = place.get(label) ?? 0
      return [...features]
        .map(([feature, strength]) => ({ feature, weight: strength * (table.get(feature)?.[index] ?? 0) }))
        .sort((a, b) => b.weight - a.weight)
        .slice(0, 5)
    },
  }
}

export function softmax(scores: readonly number[]): number[] {
  const top = Math.max(...scores)
  const powers = scores.map((score) => Math.exp(score - top))
  const sum = powers.reduce((total, power) => total + power, 0)
  return powers.map((power) => power / sum)
}
