import type { z } from 'zod'

/** What a model is asked for; a label of the metrics. */
export const MODEL_PURPOSES = ['understand', 'choose', 'summary', 'embed'] as const
export type ModelPurpose = (typeof MODEL_PURPOSES)[number]

/**
 * Why there is no answer: `resting` after failures in a row, `spent` the day's budget, `late` the deadline, `busy` it said so (429),
 * `refused` it does not take our request, `unavailable` it cannot be reached, `nonsense` it answered something else.
 */
export const MODEL_FAILURES = ['resting', 'spent', 'late', 'busy', 'refused', 'unavailable', 'nonsense'] as const
export type ModelFailure = (typeof MODEL_FAILURES)[number]

export interface Question<T> {
  purpose: ModelPurpose
  /** What is to be done, in our words alone: it leaves as it is. */
  instruction: string
  /** What it is about. Personal data is hidden in it before it leaves and put back into the answer (design.md D14). */
  about: string
  /** What else is personal in it beside numbers and rooms: names that are known. */
  hide?: readonly string[]
  /** The answer is checked against it here, whatever the endpoint promised. */
  schema: z.ZodType<T>
  /** Over all attempts; then the answer is that there is none. */
  withinMs: number
}

export type Answer<T> =
  | { ok: true; value: T; tookMs: number }
  | {
      ok: false
      why: ModelFailure
      tookMs: number
    }

/** A model that may be asked and need not answer. It never throws and never takes longer than it was given. */
export interface LanguageModel {
  ask<T>(question: Question<T>): Promise<Answer<T>>
}

/** Texts as points whose nearness is nearness of meaning; null when there are none in time. */
export interface Embedder {
  /** Names what made the vectors: those of another model are never compared with these. */
  readonly model: string
  /** One vector a text, all of one length, each of length 1. */
  embed(texts: readonly string[], options: { withinMs: number }): Promise<Float32Array[] | null>
}
