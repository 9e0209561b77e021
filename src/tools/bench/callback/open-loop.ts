import { setTimeout as pause } from 'node:timers/promises'

/**
 * Does `act` at a fixed rate whatever the answers take, and gives how many milliseconds each took, counted from the moment it
 * was due: a stall delays what comes after it, and that is part of what a caller waits.
 */
export async function openLoop(
  perSecond: number,
  seconds: number,
  act: (index: number) => Promise<void>,
): Promise<number[]> {
  const started = performance.now()
  const running: Promise<number>[] = []
  for (let index = 0; index < perSecond * seconds; index++) {
    const due = started + (index * 1000) / perSecond
    const early = due - performance.now()
    if (early > 0) await pause(early)
    running.push(act(index).then(() => performance.now() - due))
  }
  return Promise.all(running)
}
