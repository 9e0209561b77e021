import type { ModelFailure } from './language-model'

/** A model that did not answer, told apart where it is understood. Its message never quotes what was sent or received. */
export class ModelError extends Error {
  constructor(
    readonly why: ModelFailure,
    message: string,
    options: { cause?: unknown } = {},
  ) {
    super(message, options)
    this.name = 'ModelError'
  }

  /** Whether one more try within the same deadline can help. A blank or broken answer mostly comes right the second time. */
  get retryable(): boolean {
    return this.why === 'unavailable' || this.why === 'nonsense' || this.why === 'busy'
  }
}

/** What the client libraries throw, in our words; they carry the HTTP status as `status`. */
export function toModelError(error: unknown): ModelError {
  if (error instanceof ModelError) return error
  const status = statusOf(error)
  const { name = '', constructor } = Object(error) as { name?: string; constructor?: { name?: string } }
  const kind = `${name} ${constructor?.name ?? ''}`
  if (/Abort|Timeout/.test(kind)) return new ModelError('late', 'the model did not answer in time')
  if (status === 429) return new ModelError('busy', 'the model takes no more requests now (429)')
  if (status !== null && status >= 500) return new ModelError('unavailable', `the model failed (${status})`)
  if (status !== null && status >= 400) return new ModelError('refused', `the model refused the request (${status})`)
  if (/Connection|FetchError/.test(kind)) return new ModelError('unavailable', 'the model cannot be reached')
  return new ModelError('nonsense', 'the model answered in a form nobody can read')
}

export function statusOf(error: unknown): number | null {
  const { status } = Object(error) as { status?: unknown }
  return typeof status === 'number' ? status : null
}
