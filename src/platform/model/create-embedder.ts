import OpenAI from 'openai'
import { z } from 'zod'
import { boundedFetch } from './bounded-fetch'
import type { CircuitBreaker } from './circuit-breaker'
import type { Asked } from './create-language-model'
import type { DailyBudget } from './daily-budget'
import { withinDeadline } from './deadline'
import type { Embedder } from './language-model'
import { ModelError, toModelError } from './model-error'

/** Texts in one request. Most endpoints take hundreds; one that refuses gets as many as DashScope allows, which is ten. */
const BATCHES = [64, 10] as const
const MOST_BYTES = 8 * 1024 * 1024

const Answered = z.object({
  data: z.array(z.object({ index: z.number().int().nonnegative(), embedding: z.array(z.number()).min(1) })),
})

/** Embeddings of any OpenAI-compatible endpoint. What is given must not be personal: articles, or words already masked. */
export function createEmbedder(options: {
  baseUrl: string
  apiKey: string | undefined
  model: string
  breaker: CircuitBreaker
  budget: DailyBudget
  onAsked?: (asked: Asked) => void
}): Embedder {
  const client = new OpenAI({
    baseURL: options.baseUrl,
    apiKey: options.apiKey ?? 'none',
    maxRetries: 0,
    fetch: boundedFetch(MOST_BYTES),
  })
  /** The first answer fixes it for this process: vectors of two lengths cannot be compared. */
  let dimension: number | null = null
  let batch: number = BATCHES[0]

  async function request(texts: readonly string[], signal: AbortSignal): Promise<Float32Array[]> {
    if (!(await options.budget.take())) throw new ModelError('spent', 'the budget of today is spent')
    const raw: unknown = await client.embeddings.create(
      // `float` is said, because the client asks for base64 by itself and then reads an answer in floats as no vector at all.
      { model: options.model, input: [...texts], encoding_format: 'float' },
      { signal },
    )
    const parsed = Answered.safeParse(raw)
    if (!parsed.success) throw new ModelError('nonsense', 'the endpoint answered no vectors')
    const vectors = new Array<Float32Array | undefined>(texts.length).fill(undefined)
    for (const { index, embedding } of parsed.data.data) {
      dimension ??= embedding.length
      if (embedding.length !== dimension)
        throw new ModelError('nonsense', `the endpoint answered vectors of ${embedding.length}, not of ${dimension}`)
      vectors[index] = unit(embedding)
    }
    if (vectors.length !== texts.length || vectors.some((vector) => vector === undefined))
      throw new ModelError('nonsense', 'the endpoint answered another number of vectors than it was given texts')
    return vectors as Float32Array[]
  }

  return {
    model: options.model,
    async embed(texts, { withinMs }) {
      if (texts.length === 0) return []
      const started = performance.now()
      const told = (outcome: Asked['outcome']) =>
        options.onAsked?.({ purpose: 'embed', outcome, seconds: (performance.now() - started) / 1000 })
      if (!options.breaker.allows()) {
        told('resting')
        return null
      }
      try {
        const vectors = await withinDeadline(withinMs, async (signal) => {
          const all: Float32Array[] = []
          while (all.length < texts.length) {
            const some = texts.slice(all.length, all.length + batch)
            try {
              all.push(...(await request(some, signal)))
            } catch (error) {
              if (toModelError(error).why !== 'refused' || some.length <= BATCHES[1]) throw error
              batch = BATCHES[1]
            }
          }
          return all
        })
        options.breaker.succeeded()
        told('ok')
        return vectors
      } catch (error) {
        const { why } = toModelError(error)
        if (why !== 'spent' || options.breaker.isResting) options.breaker.failed()
        told(why)
        return null
      }
    },
  }
}

/** Of length 1, so that a product is the cosine. A vector of nothing stays nothing. */
function unit(vector: readonly number[]): Float32Array {
  const length = Math.hypot(...vector)
  if (!Number.isFinite(length) || length === 0)
    throw new ModelError('nonsense', 'the endpoint answered an empty vector')
  return Float32Array.from(vector, (value) => value / length)
}
