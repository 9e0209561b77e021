import { ManualClock } from '../../../src/platform/clock'
import { createCircuitBreaker } from '../../../src/platform/model/circuit-breaker'

describe('a circuit breaker', () => {
  let clock: ManualClock
  let told: boolean[]
  const open = () => createCircuitBreaker(clock, (isResting) => told.push(isResting))
  beforeEach(() => {
    clock = new ManualClock('2026-11-21T10:00:00+08:00')
    told = []
  })

  it('rests after three failures in a row, not after three in all', () => {
    const breaker = open()
    breaker.failed()
    breaker.failed()
    breaker.succeeded()
    breaker.failed()
    breaker.failed()
    expect(breaker.allows()).toBe(true)

    breaker.failed()

    expect(breaker.allows()).toBe(false)
    expect(told).toEqual([true])
  })

  it('lets one caller through after the rest, and everybody once that one succeeded', () => {
    const breaker = open()
    for (let times = 0; times < 3; times++) breaker.failed()
    clock.advance(30_000)

    expect([breaker.allows(), breaker.allows()]).toEqual([true, false])
    breaker.succeeded()

    expect([breaker.allows(), breaker.allows()]).toEqual([true, true])
    expect(told).toEqual([true, false])
  })

  it('rests longer each time, but never longer than five minutes', () => {
    const breaker = open()
    for (let times = 0; times < 3; times++) breaker.failed()
    const restsS: number[] = []
    for (let rest = 0; rest < 7; rest++) {
      let seconds = 0
      for (; !breaker.allows(); seconds++) clock.advance(1000)
      restsS.push(seconds)
      breaker.failed()
    }

    expect(restsS).toEqual([30, 60, 120, 240, 300, 300, 300])
  })

  it('is not kept resting by failures that were under way when the rest began', () => {
    const breaker = open()
    for (let times = 0; times < 6; times++) breaker.failed()

    clock.advance(30_000)

    expect(breaker.allows()).toBe(true)
  })
})
