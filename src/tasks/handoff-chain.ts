import { z } from 'zod'
import type { Queryable } from '../platform/database/db'
import { nextOpening, type StaffHours } from '../platform/staff-hours'
import { formatChineseTime } from '../platform/zoned-time'
import type { JobHandler } from '../queue/schedule'
import { queueErrand } from '../queue/say-later'
import { linkCaseToExchanges } from '../records/case/link-case'
import { openCase } from '../records/case/open-case'
import { findCase } from '../records/case/read-case'
import { wholeTime } from '../records/case/whole-time'
import { addOpenMinutes } from '../records/case/working-time'
import { officeHours } from '../records/community/office-hours'
import { lastResort } from '../records/community/on-call'
import { chooseOwnerOfRecord } from '../records/community/owner-of-record'
import { findStaff } from '../records/community/staff'
import {
  askPeople,
  giveUpWaiting,
  nextStep,
  OPENING_JOB,
  stepsFor,
  UNANSWERED_JOB,
  unansweredKey,
  type NextStep,
} from '../records/handoff/ask-person'
import { findHandoff, type Handoff } from '../records/handoff/handoff'
import { moveHandoff } from '../records/handoff/handoff-moves'
import { matterOfHandoff } from '../records/handoff/matter-of-handoff'
import { servicePolicy } from '../records/handoff/service-policy'
import { lockTalk } from '../records/lock-talk'
import { makePromise } from '../records/promise/promise'
import { nameOf } from './case-facts'
import { tellStaff, wordsOf } from './speak'
import type { TaskDeps } from './speak'

const HandoffBody = z.object({ handoffId: z.string() })
const CALL_BACK_CATEGORY = '咨询/请人工联系'

/**
 * Nobody waits in silence (B1, B10): whoever was asked and does not come in time is followed by the next person, the supervisor,
 * the last named manager, and the owner is told each time. After the last one the matter is a case with a time, and the bot serves on.
 */
export function handoffChain(deps: TaskDeps): Record<string, JobHandler> {
  return {
    [UNANSWERED_JOB]: async (tx, job, now) => {
      const { handoffId, step } = HandoffBody.extend({ step: z.number() }).parse(job.body)
      const found = await lockedHandoff(tx, handoffId)
      if (!found) return
      const silent = found.mode === 'native' && !(await hasSpoken(tx, found))
      if (moveHandoff(found, { act: 'unanswered', step, silent }).kind !== 'moves') return
      await askNext(deps, tx, found, now)
    },
    // Whoever asked at night is called first thing in the morning; staff hear of it before the owner has to ask again.
    [OPENING_JOB]: async (tx, job, now) => {
      const found = await lockedHandoff(tx, HandoffBody.parse(job.body).handoffId)
      if (found?.status === 'waiting' && found.step === -1) await askNext(deps, tx, found, now)
    },
    // WeCom did not give the session to whoever had it: the talk waits again, and the next person is asked at once.
    'handoff-returned': async (tx, job, now) => {
      const found = await lockedHandoff(tx, HandoffBody.parse(job.body).handoffId)
      if (found?.status === 'waiting' && !(await isExpected(tx, found))) await askNext(deps, tx, found, now)
    },
    'handoff-passed': async (tx, job, now) => {
      const found = await findHandoff(tx, HandoffBody.parse(job.body).handoffId)
      // In the WeCom client the owner sees whom they talk to; in our console nobody else tells them.
      if (found?.status !== 'active' || found.mode !== 'console') return
      const phrases = wordsOf(deps, found.communityId)
      const who = (await nameOf(tx, found.assignee)) ?? phrases.say('handoff.officer')
      await deps.speak(tx, {
        conversationId: found.conversationId,
        content: { type: 'text', text: phrases.say('handoff.passedTo', { who }) },
        at: now,
        message: { evenWhenServed: true },
      })
    },
  }
}

async function lockedHandoff(tx: Queryable, id: string): Promise<Handoff | null> {
  const seen = await findHandoff(tx, id)
  if (!seen || seen.status === 'closed') return null
  await lockTalk(tx, seen.conversationId)
  const found = await findHandoff(tx, id)
  return found && found.status !== 'closed' ? found : null
}

/** Somebody has been asked and their time is running. */
async function isExpected(tx: Queryable, found: Handoff): Promise<boolean> {
  const rows = await tx.query('somebody-is-expected', `select 1 from job where key = $1 and status = 'waiting'`, [
    unansweredKey(found.id, found.step),
  ])
  return rows.length > 0
}

/** A session that WeCom gave to somebody is only answered once they have said a word. */
async function hasSpoken(tx: Queryable, found: Handoff): Promise<boolean> {
  const rows = await tx.query(
    'staff-has-spoken',
    `select 1 from exchange where conversation_id = $1 and author = 'staff' and at >= $2 limit 1`,
    [found.conversationId, found.acceptedAt ?? found.openedAt],
  )
  return rows.length > 0
}

