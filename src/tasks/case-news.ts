import { z } from 'zod'
import type { Queryable } from '../platform/database/db'
import type { Job, JobHandler } from '../queue/schedule'
import { scheduleJob } from '../queue/schedule'
import type { Phrases } from '../dialogs/phrases'
import type { CaseStatus } from '../records/case/case-kinds'
import type { Case } from '../records/case/case'
import { closeSilentCase } from '../records/case/close-silent-case'
import { findCase } from '../records/case/read-case'
import { CLOSE_SILENT_JOB } from '../records/case/silence'
import { CASE_EVENTS } from '../records/case/tell-case'
import { HANDOFF_EVENTS } from '../records/handoff/tell-handoff'
import { endPromisesOfCase } from '../records/promise/end-promises'
import { resumeCaseClock } from '../records/promise/resume-case-clock'
import { answerRecall } from './answer-recall/send-correction'
import { factsOf } from './case-facts'
import { noteNews } from './news-of-case'
import { handoffChain } from './handoff-chain'
import { promiseAnswers } from './promise-answers'
import { promiseWatch } from './promise-watch'
import { ratingAsk } from './rating-ask'
import { ratingChain } from './rating-chain'
import { wordsOf } from './speak'
import { staffWords } from './staff-words'
import { steeringWatch } from './steering-watch'
import type { TaskDeps } from './speak'

const NewsBody = z.object({
  caseId: z.string(),
  conversationId: z.string().nullable(),
  by: z.string(),
  note: z.string(),
})

/**
 * What owners are told without having asked (B52), and what follows by itself from an act: promises are watched, unanswered calls
 * for a person go on, results are asked about. Acts of the owner's own are answered by the turn, so they are not news.
 */
export function caseNews(deps: TaskDeps): Record<string, JobHandler> {
  const text =
    (key: string, during: readonly CaseStatus[], instead?: typeof intoWhich): JobHandler =>
    async (tx, job, now) => {
      const body = NewsBody.parse(job.body)
      const one = await findCase(tx, body.caseId)
      if (!one || one.conversationId === null || body.by === one.user) return
      // A person serves: they speak for us, and the bot is silent (design D9). What has passed by then is no news.
      if (await isServed(tx, one.conversationId)) return waitForEnd(tx, job, now)
      if (waited(job) && !during.includes(one.status)) return
      const phrases = wordsOf(deps, one.communityId)
      const facts = await factsOf(tx, one, { phrases, note: body.note, by: body.by, zone: deps.zone, now })
      const other = (await instead?.(tx, one, { phrases, zone: deps.zone, now })) ?? null
      const said = await deps.speak(tx, {
        conversationId: one.conversationId,
        content: {
          type: 'text',
          text: other ? phrases.say(other.key, { ...facts, ...other.facts }) : phrases.say(key, facts),
        },
        at: now,
      })
      await noteNews(tx, { caseId: one.id, conversationId: one.conversationId, said, now })
    }

  return {
    ...nothingToSay,
    ...promiseWatch(deps),
    ...promiseAnswers(deps),
    ...handoffChain(deps),
    ...ratingAsk(deps),
    ...ratingChain(deps),
    ...steeringWatch(),
    ...answerRecall(deps),
    ...staffWords(deps),
    'case-accepted': text('news.accepted', ['accepted']),
    'case-paused': async (tx, job, now) => {
      const body = NewsBody.parse(job.body)
      // The clock stands while it is paused; the owner hears why, so the word is renegotiated and not broken (D10).
      if (!waited(job)) await endPromisesOfCase(tx, body.caseId, { at: now, ending: 'renegotiated', reason: body.note })
      await text('news.paused', ['paused'])(tx, job, now)
    },
    'case-resumed': async (tx, job, now) => {
      const body = NewsBody.parse(job.body)
      if (!waited(job)) await resumeCaseClock(tx, body.caseId, now)
      await text('news.resumed', ['accepted', 'in_progress'])(tx, job, now)
    },
    'case-cancelled': text('news.cancelled', ['cancelled'], intoWhich),
    [CLOSE_SILENT_JOB]: async (tx, job, now) => {
      const body = z.object({ caseId: z.string(), resolvedAt: z.string() }).safeParse(job.body)
      if (body.success) await closeSilentCase(tx, body.data, now)
    },
  }
}

/** Ended because another record of the same matter goes on: that is no withdrawal, and the owner hears who goes on and until when. */
async function intoWhich(
  tx: Queryable,
  one: Case,
  words: { phrases: Phrases; zone: string; now: Date },
): Promise<{ key: string; facts: Record<string, string> } | null> {
  // A link shows from both ends, and this one may itself have taken others in; the one that goes on is not one that ended.
  const linked = one.links.filter(({ type }) => type === 'duplicate-of')
  let into: Case | null = null
  for (const { id } of linked) {
    const other = await findCase(tx, id)
    if (other !== null && other.status !== 'cancelled') into = other
  }
  if (into === null) return null
  const { who, due } = await factsOf(tx, into, { ...words, note: '', by: '' })
  const isToCome = into.dueAt !== null && into.dueAt > words.now
  return {
    key: 'news.merged',
    facts: { who, into: into.number, till: isToCome ? words.phrases.say('news.mergedTill', { due }) : '' },
  }
}

const SERVED_MS = 30 * 60_000

async function isServed(tx: Queryable, conversationId: string): Promise<boolean> {
  const rows = await tx.query<{ muted: boolean }>('talk-is-served', 'select muted from conversation where id = $1', [
    conversationId,
  ])
  return rows[0]?.muted ?? false
}

/** News that waited for its turn to be told: the act itself was dealt with in the first run, only the words are left. */
const waited = (job: Job): boolean => job.key.includes('@')

async function waitForEnd(tx: Queryable, job: Job, now: Date): Promise<void> {
  const dueAt = new Date(now.getTime() + SERVED_MS)
  await scheduleJob(tx, {
    kind: job.kind,
    key: `${job.key.split('@')[0]}@${dueAt.toISOString()}`,
    dueAt,
    body: job.body,
  })
}

/** Every event leaves a job; most need no words of ours. */
const nothingToSay: Record<string, JobHandler> = Object.fromEntries(
  [...CASE_EVENTS.map((event) => `case-${event}`), ...HANDOFF_EVENTS.map((event) => `handoff-${event}`)].map((kind) => [
    kind,
    async () => {},
  ]),
)
