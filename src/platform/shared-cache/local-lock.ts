/** One at a time under each key, in this process; waits `ttlMs` at most, then goes ahead beside a holder that hangs. */
export function createLocalLock() {
  const holders = new Map<string, Promise<void>>()

  return async function withLock<T>(key: string, ttlMs: number, work: () => Promise<T>): Promise<T> {
    const deadline = performance.now() + ttlMs
    for (let holder = holders.get(key); holder; holder = holders.get(key)) {
      const left = deadline - performance.now()
      if (left <= 0) break
      await settledWithin(left, holder)
    }
    let release = () => {}
    const held = new Promise<void>((resolve) => (release = resolve))
    holders.set(key, held)
    try {
      return await work()
    } finally {
      if (holders.get(key) === held) holders.delete(key)
      release()
    }
  }
}

function settledWithin(timeoutMs: number, promise: Promise<void>): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, timeoutMs)
    void promise.then(() => {
      clearTimeout(timer)
      resolve()
    })
  })
}
