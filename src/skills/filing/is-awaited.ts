import type { Turn } from '../../conversation/turn'

/** Somebody on duty has been called and is on their way: nothing is asked now (design D9). */
export function isAwaited({ claimed }: Turn): boolean {
  return claimed.handoff?.status === 'waiting' && claimed.handoff.staffed
}
