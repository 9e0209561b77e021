import { isDistress } from '../../conversation/distress'
import type { Turn } from '../../conversation/turn'
import type { HandoffReason } from '../../understanding/understanding'
import { nextOpening } from '../../platform/staff-hours'
import { scheduleJob } from '../../queue/schedule'
import { late } from '../../queue/turn'
import { askPeople, nextStep, OPENING_JOB, stepsFor, type NextStep } from '../../records/handoff/ask-person'
import { peopleForStep, type Matter } from '../../records/handoff/choose-person'
import { findCase } from '../../records/case/read-case'
import { openHandoff } from '../../records/handoff/open-handoff'
import { staffOf } from '../../records/community/staff'
import { servicePolicy } from '../../records/handoff/service-policy'
import { communityOf, fileCase, type Filed } from '../filing/file-case'
import { prepareCard } from './card'
import { fileThreat } from './file-threat'
import { CALL_BACK_MS, nobodyOnDuty } from './nobody-on-duty'
import { noticeText } from './notice'

/**
 * Calls a person in (design D9): who is asked first and until when, the handoff and its card, words for the owner, the notice to
 * staff, then the session's transition, all with the turn's commit. With nobody on duty it opens a case with the time a person
 * comes, and the bot serves on.
 */
export async function handOver(
  turn: Turn,
  reason: HandoffReason,
  evidence: string[],
  options: { quiet?: boolean },
): Promise<void> {
  const { conversation } = turn.claimed
  const { channel, account } = conversation
  const mode = await turn.services.handoffMode(channel, account)
  const staffed = await turn.services.isStaffed({ channel, account, at: turn.at, community: turn.community })
  const opening = nextOpening(turn.community.hours, turn.at, turn.community.timeZone)
  const threat = await fileThreat(turn, reason)
  // A matter that was filed in this turn carries the promise; else an enquiry does (contract §4: also a call-back).
  if (!staffed && turn.filed.length === 0) {
    await fileCase(turn, {
      kind: 'enquiry',
      category: CALL_BACK_CATEGORY,
      values: {},
      summary: `业主需要人工联系：${evidence[0] ?? turn.text}`.slice(0, 200),
      ...(opening === null ? {} : { dueAt: new Date(opening.getTime() + CALL_BACK_MS) }),
    })
  }
  const first = await firstPeople(turn, reason)
  if (!options.quiet)
    await tellOwner(turn, reason, {
      number: staffed ? null : turn.filed.at(-1)!.number,
      minutes: first.minutes,
      threat,
    })

  turn.personComes = staffed
  turn.memory.handoffId = late('handoff.id')
  const { complete } = await prepareCard(turn, reason, evidence)
  const tell = first.people.flatMap(({ wecomUserId }) => (wecomUserId === null ? [] : [wecomUserId]))
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
      card: await complete(tx),
      caseId: caseRef.id,
      at: turn.at,
      now: turn.now,
      zone: turn.community.timeZone,
    })
    if (!opened.merged && (staffed || reason === 'emergency'))
      await askPeople(tx, opened.id, first, { at: turn.at, now: turn.now, promised: !options.quiet })
    if (!opened.merged && !staffed && opening !== null)
      await scheduleJob(tx, {
        kind: OPENING_JOB,
        key: `${OPENING_JOB}:${opened.id}`,
        dueAt: new Date(turn.now.getTime() + (opening.getTime() - turn.at.getTime())),
        body: { handoffId: opened.id },
      })
    return { 'handoff.id': opened.id }
  })
  // In this order: once a person holds the session, plain words are refused (wecom-protocol §5.14).
  await turn.errand({ kind: 'notice', handoffId: late('handoff.id'), toUserIds: tell, text: words })
  // In console mode the session stays with the API and staff answer in the browser (design D9).
  if (mode === 'console') return
  const prefer = await servicersByFitness(turn)
  await turn.errand({
    kind: 'transition',
    handoffId: late('handoff.id'),
    to: 'person',
    ...(prefer.length > 0 ? { prefer } : {}),
  })
}

/** For WeCom, which knows who is receiving but not who knows the house and the matter. */
async function servicersByFitness(turn: Turn): Promise<string[]> {
  const staff = await staffOf(turn.db, communityOf(turn))
  const people = await peopleForStep(turn.db, {
    ask: 'best',
    matter: await matterOf(turn),
    except: [],
    at: turn.at,
    zone: turn.community.timeZone,
    receiving: staff.flatMap(({ wecomUserId }) => (wecomUserId === null ? [] : [wecomUserId])),
  })
  return people.flatMap(({ wecomUserId }) => (wecomUserId === null ? [] : [wecomUserId]))
}

async function matterOf(turn: Turn): Promise<Matter> {
  const { caseInTalk } = turn.memory
  const inTalk = caseInTalk?.kind === 'complaint' ? await findCase(turn.db, caseInTalk.id) : null
  return {
    communityId: communityOf(turn),
    building: turn.draft?.home?.building ?? turn.services.reader.where(turn.text).building ?? null,
    words: [...turn.memory.history.slice(-3), turn.text].join(' '),
    served: turn.memory.handedBack?.by ?? null,
    emergency: turn.understanding.emergency?.type,
    about: [...turn.filed.flatMap(({ about }) => about), ...(inTalk?.aboutStaff ?? [])],
  }
}

export const CALL_BACK_CATEGORY = '咨询/请人工联系'

/** Whom the table asks first. Where nobody is named or on shift, the account's servicers are told, and the same time holds. */
async function firstPeople(turn: Turn, reason: HandoffReason): Promise<NextStep> {
  const communityId = communityOf(turn)
  const policy = await servicePolicy(turn.db, communityId)
  const found = await nextStep(turn.db, {
    policy,
    reason,
    step: -1,
    asked: [],
    matter: await matterOf(turn),
    at: turn.at,
    zone: turn.community.timeZone,
  })
  const steps = stepsFor(policy, reason)
  return found ?? { step: steps.length - 1, minutes: steps[0]!.minutes, people: [] }
}

/** `number` is the record that carries the promise, null where somebody on duty comes. */
async function tellOwner(
  turn: Turn,
  reason: HandoffReason,
  facts: { number: string | null; minutes: number; threat: Filed | null },
): Promise<void> {
  const { phrases } = turn
  const within = phrases.language === 'zh' ? `${facts.minutes}分钟` : `${facts.minutes} minutes`
  const { number } = facts
  turn.memory.toldWaitingAt = null
  if (reason === 'sentiment' && isDistress(turn.understanding)) {
    const { key, values } = number === null ? { key: 'handoff.comfort', values: {} } : nobodyOnDuty(turn, 'comfort')
    return turn.phrase(key, values, { evenWhenServed: true, useReserve: true })
  }
  const { key, values } =
    number === null ? { key: 'handoff.waitOnDuty', values: { within } } : nobodyOnDuty(turn, 'wait', { number })
  const wait = phrases.say(key, values)
  const apology = ['sentiment', 'policy', 'stuck'].includes(reason) ? phrases.say('handoff.apology') : ''
  const { threat } = facts
  const filed =
    threat && number === null
      ? phrases.say('handoff.alsoFiled', { number: threat.number, who: threat.who, due: threat.due })
      : ''
  await turn.phrase(
    'handoff.passedOn',
    {
      apology: apology && phrases.language === 'en' ? `${apology} ` : apology,
      wait: [wait, filed].filter(Boolean).join('\n'),
    },
    { evenWhenServed: true, useReserve: true },
  )
}
