import type { Waker } from '../../../queue/loop'

/** As `wakerOf` with signals that stay in the process. */
export function localWaker(): { waker: Waker; wake: (lane: string) => void } {
  const sleepers = new Map<string, () => void>()
  return {
    waker: {
      onWake: (lane, wake) => {
        sleepers.set(lane, wake)
        return () => sleepers.delete(lane)
      },
    },
    wake: (lane) => sleepers.get(lane)?.(),
  }
}