async function askNext(deps: TaskDeps, tx: Queryable, found: Handoff, now: Date): Promise<void> {
  const policy = await servicePolicy(tx, found.communityId)
  // The chain has been at its end before: the case it left stands, and nobody is asked in a circle.
  if (found.step >= stepsFor(policy, found.reason).length) return
  const zone = found.communityZone ?? deps.zone
  const receiving = found.mode === 'native' ? ((await deps.receiving?.(found)) ?? null) : null
  const holder = found.assignee === null ? null : ((await findStaff(tx, found.assignee))?.id ?? found.assignee)
  const next = await nextStep(tx, {
    policy,
    reason: found.reason,
    step: found.step,
    asked: holder === null ? found.asked : [...found.asked, { staff: holder, name: '', step: found.step, at: '' }],
    matter: await matterOfHandoff(tx, found),
    at: now,
    zone,
    receiving,
  })
  // Somebody holds the session and nobody else is left: it stays theirs, the manager has been told.
  if (next === null) return found.status === 'waiting' ? nobodyCame(deps, tx, found, now) : undefined
  await askPeople(tx, found.id, next, { at: now, now, promised: found.staffed })
  await tellStaff(tx, {
    conversationId: found.conversationId,
    handoffId: found.id,
    to: next.people.map(({ wecomUserId }) => wecomUserId),
    text: `【转人工】业主还在等人接待，请${next.people[0]?.name || '您'}在${next.minutes}分钟内接手。触发：「${found.evidence[0] ?? ''}」`,
    at: now,
  })
  await tellOwner(deps, tx, found, next, now)
  if (found.mode === 'native') await moveSession(tx, found, next, now)
}

/** Told each time it changes; who asked at night has their time already and is not written to again. */
async function tellOwner(deps: TaskDeps, tx: Queryable, found: Handoff, next: NextStep, now: Date): Promise<void> {
  if (!found.staffed) return
  const phrases = wordsOf(deps, found.communityId)
  const who = next.people[0]?.name || phrases.say('handoff.officer')
  await deps.speak(tx, {
    conversationId: found.conversationId,
    content: { type: 'text', text: phrases.say('handoff.nextPerson', { who, within: `${next.minutes}分钟` }) },
    at: now,
    message: { evenWhenServed: true, useReserve: true },
  })
}

async function moveSession(tx: Queryable, found: Handoff, next: NextStep, at: Date): Promise<void> {
  const target = next.people[0]?.wecomUserId
  if (!target) return
  await queueErrand(tx, {
    conversationId: found.conversationId,
    body: { kind: 'transition', handoffId: found.id, to: 'person', target },
    at,
  })
}

/** The chain is at its end: a case with somebody who answers and a time, told at once; nothing the owner said is lost. */
async function nobodyCame(deps: TaskDeps, tx: Queryable, found: Handoff, now: Date): Promise<void> {
  const { zone, hours } = await officeHours(tx, found.communityId, deps)
  const policy = await servicePolicy(tx, found.communityId)
  const manager = await lastResort(tx, found.communityId)
  const known = found.caseId === null ? null : await findCase(tx, found.caseId)
  const dueAt = answerDue(found, policy.promise.answer_minutes, now, { zone, hours })
  const one =
    known ??
    (await openCase(tx, {
      kind: 'enquiry',
      category: CALL_BACK_CATEGORY,
      summary: `业主等候人工无人接入：${found.evidence[0] ?? '请求人工'}`.slice(0, 200),
      conversationId: found.conversationId,
      personId: found.personId,
      channel: found.channel,
      user: found.user,
      communityId: found.communityId,
      priority: 'urgent',
      source: found.channel,
      at: now,
      zone,
      dueAt,
      ownerOfRecord: manager?.id ?? (await chooseOwnerOfRecord(tx, { communityId: found.communityId, at: now, zone })),
      by: 'system',
    }))
  const end = stepsFor(policy, found.reason).length
  await giveUpWaiting(tx, found.id, { at: now, caseId: one.id, end })
  const answer = { conversationId: found.conversationId, personId: found.personId, communityId: found.communityId }
  await makePromise(tx, {
    ...answer,
    caseId: one.id,
    kind: 'answer',
    what: `${one.number} 联系业主`,
    dueAt,
    at: now,
  })
  await tellStaff(tx, {
    conversationId: found.conversationId,
    handoffId: found.id,
    caseId: one.id,
    to: [manager?.wecomUserId ?? null],
    text: `【转人工无人接】${one.number} 请过的同事都没有接手，请安排人在${formatChineseTime(dueAt, zone, now)}前联系业主。`,
    at: now,
  })
  if (!found.staffed) return
  const phrases = wordsOf(deps, found.communityId)
  const said = await deps.speak(tx, {
    conversationId: found.conversationId,
    content: {
      type: 'text',
      text: phrases.say('handoff.nobodyCame', {
        number: one.number,
        who: (await nameOf(tx, one.assignee ?? one.ownerOfRecord)) ?? phrases.say('handoff.officer'),
        due: formatChineseTime(dueAt, zone, now),
      }),
    },
    at: now,
    message: { evenWhenServed: true, useReserve: true },
  })
  await linkCaseToExchanges(tx, one.id, said, now)
}

/** By the company's hours; danger waits for no opening, and whoever is pressed for it is pressed again by the clock. */
function answerDue(found: Handoff, minutes: number, now: Date, calendar: { zone: string; hours: StaffHours }): Date {
  if (found.reason === 'emergency') return wholeTime(now, new Date(now.getTime() + minutes * 60_000))
  const from = nextOpening(calendar.hours, now, calendar.zone) ?? now
  return wholeTime(from, addOpenMinutes(from, minutes, calendar))
}
