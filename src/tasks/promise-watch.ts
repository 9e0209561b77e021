import { z } from 'zod'
import type { Queryable } from '../platform/database/db'
import { formatChineseTime } from '../platform/zoned-time'
import type { JobHandler } from '../queue/schedule'
import { comingRound, scheduleJob } from '../queue/schedule'
import { actOnCase } from '../records/case/act-on-case'
import type { Case } from '../records/case/case'
import { findCase } from '../records/case/read-case'
import { wholeTime } from '../records/case/whole-time'
import { addOpenMinutes } from '../records/case/working-time'
import { officeHours } from '../records/community/office-hours'
import type { Person } from '../records/handoff/choose-person'
import { afterQuiet, servicePolicy, type Post } from '../records/handoff/service-policy'
import { lockTalk } from '../records/lock-talk'
import { isKept } from '../records/promise/is-kept'
import {
  endPromise,
  findPromise,
  makePromise,
  markPromiseTold,
  overduePromises,
  PROMISE_DUE_JOB,
  type PromiseMade,
} from '../records/promise/promise'
import { factsOf, nameOf } from './case-facts'
import { noteNews } from './news-of-case'
import { personAt } from './person-at'
import { tellStaff, wordsOf } from './speak'
import type { TaskDeps } from './speak'

const TELL_JOB = 'promise-tell'
const SWEEP_JOB = 'promise-sweep'
const SWEEP_MS = 3600_000
/** A person serves: they speak for us, and our words wait this long before we look again. */
const SERVED_MS = 30 * 60_000
const RUNNING: readonly string[] = ['open', 'accepted', 'in_progress']

const PromiseBody = z.object({ promiseId: z.string() })

/**
 * The ledger keeps itself (C1): when a time comes, the log says whether the word was kept. A broken one is raised to the next
 * person at once and told to the owner before they ask, once, by day, with an apology and a new time that stands in the ledger too.
 */
export function promiseWatch(deps: TaskDeps): Record<string, JobHandler> {
  return {
    [PROMISE_DUE_JOB]: async (tx, job, now) => settle(deps, tx, PromiseBody.parse(job.body).promiseId, now),
    [TELL_JOB]: async (tx, job, now) => {
      const promise = await findPromise(tx, PromiseBody.parse(job.body).promiseId)
      if (promise) await tellOwner(deps, tx, promise, now)
    },
    // A job that failed ten times is not tried again: once an hour the ledger itself is read. Each promise gets a job of its own,
    // so that one that cannot be settled keeps none of the others waiting.
    [SWEEP_JOB]: comingRound(schedulePromiseSweep, async (tx, job, now) => {
      for (const { id } of await overduePromises(tx, { now: new Date(now.getTime() - SWEEP_MS / 2) }))
        await scheduleJob(tx, {
          kind: PROMISE_DUE_JOB,
          key: `${PROMISE_DUE_JOB}:${id}:${job.key}`,
          dueAt: now,
          body: { promiseId: id },
        })
    }),
  }
}

/** At the next full hour; every process and every start may say so, it is one job. */
export async function schedulePromiseSweep(tx: Queryable, now: Date): Promise<void> {
  const slot = Math.floor(now.getTime() / SWEEP_MS) + 1
  await scheduleJob(tx, { kind: SWEEP_JOB, key: `${SWEEP_JOB}:${slot}`, dueAt: new Date(slot * SWEEP_MS) })
}

async function settle(deps: TaskDeps, tx: Queryable, promiseId: string, now: Date): Promise<void> {
  const seen = await findPromise(tx, promiseId)
  if (!seen || seen.endedAt !== null) return
  if (seen.conversationId !== null) await lockTalk(tx, seen.conversationId)
  const promise = await findPromise(tx, promiseId)
  if (!promise || promise.endedAt !== null) return
  // Who joins a talk is the chain's affair (handoff-chain.ts): it tells the owner with the next person's name.
  if (promise.kind === 'join') return
  if (await isKept(tx, promise)) return void (await endPromise(tx, promise.id, { ending: 'kept', at: now }))
  const one = promise.caseId === null ? null : await findCase(tx, promise.caseId)
  if (one?.status === 'paused')
    return void (await endPromise(tx, promise.id, {
      ending: 'renegotiated',
      reason: one.pausedReason ?? '暂停中',
      at: now,
    }))
  await endPromise(tx, promise.id, { ending: 'broken', at: now })
  await raise(deps, tx, promise, one, now)
  // While danger lasts people are on the phone with each other; a machine's apology would only be in the way.
  if (one?.kind !== 'emergency' || promise.kind === 'answer') await tellOwner(deps, tx, promise, now)
}

