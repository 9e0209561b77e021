import type { Clock } from '../../platform/clock'
import type { Db, Queryable } from '../../platform/database/db'
import type { Signals } from '../../platform/signals/signals'
import { queueErrand, saySomething } from '../../queue/say-later'
import { recordDelivery } from '../../queue/sender'
import { EXCHANGE_TOPIC, wakeUp } from '../../queue/wakers'
import { conversationIdOf } from '../../queue/inbox'
import type { KfDoorDeps } from '../../channels/wecom-kf/start'
import type { TransitionResult } from '../../channels/wecom-kf/deliver-transition'
import type { Dialogs } from '../../dialogs/read-dialogs'
import { createPhrases } from '../../dialogs/phrases'
import { openCallBack } from '../../records/call-back/call-back'
import { communityOfNewTalk } from '../../records/community/community'
import { findEntrance } from '../../records/community/entrance'
import { acceptHandoff, passHandoff } from '../../records/handoff/accept-handoff'
import { closeHandoff } from '../../records/handoff/close-handoff'
import { getHandoff, findHandoff } from '../../records/handoff/handoff'
import type { Handoff } from '../../records/handoff/handoff'
import { returnHandoff } from '../../records/handoff/return-handoff'
import { lockTalk } from '../../records/lock-talk'

export type KfPorts = Required<
  Pick<KfDoorDeps, 'communityOf' | 'onTransition' | 'wording' | 'onUnreachable' | 'onOwner'>
>

/** What lies above the door of 微信客服: communities, handoffs, calls, in the words of `dialogs/`. */
export function createKfPorts(deps: { db: Db; clock: Clock; signals: Signals; dialogs: () => Dialogs }): KfPorts {
  const { db, clock, signals } = deps
  return { communityOf, onTransition, wording, onUnreachable, onOwner }

  /** By the link they came by; else the only community there is. */
  async function communityOf(link: { scene?: string; sceneParam?: string }): Promise<string | undefined> {
    const entrance = await findEntrance(db, link)
    return entrance?.communityId ?? (await communityOfNewTalk(db, 'wecom-kf'))?.id
  }

  function wording(outcome: 'assigned' | 'pool') {
    return { type: 'text' as const, text: createPhrases(deps.dialogs().words, 'zh').say(`handoff.${outcome}`) }
  }

  /** What became of a session, written into the handoff that asked for it; told twice it changes nothing. */
  async function onTransition(result: TransitionResult): Promise<void> {
    const found = await findHandoff(db, result.handoffId)
    if (!found) return
    const now = clock.now()
    await db.tx(async (tx) => {
      await lockTalk(tx, found.conversationId)
      if (result.said) await logSaid(tx, found.conversationId, result.said, now)
      const handoff = await getHandoff(tx, found.id)
      if (handoff.status !== 'closed') await settle(tx, handoff, result, now)
    })
    signals.publish(EXCHANGE_TOPIC, found.conversationId)
    wakeUp(signals, 'send')
  }

  /** No way of ours reaches this owner: somebody rings them up. */
  async function onUnreachable(
    tx: Queryable,
    owner: { conversationId: string; exchangeId: string | null; reason: string; at: Date },
  ): Promise<void> {
    const isNew = await openCallBack(tx, owner)
    if (isNew) await notify(tx, owner.conversationId, [], callBackWords(owner.reason), owner.at)
  }

  /** The nickname, and the community when the entry itself was missed. The talk's row first, as everybody does. */
  async function onOwner(
    tx: Queryable,
    owner: { account: string; user: string; nickname: string | null; scene?: string; sceneParam?: string },
  ): Promise<void> {
    const talk = { channel: 'wecom-kf', account: owner.account, user: owner.user }
    const entrance = await findEntrance(tx, owner)
    if (entrance)
      await tx.query(
        'place-owner',
        'update conversation set community_id = $2 where id = $1 and community_id is null',
        [conversationIdOf(talk), entrance.communityId],
      )
    if (owner.nickname !== null)
      await tx.query(
        'name-identity',
        `update identity set nickname = $3 where channel = 'wecom-kf' and account = $1 and external_id = $2`,
        [owner.account, owner.user, owner.nickname],
      )
  }
}

async function settle(tx: Queryable, handoff: Handoff, result: TransitionResult, now: Date): Promise<void> {
  const { id, assignee, status } = handoff
  if (result.outcome === 'ended') return void (await closeHandoff(tx, id, { by: 'system', anyway: true, at: now }))
  if (result.outcome === 'assigned') {
    const by = result.servicer ?? assignee ?? 'wecom'
    if (status === 'waiting') await acceptHandoff(tx, id, { by, at: now })
    // Who held the place when WeCom gave the session to somebody else holds nothing.
    else if (assignee !== null && !isSame(assignee, by)) await passHandoff(tx, id, { from: assignee, to: by, at: now })
    if (result.untold) await notify(tx, handoff.conversationId, [by], GREET_WORDS, now, id)
    return
  }
  // Nobody got the session. In native mode whoever accepted it in the console cannot speak to the owner: it waits again.
  if (status !== 'active' || handoff.mode !== 'native' || assignee === null) return
  if (await returnHandoff(tx, id, { from: assignee, by: 'system', at: now }))
    await notify(tx, handoff.conversationId, [assignee], RETURNED_WORDS, now, id)
}

/** The notice went out by a code, outside the outbox; the log has it once. */
async function logSaid(
  tx: Queryable,
  conversationId: string,
  said: NonNullable<TransitionResult['said']>,
  at: Date,
): Promise<void> {
  const known = await tx.query('said-before', 'select 1 from exchange where conversation_id = $1 and source_id = $2', [
    conversationId,
    said.sourceId,
  ])
  if (known.length > 0) return
  const channel = { shape: (content: typeof said.content) => [content], delivers: false }
  const [exchangeId] = await saySomething(tx, { conversationId, content: said.content, author: 'bot', at, channel })
  if (exchangeId !== undefined)
    await recordDelivery(tx, {
      conversationId,
      exchangeId,
      delivery: 'sent',
      reason: null,
      sourceId: said.sourceId,
      at,
    })
}

async function notify(
  tx: Queryable,
  conversationId: string,
  toUserIds: string[],
  text: string,
  at: Date,
  handoffId?: string,
): Promise<void> {
  const body = { kind: 'notice' as const, toUserIds, text, ...(handoffId === undefined ? {} : { handoffId }) }
  await queueErrand(tx, { conversationId, body, at })
}

const GREET_WORDS =
  '【转人工】一位业主已经转到您这里，但系统没能替您告诉业主“同事已接入”。请您先跟业主打声招呼，再接着处理。'
const RETURNED_WORDS =
  '【转人工】企业微信没有把会话转到您这里，业主还在等人。请确认您在企业微信里是“接待中”，再到控制台重新接手。'

function callBackWords(reason: string): string {
  return `【请回电】有一句话没有送到业主的微信（${reason}）。请打开控制台的“出错”，看是哪位业主、原来要说什么，2小时内打电话联系，联系好了点“已联系”。`
}

function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase()
}
