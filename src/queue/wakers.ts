import type { Signals } from '../platform/signals/signals'
import type { Waker } from './loop'

/** Loops wake by the deployment's signals: in this process at once, in others over Redis or PostgreSQL. */
export function wakerOf(signals: Signals): Waker {
  return { onWake: (lane, wake) => signals.subscribe(topicOf(lane), wake) }
}

/** Tells the loops of a lane, after the commit that gave them work. */
export function wakeUp(signals: Signals, lane: 'turn' | 'send' | 'tell' | 'job'): void {
  signals.publish(topicOf(lane))
}

/** Something of a talk changed: consoles and open chats read again. */
export const EXCHANGE_TOPIC = 'exchange'

function topicOf(lane: string): string {
  return `ready.${lane}`
}
