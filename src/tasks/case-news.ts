import { z } from 'zod'
import { cutText } from '../platform/cut-text'
import type { Queryable } from '../platform/database/db'
import { formatChineseTime } from '../platform/zoned-time'
import type { OutboundContent } from '../messages/outbound'
import type { Job, JobHandler } from '../queue/schedule'
import { createPhrases } from '../dialogs/phrases'
import type { Phrases } from '../dialogs/phrases'
import type { Dialogs } from '../dialogs/read-dialogs'
import { actOnCase } from '../records/case/act-on-case'
import type { Case } from '../records/case/case'
import { linkCaseToExchanges } from '../records/case/link-case'
import { closeSilentCase } from '../records/case/close-silent-case'
import { findCase } from '../records/case/read-case'
import { CLOSE_SILENT_JOB } from '../records/case/silence'
import { CASE_EVENTS } from '../records/case/tell-case'
import { HANDOFF_EVENTS } from '../records/handoff/tell-handoff'
import { findStaff } from '../records/community/staff'
import { endPromise } from '../records/promise/promise'

/** Says something in a talk outside a turn, in the transaction of the job. */
export type Speak = (
  tx: Queryable,
  words: { conversationId: string; content: OutboundContent; at: Date },
) => Promise<string[]>

const NewsBody = z.object({
  caseId: z.string(),
  conversationId: z.string().nullable(),
  by: z.string(),
  note: z.string(),
})
const ANSWER_MS = 2 * 3600_000

/**
 * What owners are told without having asked (B52): a case taken on, paused, finished; a promise that was broken, before they ask
 * (C1). Acts of the owner's own are answered by the turn, so they are not news.
 */
export function caseNews(deps: { dialogs: () => Dialogs; speak: Speak; zone: string }): Record<string, JobHandler> {
  const tell =
    (say: (phrases: Phrases, one: Case, facts: Facts) => OutboundContent | null): JobHandler =>
    async (tx, job, now) => {
      const body = NewsBody.parse(job.body)
      const one = await findCase(tx, body.caseId)
      if (!one || one.conversationId === null || body.by === one.user) return
      const phrases = createPhrases(deps.dialogs().words, 'zh')
      const content = say(phrases, one, await factsOf(tx, one, body.note, deps.zone, now))
      if (!content) return
      const said = await deps.speak(tx, { conversationId: one.conversationId, content, at: now })
      await linkCaseToExchanges(tx, one.id, said, now)
    }
  const text = (key: string): JobHandler =>
    tell((phrases, _one, facts) => ({ type: 'text', text: phrases.say(key, facts) }))

  return {
    ...nothingToSay,
    'case-accepted': text('news.accepted'),
    'case-paused': text('news.paused'),
    'case-resumed': text('news.resumed'),
    'case-cancelled': text('news.cancelled'),
    'case-resolved': tell((phrases, one, facts) =>
      one.status === 'resolved' ? ratingMenu(phrases, one, facts) : null,
    ),
    [CLOSE_SILENT_JOB]: async (tx, job, now) => {
      const body = z.object({ caseId: z.string(), resolvedAt: z.string() }).safeParse(job.body)
      if (body.success) await closeSilentCase(tx, body.data, now)
    },
    'promise-due': (tx, job, now) => promiseDue(deps, tx, job, now),
  }
}

/** Every event leaves a job; most need no words of ours. */
const nothingToSay: Record<string, JobHandler> = Object.fromEntries(
  [...CASE_EVENTS.map((event) => `case-${event}`), ...HANDOFF_EVENTS.map((event) => `handoff-${event}`)].map((kind) => [
    kind,
    async () => {},
  ]),
)

type Facts = Record<'number' | 'summary' | 'who' | 'due' | 'note' | 'next', string>

async function factsOf(tx: Queryable, one: Case, note: string, zone: string, now: Date): Promise<Facts> {
  const staff = await findStaff(tx, one.assignee ?? one.ownerOfRecord)
  const where = one.communityZone ?? zone
  return {
    number: one.number,
    summary: one.summary.length > 40 ? `${cutText(one.summary, 39)}…` : one.summary,
    who: staff ? `${staff.title}${staff.name}` : '值班同事',
    due: one.dueAt ? formatChineseTime(one.dueAt, where, now) : '',
    note,
    next: formatChineseTime(new Date(now.getTime() + ANSWER_MS), where, now),
  }
}

function ratingMenu(phrases: Phrases, one: Case, facts: Facts): OutboundContent {
  const scores = [5, 4, 3, 2, 1].map((score) => ({
    id: `rate_${one.id}_${score}`,
    label: phrases.say(`news.score${score}`),
  }))
  return {
    type: 'menu',
    text: phrases.say(facts.note ? 'news.resolved' : 'news.resolvedPlain', facts),
    options: [...scores, { id: `rate_${one.id}_no`, label: phrases.say('news.notSolved') }],
  }
}

/** The time has come: kept if the case is done by now, else broken, and the owner hears it from us first. */
async function promiseDue(
  deps: { dialogs: () => Dialogs; speak: Speak; zone: string },
  tx: Queryable,
  job: Job,
  now: Date,
): Promise<void> {
  const { promiseId } = z.object({ promiseId: z.string() }).parse(job.body)
  const rows = await tx.query<{ case_id: string | null }>(
    'promise-case',
    'select case_id from promise where id = $1 and ended_at is null',
    [promiseId],
  )
  const caseId = rows[0]?.case_id
  if (!caseId) return
  const one = await findCase(tx, caseId)
  if (!one) return
  const isDone = ['resolved', 'closed', 'cancelled'].includes(one.status)
  await endPromise(tx, promiseId, { ending: isDone ? 'kept' : 'broken', at: now })
  if (isDone || one.conversationId === null || one.kind === 'emergency') return
  await actOnCase(tx, one.id, { action: 'urge', by: 'system', note: '超过答应业主的时间', at: now })
  const phrases = createPhrases(deps.dialogs().words, 'zh')
  const said = await deps.speak(tx, {
    conversationId: one.conversationId,
    content: { type: 'text', text: phrases.say('news.overdue', await factsOf(tx, one, '', deps.zone, now)) },
    at: now,
  })
  await linkCaseToExchanges(tx, one.id, said, now)
}