/** The case is pressed, and whoever is next in the table hears of it, by day and by night. */
async function raise(deps: TaskDeps, tx: Queryable, promise: PromiseMade, one: Case | null, now: Date): Promise<void> {
  if (one && RUNNING.includes(one.status))
    await actOnCase(tx, one.id, { action: 'urge', by: 'system', note: '超过答应业主的时间', at: now })
  // Nothing of ours reaches who rang up: the urged case brings its card up again, and the ledger says to ring back.
  if (promise.conversationId === null) return
  const person = await nextPerson(tx, promise, one, now, deps.zone)
  const due = formatChineseTime(promise.dueAt, one?.communityZone ?? deps.zone, now)
  await tellStaff(tx, {
    conversationId: promise.conversationId,
    ...(one ? { caseId: one.id } : {}),
    to: [person?.wecomUserId ?? null],
    text: `【承诺超时】${promise.what}，答应业主${due}前，没有做到。请${person?.name ?? '值班同事'}马上处理，并直接联系业主。`,
    at: now,
  })
}

async function tellOwner(deps: TaskDeps, tx: Queryable, promise: PromiseMade, now: Date): Promise<void> {
  const { conversationId } = promise
  if (conversationId === null) return
  await lockTalk(tx, conversationId)
  const one = promise.caseId === null ? null : await findCase(tx, promise.caseId)
  const { zone, hours } = await officeHours(tx, promise.communityId, deps)
  const policy = await servicePolicy(tx, promise.communityId)
  const later = afterQuiet(policy, now, zone)
  if (later > now) return again(tx, promise, later)
  const talk = await talkNow(tx, promise)
  if (talk.muted) return again(tx, promise, new Date(now.getTime() + SERVED_MS))
  // What is done by now is told as done; and an owner who asked meanwhile has been answered already.
  if ((one && !RUNNING.includes(one.status)) || talk.asked) return void (await markPromiseTold(tx, promise.id, now))
  if (!(await markPromiseTold(tx, promise.id, now))) return

  const posts = policy.promise.broken
  const isLast = promise.step >= posts.length - 1
  const next = wholeTime(now, addOpenMinutes(now, policy.promise.answer_minutes, { zone, hours }))
  const person = await nextPerson(tx, promise, one, now, deps.zone)
  const phrases = wordsOf(deps, promise.communityId)
  const who = person?.name || phrases.say('handoff.officer')
  const times = {
    due: formatChineseTime(promise.dueAt, zone, now),
    next: formatChineseTime(next, zone, now),
  }
  const facts = one
    ? { ...(await factsOf(tx, one, { phrases, note: '', by: 'system', zone, now })), ...times, who }
    : { ...times, who }
  const said = await deps.speak(tx, {
    conversationId,
    content: {
      type: 'text',
      text: phrases.say(wordingFor(promise, one, isLast), { ...facts, about: one?.number ?? '' }),
    },
    at: now,
  })
  if (one) await noteNews(tx, { caseId: one.id, conversationId, said, now })
  // The last in the table is a named manager: from there people speak, not a fourth apology by machine.
  if (isLast) return
  await makePromise(tx, {
    conversationId: promise.conversationId,
    personId: promise.personId,
    communityId: promise.communityId,
    caseId: promise.caseId,
    kind: 'answer',
    what: one ? `${one.number} 回话` : promise.what,
    step: promise.step + 1,
    dueAt: next,
    at: now,
  })
}

function wordingFor(promise: PromiseMade, one: Case | null, isLast: boolean): string {
  if (isLast) return one ? 'news.overdueLast' : 'news.lateLast'
  if (promise.kind === 'word') return 'news.lateWord'
  return one && promise.kind === 'result' ? 'news.overdue' : 'news.lateAnswer'
}

async function again(tx: Queryable, promise: PromiseMade, at: Date): Promise<void> {
  await scheduleJob(tx, {
    kind: TELL_JOB,
    key: `${TELL_JOB}:${promise.id}:${at.toISOString()}`,
    dueAt: at,
    body: { promiseId: promise.id },
  })
}

/** Whether a person holds the talk, and whether the owner has asked since the time passed: then they know already. */
async function talkNow(tx: Queryable, promise: PromiseMade): Promise<{ muted: boolean; asked: boolean }> {
  const rows = await tx.query<{ muted: boolean; asked: boolean }>(
    'talk-of-promise',
    `select v.muted, exists (select from case_stage s join cases c on c.id = s.case_id
                              where c.id = $2 and s.stage = 'urged' and s.at >= $3 and s.actor in (v.user_id, 'owner')) as asked
       from conversation v where v.id = $1`,
    [promise.conversationId, promise.caseId, promise.dueAt],
  )
  return rows[0] ?? { muted: false, asked: false }
}

async function nextPerson(
  tx: Queryable,
  promise: PromiseMade,
  one: Case | null,
  at: Date,
  zone: string,
): Promise<Person | null> {
  const policy = await servicePolicy(tx, promise.communityId)
  const post: Post = policy.promise.broken[Math.min(promise.step, policy.promise.broken.length - 1)]!
  const found = await personAt(tx, post, { communityId: promise.communityId, one, at, zone })
  if (found) return found
  const name = one ? await nameOf(tx, one.assignee) : null
  return name === null ? null : { staff: name, name, wecomUserId: null }
}
