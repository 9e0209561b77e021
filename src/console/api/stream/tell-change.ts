import { EXCHANGE_TOPIC, wakeUp } from '../../../queue/wakers'
import type { ConsoleDeps } from '../console-deps'

/** After the commit of an act: open pages read again, and what the act left to do starts at once. */
export function tellChange(deps: Pick<ConsoleDeps, 'signals' | 'wakeSender'>, conversationId: string | null): void {
  wakeUp(deps.signals, 'job')
  if (conversationId === null) return
  deps.signals.publish(EXCHANGE_TOPIC, conversationId)
  deps.wakeSender()
  wakeUp(deps.signals, 'tell')
}
