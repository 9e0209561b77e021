import type { Clock } from '../../platform/clock'
import type { Db } from '../../platform/database/db'
import type { Log } from '../../platform/log'
import type { DeliveryResult, OutboxItem } from '../../queue/delivery'
import type { KfDoorDeps } from '../../channels/wecom-kf/start'

/** Words that were given up at once, after all attempts: the same call for a person as when WeCom reports it later. */
export function createCallWhenFailed(deps: {
  db: Db
  clock: Clock
  log: Pick<Log, 'error'>
  onUnreachable: NonNullable<KfDoorDeps['onUnreachable']>
}): (item: OutboxItem, result: DeliveryResult) => Promise<void> {
  return async (item, result) => {
    if (item.channel !== 'wecom-kf' || item.body.kind !== 'message' || result.kind !== 'failed') return
    // Staff who wrote here although WeCom holds the session were told so themselves.
    if (result.reason === 'answer_in_wecom') return
    const { conversationId, exchangeId } = item
    const at = deps.clock.now()
    const reason = `试了几次都没有发出去：${result.reason}`
    await deps.db
      .tx((tx) => deps.onUnreachable(tx, { conversationId, exchangeId, reason, at }))
      .catch((error: unknown) => deps.log.error({ err: error }, 'a call-back could not be noted'))
  }
}
