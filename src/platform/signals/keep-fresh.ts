import type { Signals } from './signals'

/** What one process changed holds in every process within this time, even if its signal was lost. */
const LOOK_MS = 1000

/**
 * Keeps something in memory equal to the store: `load` runs now, at every signal and every second, one after the other, for two at
 * once could put the older state over the newer.
 */
export async function keepFresh(deps: {
  signals: Signals
  topic: string
  load: () => Promise<void>
  onError: (error: unknown) => void
}): Promise<{
  /** Reads anew now; whoever has just written sees it at once. */
  refresh(): Promise<void>
  stop(): Promise<void>
}> {
  let underWay: Promise<void> = Promise.resolve()
  let stopped = false
  const refresh = () => (underWay = underWay.catch(() => {}).then(deps.load))
  const look = () => {
    if (!stopped) void refresh().catch(deps.onError)
  }

  await refresh()
  const timer = setInterval(look, LOOK_MS)
  timer.unref()
  const unsubscribe = deps.signals.subscribe(deps.topic, look)
  return {
    refresh,
    async stop() {
      stopped = true
      clearInterval(timer)
      unsubscribe()
      await underWay.catch(() => {})
    },
  }
}
