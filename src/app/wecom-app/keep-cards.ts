import type { Queryable } from '../../platform/database/db'
import type { OutboxItem } from '../../queue/delivery'
import { everybodyOffered, liveCards, queueCard, settleCard } from '../../channels/wecom-app/card-store'
import type { Card } from '../../channels/wecom-app/card-store'
import type { Case } from '../../records/case/case'
import { findCommunity } from '../../records/community/community'
import { findStaff } from '../../records/community/staff'
import type { Handoff } from '../../records/handoff/handoff'
import { caseCard, handoffCard, stepOf } from './card-words'
import type { CardFacts } from './card-words'
import { colleaguesToPass } from './staff-of-case'

export interface CardDeps {
  zone: string
  publicUrl: () => string
}

/** The click that brought a change pays for the update of its card (wecom-protocol §6.5). */
export interface Pressed {
  cardId: string
  code: string
}

/** Offers an open case to those who may take it. */
export async function offerCase(
  tx: Queryable,
  deps: CardDeps,
  one: Case,
  receivers: readonly string[],
  options: { now: Date; dueAt?: Date; fallback?: OutboxItem },
): Promise<void> {
  if (receivers.length === 0) return
  const { now, dueAt, fallback } = options
  const content = caseCard(one, stepOf(one) ?? 'offer', await factsOf(tx, deps, one, now))
  const about = { subject: 'case', subjectId: one.id, communityId: one.communityId } as const
  await queueCard(tx, { ...about, step: stepOf(one) ?? 'offer', receivers, content, fallback, dueAt, at: now })
}

/**
 * Brings all cards of a case to where it stands, whoever moved it and by which way: what nobody can press any more says so to
 * everybody who got it, and whoever works on it gets the buttons of the next step.
 */
export async function keepCaseCards(
  tx: Queryable,
  deps: CardDeps,
  one: Case,
  options: { now: Date; pressed?: Pressed },
): Promise<void> {
  const { now, pressed } = options
  const step = stepOf(one)
  const worker = one.assignee === null ? null : await findStaff(tx, one.assignee)
  const reader = worker?.wecomUserId?.toLowerCase() ?? null
  const name = worker?.name ?? one.assignee ?? ''
  let served = false
  const barred: string[] = []
  for (const who of one.aboutStaff) barred.push((await findStaff(tx, who))?.wecomUserId?.toLowerCase() ?? '')
  for (const card of await liveCards(tx, 'case', one.id)) {
    const isSeen = card.receivers.some((receiver) => barred.includes(receiver.toLowerCase()))
    const fits =
      !isSeen && card.step === step && (step === 'offer' || (reader !== null && card.receivers.includes(reader)))
    if (fits) served = true
    else await settleCard(tx, card.id, { label: caseLabel(one, card, name), at: now, ...codeFor(card, pressed) })
  }
  if (step === null || step === 'offer' || served || reader === null) return
  const content = caseCard(one, step, await factsOf(tx, deps, one, now))
  const about = { subject: 'case', subjectId: one.id, communityId: one.communityId } as const
  await queueCard(tx, { ...about, step, receivers: [reader], content, at: now })
}

export async function offerHandoff(
  tx: Queryable,
  deps: CardDeps,
  found: Handoff,
  receivers: readonly string[],
  options: { now: Date; fallback?: OutboxItem; step?: 'offer' | 'work' },
): Promise<void> {
  if (receivers.length === 0) return
  const { now, fallback, step = 'offer' } = options
  const community = found.communityId === null ? null : await findCommunity(tx, found.communityId)
  const colleagues = await colleaguesToPass(tx, found.communityId, now, found.communityZone ?? deps.zone)
  const facts = {
    zone: deps.zone,
    now,
    publicUrl: deps.publicUrl(),
    who: '',
    colleagues,
    community: community?.name ?? '',
  }
  await queueCard(tx, {
    ...{ subject: 'handoff', subjectId: found.id, communityId: found.communityId, step, receivers, fallback, at: now },
    content: handoffCard(found, facts, step),
  })
}

/** The same for a handoff. In native mode the holder ends the talk in the WeCom client, so no further card is needed. */
export async function keepHandoffCards(
  tx: Queryable,
  deps: CardDeps,
  found: Handoff,
  options: { now: Date; pressed?: Pressed },
): Promise<void> {
  const { now, pressed } = options
  if (found.status === 'waiting') return offerAgain(tx, deps, found, now)
  const holder = found.assignee === null ? null : await findStaff(tx, found.assignee)
  const reader = holder?.wecomUserId?.toLowerCase() ?? null
  let served = false
  for (const card of await liveCards(tx, 'handoff', found.id)) {
    if (found.status === 'active' && card.step === 'work' && reader !== null && card.receivers.includes(reader))
      served = true
    else
      await settleCard(tx, card.id, {
        ...{ label: handoffLabel(found, holder?.name ?? found.assignee ?? ''), at: now },
        ...codeFor(card, pressed),
      })
  }
  if (found.status !== 'active' || found.mode === 'native' || served || reader === null) return
  await offerHandoff(tx, deps, found, [reader], { now, step: 'work' })
}

/** Somebody gave it back: whoever was asked before is asked once more. A first offer is the notice's own. */
async function offerAgain(tx: Queryable, deps: CardDeps, found: Handoff, now: Date): Promise<void> {
  const live = await liveCards(tx, 'handoff', found.id)
  for (const card of live.filter(({ step }) => step === 'work'))
    await settleCard(tx, card.id, { label: '已退回', at: now })
  if (live.some(({ step }) => step === 'offer')) return
  await offerHandoff(tx, deps, found, await everybodyOffered(tx, 'handoff', found.id), { now })
}

export function caseLabel(one: Pick<Case, 'status'>, card: Pick<Card, 'step'>, who: string): string {
  switch (one.status) {
    case 'paused':
      return '已暂停'
    case 'resolved':
      return `已完成 ${who}`.trim()
    case 'closed':
      return '已办结'
    case 'cancelled':
      return '已撤销'
    default:
      if (card.step === 'offer') return `已由${who || '同事'}接单`
      return one.status === 'in_progress' ? `处理中 ${who}`.trim() : `已转派${who}`
  }
}

export function handoffLabel(found: Pick<Handoff, 'status'>, who: string): string {
  return found.status === 'closed' ? '已结束' : `已由${who || '同事'}接单`
}

async function factsOf(tx: Queryable, deps: CardDeps, one: Case, now: Date): Promise<CardFacts> {
  const worker = await findStaff(tx, one.assignee ?? one.ownerOfRecord)
  const { communityId, communityZone } = one
  return {
    ...{ zone: deps.zone, now, publicUrl: deps.publicUrl(), who: worker?.name ?? one.assignee ?? '' },
    colleagues: one.confidential ? [] : await colleaguesToPass(tx, communityId, now, communityZone ?? deps.zone),
  }
}

const codeFor = (card: Card, pressed: Pressed | undefined) =>
  pressed?.cardId === card.id ? { code: pressed.code } : {}
