import { z } from 'zod'
import { toIsoWithOffset } from '../platform/zoned-time'
import type { Queryable } from '../platform/database/db'
import type { OutboundContent } from '../messages/outbound'
import type { Job, JobHandler } from '../queue/schedule'
import { scheduleJob } from '../queue/schedule'
import { moodOfTalk } from '../conversation/mood-of-talk'
import type { Phrases } from '../dialogs/phrases'
import type { Case } from '../records/case/case'
import type { CaseStatus } from '../records/case/case-kinds'
import { findCase } from '../records/case/read-case'
import { officeHours } from '../records/community/office-hours'
import { afterQuiet, servicePolicy } from '../records/handoff/service-policy'
import { noteRatingAsk, wasRatingAsked } from '../records/rating/rating-ask'
import { factsOf, type CaseFacts } from './case-facts'
import { noteNews } from './news-of-case'
import { wordsOf } from './speak'
import type { TaskDeps } from './speak'

const ASK_LATER_JOB = 'rating-ask'
const TELL_LATER_JOB = 'result-tell'
const ResolvedBody = z.object({ caseId: z.string(), by: z.string(), note: z.string() })
const LaterBody = z.object({ caseId: z.string(), resolvedAt: z.string() })
const TellLaterBody = LaterBody.extend({ conversationId: z.string(), by: z.string(), note: z.string() })

/** A person serves, or is on the way: they hear from the owner themselves whether it is solved. */
const SERVED_MS = 30 * 60_000
/** Somebody who was upset is asked the next day, if at all. */
const CALM_AFTER_MS = 12 * 3600_000

/**
 * Ending well: the result, and one tap for "solved" and the score. Asked once for each time it was resolved, of the talk it came
 * from (B39), by the system and never by staff (B40), not at night (B58), not in anger or danger (B20): then the result is told
 * plainly, and the score asked for when things have calmed down.
 */
export function ratingAsk(deps: TaskDeps): Record<string, JobHandler> {
  return {
    'case-resolved': async (tx, job, now) => {
      const { caseId, by, note } = ResolvedBody.parse(job.body)
      const one = await findCase(tx, caseId)
      if (!isWaiting(one)) return
      const { zone } = await officeHours(tx, one.communityId, deps)
      const policy = await servicePolicy(tx, one.communityId)
      const byDay = afterQuiet(policy, now, zone)
      const isDanger = one.kind === 'emergency'
      if (byDay > now && !isDanger) return postpone(tx, job, byDay)
      const talk = await talkNow(tx, one.conversationId, now)
      if (talk.muted) return postpone(tx, job, new Date(now.getTime() + SERVED_MS))
      const phrases = wordsOf(deps, one.communityId)
      const facts = await factsOf(tx, one, { phrases, note, by, zone, now })
      await tellOthers(deps, tx, one, { facts, by, note, phrases, now })
      if (talk.upset || talk.waiting || (isDanger && byDay > now)) {
        const said = await deps.speak(tx, {
          conversationId: one.conversationId,
          content: plainResult({ facts, note, phrases }),
          at: now,
        })
        await noteNews(tx, { caseId: one.id, conversationId: one.conversationId, said, now })
        return askLater(tx, one, afterQuiet(policy, new Date(now.getTime() + CALM_AFTER_MS), zone))
      }
      await ask(deps, tx, one, { facts, now, key: note ? 'news.resolved' : 'news.resolvedPlain', phrases })
    },
    [TELL_LATER_JOB]: async (tx, job, now) => {
      const { caseId, resolvedAt, conversationId, by, note } = TellLaterBody.parse(job.body)
      const one = await findCase(tx, caseId)
      if (!one || !ENDED_WELL.includes(one.status) || one.resolvedAt?.toISOString() !== resolvedAt) return
      const { zone } = await officeHours(tx, one.communityId, deps)
      const byDay = afterQuiet(await servicePolicy(tx, one.communityId), now, zone)
      if (byDay > now && one.kind !== 'emergency') return postpone(tx, job, byDay)
      const talk = await talkNow(tx, conversationId, now)
      if (talk.muted) return postpone(tx, job, new Date(now.getTime() + SERVED_MS))
      const phrases = wordsOf(deps, one.communityId)
      const facts = await factsOf(tx, one, { phrases, note, by, zone, now })
      await deps.speak(tx, { conversationId, content: plainResult({ facts, note, phrases }), at: now })
    },
    [ASK_LATER_JOB]: async (tx, job, now) => {
      const { caseId, resolvedAt } = LaterBody.parse(job.body)
      const one = await findCase(tx, caseId)
      if (!isWaiting(one) || one.resolvedAt.toISOString() !== resolvedAt || one.rating !== null) return
      const { zone } = await officeHours(tx, one.communityId, deps)
      const byDay = afterQuiet(await servicePolicy(tx, one.communityId), now, zone)
      if (byDay > now) return askLater(tx, one, byDay)
      const talk = await talkNow(tx, one.conversationId, now)
      if (talk.muted) return askLater(tx, one, new Date(now.getTime() + SERVED_MS))
      // Still angry the next day: a person is needed and no form; the case closes by itself or is reopened.
      if (talk.upset || talk.waiting) return
      const phrases = wordsOf(deps, one.communityId)
      const facts = await factsOf(tx, one, { phrases, note: '', by: '', zone, now })
      await ask(deps, tx, one, { facts, now, key: 'news.rateLater', phrases })
    },
  }
}

