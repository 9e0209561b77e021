import type { Clock } from '../../platform/clock'
import type { Db } from '../../platform/database/db'
import type { ChannelSender, DeliveryResult, OutboxBody, OutboxItem } from '../../queue/delivery'
import { findCase } from '../../records/case/read-case'
import { findHandoff } from '../../records/handoff/handoff'
import { liveCards } from '../../channels/wecom-app/card-store'
import { stepOf } from './card-words'
import type { CardDeps } from './keep-cards'
import { offerCase, offerHandoff } from './keep-cards'

export interface NoticeDeps extends CardDeps {
  db: Db
  clock: Clock
  /** Who answers owners of this account, known even while WeCom cannot be asked. */
  servicersOf: (channel: string, account: string) => Promise<string[]>
  wake: () => void
}

type Notice = Extract<OutboxBody, { kind: 'notice' }>

/**
 * A notice of a talk or a case that waits for somebody becomes a card with buttons, for the people it was meant for, or for
 * the servicers while nobody is named. To `@all` go words only: whoever merely sees the app must not hold a button. A notice
 * of what has a card already is news about it and stays words.
 */
export function withCards(deps: NoticeDeps, sender: ChannelSender): ChannelSender {
  return {
    channel: sender.channel,
    shape: (content) => sender.shape(content),
    async deliver(item) {
      if (item.body.kind !== 'notice') return sender.deliver(item)
      return (await asCard(deps, item, item.body)) ?? sender.deliver(item)
    },
  }
}

async function asCard(deps: NoticeDeps, item: OutboxItem, notice: Notice): Promise<DeliveryResult | null> {
  const named = [...new Set(notice.toUserIds)].filter(Boolean)
  const receivers = named.length > 0 ? named : await deps.servicersOf(item.channel, item.account)
  if (receivers.length === 0) return null
  const now = deps.clock.now()
  const made = await deps.db.tx(async (tx) => {
    if (notice.handoffId !== undefined) {
      const found = await findHandoff(tx, notice.handoffId)
      if (!found || found.status !== 'waiting') return false
      if ((await liveCards(tx, 'handoff', found.id)).length > 0) return false
      await offerHandoff(tx, deps, found, receivers, { now, fallback: item })
      return true
    }
    if (notice.caseId === undefined) return false
    const one = await findCase(tx, notice.caseId)
    if (!one || stepOf(one) !== 'offer') return false
    if ((await liveCards(tx, 'case', one.id)).length > 0) return false
    await offerCase(tx, deps, one, receivers, { now, fallback: item })
    return true
  })
  if (!made) return null
  deps.wake()
  return { kind: 'sent', reason: 'as a card' }
}
