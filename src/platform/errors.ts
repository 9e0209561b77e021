/**
 * Four ways to fail, told apart where they are understood (style.md §6): a rule says no, the input is wrong, the other
 * side failed (retry), our own bug. `code` is for programs, `message` says what was expected and what came.
 */
export type Failure = 'refused' | 'invalid' | 'not_found' | 'conflict' | 'unavailable' | 'bug'

export class AppError extends Error {
  readonly failure: Failure
  readonly code: string
  readonly details?: unknown

  constructor(failure: Failure, code: string, message: string, options: { details?: unknown; cause?: unknown } = {}) {
    super(message, { cause: options.cause })
    this.name = 'AppError'
    this.failure = failure
    this.code = code
    this.details = options.details
  }

  /** Whether trying again later can help. */
  get retryable(): boolean {
    return this.failure === 'unavailable'
  }
}

export const invalid = (code: string, message: string, details?: unknown) =>
  new AppError('invalid', code, message, { details })
export const notFound = (code: string, message: string) => new AppError('not_found', code, message)
export const conflict = (code: string, message: string, details?: unknown) =>
  new AppError('conflict', code, message, { details })
export const unavailable = (code: string, message: string, cause?: unknown) =>
  new AppError('unavailable', code, message, { cause })
