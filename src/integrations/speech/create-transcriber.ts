import OpenAI, { toFile } from 'openai'
import { boundedFetch } from '../../platform/model/bounded-fetch'
import type { CircuitBreaker } from '../../platform/model/circuit-breaker'
import type { DailyBudget } from '../../platform/model/daily-budget'
import { withinDeadline } from '../../platform/model/deadline'

/** Hears a voice message. Null when nothing could be made of it, for whatever reason: the owner is then asked to type. */
export interface Transcriber {
  readonly model: string
  transcribe(voice: Voice): Promise<string | null>
}

export interface Voice {
  bytes: Uint8Array
  name: string
  mime: string
}

export type Heard = 'ok' | 'empty' | 'too_large' | 'resting' | 'spent' | 'failed'

/** WeCom's voice is a minute and 2 MB at most (wecom-protocol §5.19); the web chat's is little more. */
const MOST_BYTES = 5 * 1024 * 1024
const MOST_ANSWER_BYTES = 256 * 1024
/** A minute of fast speech is some 400 characters. */
const MOST_CHARACTERS = 2000
/** An owner waits for the turn: after this long the question to type is the better answer. */
const WITHIN_MS = 8_000

/**
 * An OpenAI-compatible `/audio/transcriptions`. One attempt, within a deadline, no more often than the day's budget allows, and
 * not at all while the endpoint rests after failures. WeCom's voice is AMR: the endpoint must take it (those built on ffmpeg do).
 */
export function createTranscriber(deps: {
  baseUrl: string
  apiKey: string | undefined
  model: string
  breaker: CircuitBreaker
  budget: DailyBudget
  withinMs?: number
  /** How it went, never what was said. */
  onHeard?: (heard: Heard) => void
}): Transcriber {
  const client = new OpenAI({
    baseURL: deps.baseUrl,
    // A model on one's own machine asks for no key, but the client insists on one.
    apiKey: deps.apiKey ?? 'none',
    maxRetries: 0,
    fetch: boundedFetch(MOST_ANSWER_BYTES),
  })
  return { model: deps.model, transcribe }

  async function transcribe(voice: Voice): Promise<string | null> {
    const { heard, text } = await listen(voice)
    deps.onHeard?.(heard)
    return text
  }

  async function listen({ bytes, name, mime }: Voice): Promise<{ heard: Heard; text: string | null }> {
    if (bytes.byteLength === 0 || bytes.byteLength > MOST_BYTES) return { heard: 'too_large', text: null }
    if (!deps.breaker.allows()) return { heard: 'resting', text: null }
    try {
      if (!(await deps.budget.take())) {
        // Nothing is known of the endpoint; whoever was let through to try gives the word back.
        if (deps.breaker.isResting) deps.breaker.failed()
        return { heard: 'spent', text: null }
      }
      const answer = await withinDeadline(deps.withinMs ?? WITHIN_MS, async (signal) => {
        const file = await toFile(bytes, name, { type: mime })
        return client.audio.transcriptions.create({ file, model: deps.model, language: 'zh' }, { signal })
      })
      const said: unknown = answer.text
      if (typeof said !== 'string') throw new Error('the answer has no text')
      deps.breaker.succeeded()
      const text = clean(said)
      return text ? { heard: 'ok', text } : { heard: 'empty', text: null }
    } catch {
      deps.breaker.failed()
      return { heard: 'failed', text: null }
    }
  }
}

/** Some models mark the language and the mood in front: `<|zh|><|NEUTRAL|>厨房漏水`. */
function clean(said: string): string {
  return [
    ...said
      .replace(/<\|[^|>]*\|>/g, '')
      .replace(/\p{Cc}/gu, ' ')
      .trim(),
  ]
    .slice(0, MOST_CHARACTERS)
    .join('')
}
