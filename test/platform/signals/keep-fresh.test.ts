import { keepFresh } from '../../../src/platform/signals/keep-fresh'
import { openSignals } from '../../../src/platform/signals/signals'
import { until } from '../../support/until'

/** Loads that end when they are told to, counted. */
function slowLoads() {
  const waiting: (() => void)[] = []
  let begun = 0
  let atOnce = 0
  let mostAtOnce = 0
  return {
    begun: () => begun,
    mostAtOnce: () => mostAtOnce,
    /** Ends every load that begins, until this is done. */
    async endUntil(work: Promise<void>) {
      let done = false
      void work.then(() => (done = true))
      await until(() => (waiting.splice(0).forEach((end) => end()), done), 'the loads to end')
    },
    async load() {
      begun++
      mostAtOnce = Math.max(mostAtOnce, ++atOnce)
      if (begun > 1) await new Promise<void>((done) => waiting.push(done))
      atOnce--
    },
  }
}

it('loads at once, again at a signal, and never twice at the same time', async () => {
  const signals = await openSignals()
  const loads = slowLoads()
  const fresh = await keepFresh({ signals, topic: 'words', load: loads.load, onError: () => {} })
  expect(loads.begun()).toBe(1)

  signals.publish('words')
  await until(() => loads.begun() === 2, 'the load of the signal')
  const refreshed = fresh.refresh()
  expect(loads.begun()).toBe(2)

  await loads.endUntil(refreshed)
  expect(loads.begun()).toBeGreaterThanOrEqual(3)
  expect(loads.mostAtOnce()).toBe(1)
  await loads.endUntil(fresh.stop())
  await signals.close()
})

it('tells a failure, goes on with the next signal, and hears nothing after the stop', async () => {
  const signals = await openSignals()
  const faults: unknown[] = []
  let loads = 0
  const fresh = await keepFresh({
    signals,
    topic: 'words',
    load: async () => {
      if (++loads === 2) throw new Error('the store is away')
    },
    onError: (error) => faults.push(error),
  })

  signals.publish('words')
  await until(() => faults.length === 1, 'the failure')
  await fresh.refresh()
  expect(loads).toBeGreaterThanOrEqual(3)

  await fresh.stop()
  const before = loads
  signals.publish('words')
  await new Promise((resolve) => setImmediate(resolve))
  expect(loads).toBe(before)
  await signals.close()
})