/** By then whoever was served first may have closed it. */
const ENDED_WELL: readonly CaseStatus[] = ['resolved', 'closed']

/**
 * Neighbours who reported the same matter hear that it is done; whoever was served first is asked, they are not (B39, B52). With whom
 * a person is just now, they hear of it afterwards.
 */
async function tellOthers(
  deps: TaskDeps,
  tx: Queryable,
  one: Waiting,
  words: { facts: CaseFacts; by: string; note: string; phrases: Phrases; now: Date },
): Promise<void> {
  if (one.anonymous || (await wasRatingAsked(tx, one.id, one.resolvedAt))) return
  const others = await tx.query<{ id: string; muted: boolean }>(
    'talks-of-other-reporters',
    `select v.id, v.muted from case_reporter r join conversation v on v.channel = r.channel and v.user_id = r.user_id
      where r.case_id = $1 and v.id <> $2 order by v.id`,
    [one.id, one.conversationId],
  )
  const { by, note, now } = words
  const resolvedAt = one.resolvedAt.toISOString()
  for (const { id, muted } of others) {
    if (!muted) {
      await deps.speak(tx, { conversationId: id, content: plainResult(words), at: now })
      continue
    }
    const dueAt = new Date(now.getTime() + SERVED_MS)
    await scheduleJob(tx, {
      kind: TELL_LATER_JOB,
      key: `${TELL_LATER_JOB}:${one.id}:${resolvedAt}:${id}@${toIsoWithOffset(dueAt, 'UTC')}`,
      dueAt,
      body: { caseId: one.id, resolvedAt, conversationId: id, by, note },
    })
  }
}

function plainResult({ facts, note, phrases }: { facts: CaseFacts; note: string; phrases: Phrases }): OutboundContent {
  return { type: 'text', text: phrases.say('news.resolvedTold', { ...facts, note: note ? `：${note}` : '' }) }
}

type Waiting = Case & { conversationId: string; resolvedAt: Date }

function isWaiting(one: Case | null): one is Waiting {
  return one !== null && one.status === 'resolved' && one.conversationId !== null && one.resolvedAt !== null
}

async function ask(
  deps: TaskDeps,
  tx: Queryable,
  one: Waiting,
  words: { facts: CaseFacts; now: Date; key: string; phrases: Phrases },
): Promise<void> {
  if (await wasRatingAsked(tx, one.id, one.resolvedAt)) return
  const said = await deps.speak(tx, {
    conversationId: one.conversationId,
    content: ratingMenu(one, words),
    at: words.now,
  })
  await noteNews(tx, { caseId: one.id, conversationId: one.conversationId, said, now: words.now })
  await noteRatingAsk(tx, one, { conversationId: one.conversationId, exchangeId: said.at(-1) ?? '', at: words.now })
}

function ratingMenu(
  one: Case,
  { facts, key, phrases }: { facts: CaseFacts; key: string; phrases: Phrases },
): OutboundContent {
  const scores = [5, 4, 3, 2, 1].map((score) => ({
    id: `rate_${one.id}_${score}`,
    label: phrases.say(`news.score${score}`),
  }))
  return {
    type: 'menu',
    text: phrases.say(key, facts),
    options: [...scores, { id: `rate_${one.id}_no`, label: phrases.say('news.notSolved') }],
  }
}

async function talkNow(
  tx: Queryable,
  conversationId: string,
  now: Date,
): Promise<{ muted: boolean; waiting: boolean; upset: boolean }> {
  const rows = await tx.query<{ muted: boolean; waiting: boolean; state: unknown }>(
    'talk-before-asking',
    `select muted, state, exists (select from handoff where conversation_id = v.id and status = 'waiting' and staffed) as waiting
       from conversation v where id = $1`,
    [conversationId],
  )
  const row = rows[0]
  if (!row) return { muted: false, waiting: false, upset: false }
  const mood = moodOfTalk(row.state)
  const fresh = mood.at !== null && now.getTime() - Date.parse(mood.at) < CALM_AFTER_MS
  return { muted: row.muted, waiting: row.waiting, upset: mood.upset && fresh }
}

async function postpone(tx: Queryable, job: Job, at: Date): Promise<void> {
  const key = `${job.key.split('@')[0]}@${toIsoWithOffset(at, 'UTC')}`
  await scheduleJob(tx, { kind: job.kind, key, dueAt: at, body: job.body })
}

async function askLater(tx: Queryable, one: Waiting, at: Date): Promise<void> {
  await scheduleJob(tx, {
    kind: ASK_LATER_JOB,
    key: `${ASK_LATER_JOB}:${one.id}:${one.resolvedAt.toISOString()}@${at.toISOString()}`,
    dueAt: at,
    body: { caseId: one.id, resolvedAt: one.resolvedAt.toISOString() },
  })
}
