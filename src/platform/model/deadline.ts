import { ModelError } from './model-error'

/**
 * Runs the work with a signal that aborts after `ms`, and gives up then even if the work does not listen: an owner waits for the
 * turn, not for a library.
 */
export async function withinDeadline<T>(ms: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const control = new AbortController()
  const late = () => new ModelError('late', `the model did not answer within ${Math.round(ms)} ms`)
  let timer: NodeJS.Timeout | undefined
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => {
        const error = late()
        control.abort(error)
        reject(error)
      },
      Math.max(0, ms),
    )
  })
  const working = work(control.signal)
  // When the limit comes first, what the work does afterwards is nobody's business any more.
  working.catch(() => {})
  try {
    return await Promise.race([working, limit])
  } finally {
    clearTimeout(timer)
  }
}
