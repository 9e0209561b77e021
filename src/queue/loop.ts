/** Tells sleeping loops that there may be work; polling is the truth, this only shortens the wait (design D1). */
export interface Waker {
  /** Calls `wake` whenever work may have come; returns the way to stop. */
  onWake(lane: string, wake: () => void): () => void
}

export interface Loop {
  /** Takes nothing new; resolves when what is under way has ended. */
  stop(): Promise<void>
  /** Works until nothing is due: for tests, which move the clock and then let the work happen. Returns how much there was. */
  drain(): Promise<number>
}

export type Work = () => Promise<void>

/** All that was due, as far as there was room for it. */
export interface Batch {
  works: Work[]
  /** Milliseconds until the next one becomes due, if that is known; null when nothing waits. */
  untilNextMs: number | null
}

export interface LoopOptions {
  name: string
  waker: Waker
  /** Pieces of work at once in this process. */
  concurrency: number
  /** Takes what is due: one piece (null when there is none), or up to `room` of them at once. */
  claim: (room: number) => Promise<Work | null | Batch>
  /** Milliseconds until something becomes due, for a claim that does not say it; null when nothing waits. */
  untilNextMs?: () => Promise<number | null>
  onError: (error: unknown) => void
  /** Tests drive the loop by `drain` alone. */
  byHand?: boolean
}

const POLL_MS = 500
/** After an error of the claim itself (the store is away): not at once again. */
const REST_MS = 1000

/** One scout claims, up to `concurrency` pieces run beside each other, and the scout sleeps until the next is due. */
export function startLoop(options: LoopOptions): Loop {
  let stopping = false
  // A wake that comes between an empty claim and the sleep must not be lost, so it is remembered.
  let woken = false
  let wakeSleeper: (() => void) | null = null
  const underWay = new Set<Promise<void>>()

  const wake = () => {
    woken = true
    wakeSleeper?.()
  }
  const unsubscribe = options.waker.onWake(options.name, wake)

  const sleep = async (ms: number) => {
    if (woken || stopping) return
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms)
      wakeSleeper = () => {
        clearTimeout(timer)
        resolve()
      }
    })
    wakeSleeper = null
  }

  const begin = (work: Work) => {
    const running: Promise<void> = work()
      .catch(options.onError)
      .finally(() => {
        underWay.delete(running)
        wake()
      })
    underWay.add(running)
  }

  const scout = async () => {
    while (!stopping) {
      woken = false
      if (underWay.size >= options.concurrency) {
        await sleep(POLL_MS)
        continue
      }
      try {
        const room = options.concurrency - underWay.size
        const found = await options.claim(room)
        if (typeof found === 'function') {
          begin(found)
          continue
        }
        for (const work of found?.works ?? []) begin(work)
        // As much as there was room for: there may be more.
        if (found?.works.length === room || woken) continue
        const nextMs = found ? found.untilNextMs : await options.untilNextMs?.()
        await sleep(Math.max(1, Math.min(POLL_MS, nextMs ?? POLL_MS)))
      } catch (error) {
        options.onError(error)
        woken = false
        await sleep(REST_MS)
      }
    }
  }

  const scouting = options.byHand ? Promise.resolve() : scout()
  return {
    async stop() {
      stopping = true
      unsubscribe()
      wake()
      await scouting
      await Promise.all(underWay)
    },
    async drain() {
      let pieces = 0
      for (;;) {
        const found = await options.claim(1)
        const works = typeof found === 'function' ? [found] : (found?.works ?? [])
        if (works.length === 0) return pieces
        for (const work of works) await work()
        pieces += works.length
      }
    },
  }
}
