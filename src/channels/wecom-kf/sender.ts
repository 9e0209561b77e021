import type { ChannelSender } from '../../queue/delivery'
import type { DeliverDeps } from './deliver-message'
import { createMessageDelivery } from './deliver-message'
import type { NoticeDeps } from './deliver-notice'
import { createNoticeDelivery } from './deliver-notice'
import type { TransitionDeps } from './deliver-transition'
import { createTransitionDelivery } from './deliver-transition'
import { shapeKf } from './shape'

export const KF_CHANNEL = 'wecom-kf'

/** Below the lease of the outbox's lane: two processes must never speak to one owner at the same time. */
const DELIVERY_MS = 40_000

/** Everything that goes out through 微信客服. The queue calls it strictly one row after the other for each owner. */
export function createKfSender(deps: DeliverDeps & Omit<TransitionDeps, 'say'> & NoticeDeps): ChannelSender {
  const message = createMessageDelivery(deps)
  const transition = createTransitionDelivery({ ...deps, say: message })
  const notice = createNoticeDelivery(deps)
  return {
    channel: KF_CHANNEL,
    shape: shapeKf,
    deliver: (item) => {
      const signal = AbortSignal.timeout(DELIVERY_MS)
      switch (item.body.kind) {
        case 'message':
          return message(item, item.body, signal)
        case 'transition':
          return transition(item, item.body, signal)
        case 'notice':
          return notice(item, item.body, signal)
      }
    },
  }
}
