import { AppError } from '../platform/errors'

/** So many share one commit: more gain nothing, and the statement must end well before its time limit. */
const LIMIT = 500

/**
 * Durable writes that come while a commit is under way share the next one: under load a few commits carry many, and each is
 * still acknowledged only after its own is on disk (storage.md §2: five times as many acknowledgements).
 *
 * `write` gets the items ordered by `talkOf` and answers each in its place. Everybody who locks several talks takes them in this
 * one order, so that two processes cannot wait for each other.
 */
export function shareCommits<Item, Answer>(
  talkOf: (item: Item) => string,
  write: (items: Item[]) => Promise<Answer[]>,
): (item: Item) => Promise<Answer> {
  interface Waiting {
    item: Item
    resolve: (answer: Answer) => void
    reject: (error: unknown) => void
  }
  const waiting: Waiting[] = []
  let writing = false

  const writeNow = async (batch: Waiting[]): Promise<void> => {
    const answers = await write(batch.map(({ item }) => item))
    batch.forEach(({ resolve }, index) => resolve(answers[index]!))
  }

  const flush = async (): Promise<void> => {
    while (waiting.length > 0) {
      const batch = waiting.splice(0, LIMIT).sort((a, b) => compare(talkOf(a.item), talkOf(b.item)))
      try {
        await writeNow(batch)
      } catch (error) {
        // A store that is away is away for all; but one bad item must not take its neighbours down with it.
        if (batch.length === 1 || (error instanceof AppError && error.retryable && !isContention(error)))
          for (const { reject } of batch) reject(error)
        else for (const one of batch) await writeNow([one]).catch(one.reject)
      }
    }
    writing = false
  }

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject })
      if (writing) return
      writing = true
      // What else comes in this round of the event loop comes along.
      setImmediate(() => void flush())
    })
}

/** By code unit, as no locale may have a say. The order of one talk's own items stays. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function isContention(error: AppError): boolean {
  return error.code === 'database_contention'
}
