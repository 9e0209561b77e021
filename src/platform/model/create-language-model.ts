import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import type { ChatEndpoint } from './chat-endpoint'
import type { CircuitBreaker } from './circuit-breaker'
import type { DailyBudget } from './daily-budget'
import { withinDeadline } from './deadline'
import { hidePersonal } from './hide-personal'
import type { Answer, LanguageModel, ModelFailure, ModelPurpose, Question } from './language-model'
import { ModelError, toModelError } from './model-error'
import { parseAnswer } from './parse-answer'

/** One more try for what may come right; the deadline rules over both. */
const RETRIES = 1
const BEFORE_RETRY_MS = 100

/** What was asked and how it went; never what was said. */
export interface Asked {
  purpose: ModelPurpose
  outcome: 'ok' | ModelFailure
  seconds: number
}

/**
 * The one way to a model: personal data hidden, a rest after failures, the day's budget, one deadline over all attempts, the answer
 * checked again. Whoever asks gets a value or a reason, in time.
 */
export function createLanguageModel(deps: {
  endpoint: ChatEndpoint
  breaker: CircuitBreaker
  budget: DailyBudget
  onAsked?: (asked: Asked) => void
}): LanguageModel {
  async function tries<T>(question: Question<T>, signal: AbortSignal): Promise<T> {
    const hidden = hidePersonal(question.about, question.hide)
    const shape = z.toJSONSchema(question.schema) as Record<string, unknown>
    const request = { name: question.purpose, instruction: question.instruction, about: hidden.text, shape }
    const spend = async () => {
      if (!(await deps.budget.take())) throw new ModelError('spent', 'the budget of today is spent')
    }
    for (let attempt = 0; ; attempt++) {
      try {
        const text = await deps.endpoint.complete(request, { signal, spend })
        return check(question.schema, restoreIn(parseAnswer(text), hidden.restore))
      } catch (error) {
        const known = toModelError(error)
        if (signal.aborted || !known.retryable || attempt >= RETRIES) throw known
        await pause(BEFORE_RETRY_MS, undefined, { signal }).catch(() => {})
      }
    }
  }

  return {
    async ask<T>(question: Question<T>): Promise<Answer<T>> {
      const started = performance.now()
      const answer = (result: { ok: true; value: T } | { ok: false; why: ModelFailure }): Answer<T> => {
        const tookMs = performance.now() - started
        deps.onAsked?.({
          purpose: question.purpose,
          outcome: result.ok ? 'ok' : result.why,
          seconds: tookMs / 1000,
        })
        return { ...result, tookMs: Math.round(tookMs) }
      }
      if (!deps.breaker.allows()) return answer({ ok: false, why: 'resting' })
      try {
        const value = await withinDeadline(question.withinMs, (signal) => tries(question, signal))
        deps.breaker.succeeded()
        return answer({ ok: true, value })
      } catch (error) {
        const { why } = toModelError(error)
        // A spent budget says nothing about the endpoint, so the one who was let through to try gives the word back as failed.
        if (why !== 'spent' || deps.breaker.isResting) deps.breaker.failed()
        return answer({ ok: false, why })
      }
    },
  }
}

function check<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value)
  if (!parsed.success) throw new ModelError('nonsense', 'the model answered another shape than it was asked for')
  return parsed.data
}

function restoreIn(value: unknown, restore: (text: string) => string): unknown {
  if (typeof value === 'string') return restore(value)
  if (Array.isArray(value)) return value.map((each) => restoreIn(each, restore))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, restoreIn(each, restore)]))
}
