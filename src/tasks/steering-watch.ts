import { z } from 'zod'
import type { Queryable } from '../platform/database/db'
import { cutText } from '../platform/cut-text'
import type { JobHandler } from '../queue/schedule'
import { comingRound, scheduleJob } from '../queue/schedule'
import { lastResort } from '../records/community/on-call'
import { flagSteering, isScoreSteering } from '../records/rating/score-steering'
import { nameOf } from './case-facts'
import { tellStaff } from './speak'

const JOB = 'steering-watch'
const HOUR_MS = 3600_000

/**
 * What colleagues say in the WeCom client reaches us only afterwards, so it cannot be refused as in our console (B40): once an hour
 * it is read, and whoever tells an owner how to score is reported to the last named manager.
 */
export function steeringWatch(): Record<string, JobHandler> {
  return {
    [JOB]: comingRound(scheduleSteeringWatch, async (tx, job, now) => {
      const { until } = z.object({ until: z.coerce.date() }).parse(job.body)
      for (const said of await staffWords(tx, new Date(until.getTime() - HOUR_MS), until)) {
        if (!isScoreSteering(said.text)) continue
        const fresh = await flagSteering(tx, {
          id: `sf_${said.id}`,
          conversationId: said.conversation_id,
          personId: said.person_id,
          communityId: said.community_id,
          staff: said.author_id ?? '',
          words: cutText(said.text, 500),
          sent: true,
          at: said.at,
        })
        if (!fresh) continue
        const manager = await lastResort(tx, said.community_id)
        await tellStaff(tx, {
          conversationId: said.conversation_id,
          to: [manager?.wecomUserId ?? null],
          text: `【评分诚信】${(await nameOf(tx, said.author_id)) ?? '有同事'}在对话里引导业主打分：「${cutText(said.text, 80)}」，请核实。`,
          at: now,
        })
      }
    }),
  }
}

/** At the next full hour, for the hour before it; every process and every start may say so, it is one job. */
export async function scheduleSteeringWatch(tx: Queryable, now: Date): Promise<void> {
  const until = new Date((Math.floor(now.getTime() / HOUR_MS) + 1) * HOUR_MS)
  // A little later: what was said in the last minutes comes with the next pull.
  const dueAt = new Date(until.getTime() + HOUR_MS / 4)
  await scheduleJob(tx, {
    kind: JOB,
    key: `${JOB}:${until.toISOString()}`,
    dueAt,
    body: { until: until.toISOString() },
  })
}

interface Said {
  id: string
  conversation_id: string
  person_id: string | null
  community_id: string | null
  author_id: string | null
  at: Date
  text: string
}

async function staffWords(tx: Queryable, from: Date, until: Date): Promise<Said[]> {
  return tx.query<Said>(
    'staff-words',
    `select e.id, e.conversation_id, v.person_id, v.community_id, e.author_id, e.at, c.text
       from exchange e join exchange_content c on c.exchange_id = e.id join conversation v on v.id = e.conversation_id
      where e.author = 'staff' and e.received_at >= $1 and e.received_at < $2 order by e.seq`,
    [from, until],
  )
}
