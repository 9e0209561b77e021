import type { ClassifierFile } from './classifier'
import { softmax } from './classifier'
import type { Features } from './features'

export interface Example {
  features: Features
  label: string
}

export interface TrainingOptions {
  labels: readonly string[]
  version: string
  epochs?: number
  rate?: number
  /** L2 pull towards nothing: the dearer, the fewer words are learnt by heart. */
  decay?: number
}

/**
 * Multinomial logistic regression by plain stochastic steps in a fixed order: the same samples give the same weights on
 * every machine. Features seen in a single sample are dropped; they would only remember it.
 */
export function trainClassifier(examples: readonly Example[], options: TrainingOptions): ClassifierFile {
  const { labels, epochs = 20, rate = 0.3, decay = 2e-4 } = options
  const counts = new Map<string, number>()
  for (const { features } of examples) for (const name of features.keys()) counts.set(name, (counts.get(name) ?? 0) + 1)
  const kept = [...counts]
    .filter(([, count]) => count >= 2)
    .map(([name]) => name)
    .sort()
  const place = new Map(kept.map((name, index) => [name, index]))
  const width = labels.length
  const weights = new Float64Array(kept.length * width)
  const rows = examples.map(({ features, label }) => ({
    entries: [...features].flatMap(([name, strength]) => {
      const index = place.get(name)
      return index === undefined ? [] : [[index * width, strength] as const]
    }),
    target: labels.indexOf(label),
  }))
  const mean = new Float64Array(weights.length)
  const averaged = Math.ceil(epochs / 2)
  const random = sequence(7)
  for (let epoch = 0; epoch < epochs; epoch += 1) {
    const step = rate / (1 + epoch * 0.15)
    for (const row of shuffled(rows, random)) {
      const entries = thin(row.entries, random)
      const scores = new Array<number>(width).fill(0)
      for (const [at, strength] of entries) for (let k = 0; k < width; k += 1) scores[k]! += strength * weights[at + k]!
      const chances = softmax(scores)
      for (const [at, strength] of entries) {
        for (let k = 0; k < width; k += 1) {
          const error = (k === row.target ? 1 : 0) - chances[k]!
          weights[at + k]! += step * (error * strength - decay * weights[at + k]!)
        }
      }
    }
    // Single steps swing; their mean over the later half lies still, so that one sample more or less moves no verdict.
    if (epoch >= epochs - averaged) for (let at = 0; at < weights.length; at += 1) mean[at]! += weights[at]! / averaged
  }
  return { version: options.version, labels: [...labels], temperature: 1, weights: toFile(kept, mean, labels) }
}

function toFile(names: readonly string[], weights: Float64Array, labels: readonly string[]): Record<string, string> {
  const file: Record<string, string> = {}
  for (const [index, name] of names.entries()) {
    const pairs = labels
      .map((label, k) => [label, weights[index * labels.length + k] ?? 0] as const)
      .filter(([, weight]) => Math.abs(weight) >= 0.15)
    if (pairs.length > 0)
      file[name] = pairs.map(([label, weight]) => `${label}:${Math.round(weight * 100) / 100}`).join(' ')
  }
  return file
}

/** A small fixed random sequence (mulberry32): no clock, no machine. */
function sequence(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

/** Leaves out a part of what an example shows, another part each time, so that no single word is relied upon. */
function thin(entries: readonly (readonly [number, number])[], random: () => number): (readonly [number, number])[] {
  return entries.filter(() => random() >= DROPPED).map(([at, strength]) => [at, strength / (1 - DROPPED)] as const)
}

const DROPPED = 0.3

function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const copy = [...items]
  for (let index = copy.length - 1; index > 0; index -= 1) {
    const other = Math.floor(random() * (index + 1))
    ;[copy[index], copy[other]] = [copy[other]!, copy[index]!]
  }
  return copy
}
