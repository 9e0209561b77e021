import { isDistress } from '../../conversation/distress'
import { homeText } from '../../conversation/slots/slot-values'
import type { Turn } from '../../conversation/turn'
import type { HandoffReason } from '../../understanding/understanding'
import { nextOpening } from '../../platform/staff-hours'
import { late } from '../../queue/turn'
import { openHandoff } from '../../records/handoff/open-handoff'
import { knownOfOwner } from '../../records/person/known-of-owner'
import { communityOf, fileCase } from '../filing/file-case'
import { sayTime } from '../filing/say-time'
import { staffToTell } from './staff-to-tell'
import { noticeText } from './notice'

/** What the owner is told to expect when somebody is on duty; nobody may promise less than the queue can keep. */
const WITHIN = { zh: '5分钟', en: '5 minutes' }

/**
 * Calls a person in (design D9): the handoff and its card, words for the owner, the notice to staff, then the session's transition,
 * all with the turn's commit. With nobody on duty it opens a case with the time a person comes, and the bot serves on.
 */
export async function handOver(
  turn: Turn,
  reason: HandoffReason,
  evidence: string[],
  options: { quiet?: boolean },
): Promise<void> {
  const { conversation } = turn.claimed
  const { channel, account } = conversation
  const mode = turn.services.handoffMode(channel, account)
  const staffed = await turn.services.isStaffed({ channel, account, at: turn.at, community: turn.community })
  const opening = nextOpening(turn.community.hours, turn.at, turn.community.timeZone)
  // A matter that was filed in this turn carries the promise; else an enquiry does (contract §4: also a call-back).
  if (!staffed && turn.filed.length === 0) {
    await fileCase(turn, {
      kind: 'enquiry',
      category: '咨询/请人工联系',
      values: {},
      summary: `业主需要人工联系：${evidence[0] ?? turn.text}`.slice(0, 200),
      ...(opening === null ? {} : { dueAt: new Date(opening.getTime() + CALL_BACK_MS) }),
    })
  }
  if (!options.quiet)
    await tellOwner(turn, reason, { staffed, opening, number: staffed ? null : turn.filed.at(-1)!.number })

  turn.personComes = staffed
  turn.memory.handoffId = late('handoff.id')
  const card = await makeCard(turn, reason, evidence)
  const tell = await staffToTell(turn, { emergency: reason === 'emergency' })
  const words = noticeText(turn, reason, evidence)
  const { caseRef } = turn
  turn.effect(async (tx) => {
    const opened = await openHandoff(tx, {
      conversationId: conversation.id,
      personId: conversation.personId,
      communityId: communityOf(turn),
      reason,
      evidence,
      mode,
      staffed,
      card,
      caseId: caseRef.id,
      at: turn.at,
      now: turn.now,
      zone: turn.community.timeZone,
    })
    return { 'handoff.id': opened.id }
  })
  // In this order: once a person holds the session, plain words are refused (wecom-protocol §5.14).
  await turn.errand({ kind: 'notice', handoffId: late('handoff.id'), toUserIds: tell, text: words })
  await turn.errand({ kind: 'transition', handoffId: late('handoff.id'), to: 'person' })
}

/** A call-back promised for the morning is made within the first half hour. */
const CALL_BACK_MS = 30 * 60_000

async function tellOwner(
  turn: Turn,
  reason: HandoffReason,
  facts: { staffed: boolean; opening: Date | null; number: string | null },
): Promise<void> {
  const { phrases } = turn
  const wait = facts.staffed
    ? phrases.say('handoff.waitOnDuty', { within: WITHIN[phrases.language] })
    : phrases.say('handoff.waitOffDuty', {
        hours: turn.community.hoursText,
        number: facts.number,
        opening: facts.opening ? sayTime(turn, facts.opening) : '',
      })
  if (reason === 'sentiment' && isDistress(turn.understanding)) {
    turn.memory.toldWaitingAt = null
    const key = facts.staffed ? 'handoff.comfort' : 'handoff.comfortOffDuty'
    const opening = facts.opening ? sayTime(turn, facts.opening) : ''
    return turn.phrase(key, { opening }, { evenWhenServed: true, useReserve: true })
  }
  const apology = ['sentiment', 'policy', 'stuck'].includes(reason) ? phrases.say('handoff.apology') : ''
  turn.memory.toldWaitingAt = null
  await turn.phrase('handoff.passedOn', { apology, wait }, { evenWhenServed: true, useReserve: true })
}

/** What the person must know and must not ask again (C8). */
async function makeCard(turn: Turn, reason: HandoffReason, evidence: string[]): Promise<Record<string, unknown>> {
  const known = await knownOfOwner(turn.db, turn.claimed.conversation.personId)
  const facts = {
    name: known.name,
    phone: known.phone,
    home: known.home ? homeText(known.home) : null,
    community: turn.community.name,
    draft: turn.draft,
    said: [...turn.memory.history.slice(-3), turn.text].filter(Boolean),
    entities: turn.understanding.entities,
  }
  const doNotAsk = [
    known.name && '称呼',
    known.phone && '电话',
    known.home && '门牌',
    facts.said.length > 0 && '事情经过',
  ].filter(Boolean)
  return {
    facts,
    attempts: turn.memory.asked.map((entry) => ({ question: entry.normal, times: entry.times })),
    promises: promisesOf(turn),
    mood: {
      label: turn.understanding.sentiment.label,
      score: turn.understanding.sentiment.score,
      signals: turn.understanding.signals,
      tippedBy: evidence[0] ?? turn.text,
    },
    doNotAskAgain: doNotAsk,
    reason,
  }
}

/** Numbers of this very turn come with the commit; the card is written in the same one, so only earlier ones stand here. */
function promisesOf(turn: Turn): { number: string }[] {
  const { caseInTalk } = turn.memory
  return caseInTalk && !caseInTalk.number.startsWith('⟪') ? [{ number: caseInTalk.number }] : []
}
