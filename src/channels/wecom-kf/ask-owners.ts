import type { Clock } from '../../platform/clock'
import type { Db, Queryable } from '../../platform/database/db'
import { conversationIdOf } from '../../queue/inbox'
import { compare } from '../../queue/shared-commit'
import type { WecomApi } from '../wecom/api-client'
import type { DoorLog } from '../wecom/door-log'
import { WecomError } from '../wecom/wecom-error'
import { claimOwnersToAsk, keepCustomers } from './owner-store'

export interface KnownOwner {
  account: string
  user: string
  nickname: string | null
  /** By which link they came last, if WeCom remembers one. */
  scene?: string
  sceneParam?: string
}

export interface AskOwnersDeps {
  db: Db
  clock: Clock
  log: DoorLog
  api: Pick<WecomApi, 'customers'>
  /** What else the product keeps of an owner, in the same transaction. */
  onOwner?(tx: Queryable, owner: KnownOwner): Promise<void>
}

/**
 * Asks WeCom who the newcomers are, a hundred at a time (`customer/batchget`): only now can it be asked, for after 48 silent
 * hours nobody is told any more (wecom-protocol §5.15). Nothing waits for it. Gives how many were asked for.
 */
export async function askOwners({ db, clock, log, api, onOwner }: AskOwnersDeps): Promise<number> {
  let asked = 0
  for (;;) {
    const batch = await claimOwnersToAsk(db, clock.now())
    const openKfid = batch[0]?.openKfid
    if (openKfid === undefined) return asked
    const users = batch.map(({ user }) => user)
    try {
      const customers = await api.customers(users)
      await db.tx(async (tx) => {
        const known = customers.map((one) => toKnown(openKfid, one)).sort((a, b) => compare(talkOf(a), talkOf(b)))
        for (const owner of known) await onOwner?.(tx, owner)
        await keepCustomers(tx, openKfid, users, customers, clock.now())
      })
      asked += users.length
    } catch (error) {
      // They stay put off for ten minutes; a name is no reason to disturb anything else.
      if (!(error instanceof WecomError)) throw error
      log.warn({ account: openKfid, errcode: error.errcode }, 'the names of owners could not be asked for')
      return asked
    }
  }
}

/** Talks are locked in the order everybody locks them in. */
function talkOf({ account, user }: KnownOwner): string {
  return conversationIdOf({ channel: 'wecom-kf', account, user })
}

function toKnown(account: string, customer: Awaited<ReturnType<WecomApi['customers']>>[number]): KnownOwner {
  const { scene, scene_param } = customer.enter_session_context ?? { scene: '', scene_param: '' }
  return {
    account,
    user: customer.external_userid,
    nickname: customer.nickname.trim() || null,
    ...(scene ? { scene } : {}),
    ...(scene_param ? { sceneParam: scene_param } : {}),
  }
}
