import { z } from 'zod'
import type { Queryable } from '../platform/database/db'
import type { JobHandler } from '../queue/schedule'
import { scheduleJob } from '../queue/schedule'
import { findCase } from '../records/case/read-case'
import { officeHours } from '../records/community/office-hours'
import { afterQuiet, servicePolicy } from '../records/handoff/service-policy'
import { isContacted } from '../records/promise/is-kept'
import {
  endRatingChain,
  findRatingChain,
  levelsOfChain,
  reachLevel,
  startRatingChain,
  type RatingChain,
} from '../records/rating/rating-chain'
import { tellStaff } from './speak'
import { personAt } from './person-at'
import type { TaskDeps } from './speak'

const LEVEL_JOB = 'rating-level'
const RatedBody = z.object({ caseId: z.string(), note: z.string() })
const LevelBody = z.object({ chainId: z.string(), level: z.number() })

const POST_NAMES: Record<string, string> = {
  responsible: '责任人',
  supervisor: '主管',
  service_centre: '客服中心',
  manager: '项目经理',
}

/**
 * A score below the table's `good` (B38): the responsible person, the supervisor, the service centre, the last named manager, at the times of
 * the table, until one of us has spoken to the owner or taken it on. A level with nobody, or with somebody asked before, is passed
 * over on record. Staff learn the score here and have no way to change it (B40).
 */
export function ratingChain(deps: Pick<TaskDeps, 'zone'>): Record<string, JobHandler> {
  return {
    'case-rated': async (tx, job, now) => {
      const { caseId, note } = RatedBody.parse(job.body)
      const score = Number(note)
      const one = await findCase(tx, caseId)
      if (!one || one.conversationId === null || !Number.isInteger(score)) return
      const policy = await servicePolicy(tx, one.communityId)
      if (score >= policy.rating.good)
        return void (await endRatingChain(tx, { caseId }, { by: 'owner', note: `业主改评 ${score} 分`, at: now }))
      const chain = await startRatingChain(tx, { ...one, conversationId: one.conversationId }, { score, at: now })
      if (chain)
        await scheduleLevel(tx, chain, 0, new Date(now.getTime() + policy.rating.chain[0]!.after_minutes * 60_000))
    },
    [LEVEL_JOB]: async (tx, job, now) => {
      const { chainId, level } = LevelBody.parse(job.body)
      const chain = await findRatingChain(tx, chainId)
      if (!chain || chain.endedAt !== null || chain.level >= level) return
      const one = await findCase(tx, chain.caseId)
      if (!one) return
      const since = { conversationId: chain.conversationId, caseId: chain.caseId, madeAt: chain.startedAt }
      if (await isContacted(tx, since))
        return void (await endRatingChain(tx, { id: chainId }, { by: 'system', note: '同事已联系业主', at: now }))
      const { zone } = await officeHours(tx, chain.communityId, deps)
      const policy = await servicePolicy(tx, chain.communityId)
      // Nobody is woken for a score; the morning's first thing it is.
      const byDay = afterQuiet(policy, now, zone)
      if (byDay > now) return scheduleLevel(tx, chain, level, byDay)
      await reach(tx, chain, level, now, zone)
      const next = policy.rating.chain[level + 1]
      const dueAt = next && new Date(chain.startedAt.getTime() + next.after_minutes * 60_000)
      if (dueAt) await scheduleLevel(tx, chain, level + 1, dueAt > now ? dueAt : now)
    },
  }
}

async function reach(tx: Queryable, chain: RatingChain, level: number, now: Date, zone: string): Promise<void> {
  const policy = await servicePolicy(tx, chain.communityId)
  const post = policy.rating.chain[level]!.ask
  const one = (await findCase(tx, chain.caseId))!
  const person = await personAt(tx, post, { communityId: chain.communityId, one, at: now, zone })
  const before = await levelsOfChain(tx, chain.id)
  const isKnown = person !== null && before.some(({ staff }) => staff === person.staff)
  const note = person === null ? '这一级没有人，跳过' : isKnown ? '与前一级是同一人，跳过' : ''
  const asked = note === '' ? person : null
  const reached = await reachLevel(tx, chain.id, { level, post, staff: asked?.staff ?? null, note, at: now })
  if (!reached || asked === null) return
  await tellStaff(tx, {
    conversationId: chain.conversationId,
    caseId: chain.caseId,
    to: [asked.wecomUserId],
    text: [
      `【低分回访】${one.number} 业主评 ${chain.score} 分，${POST_NAMES[post] ?? ''}${asked.name}请马上联系业主，先道歉，再问哪里没做好、怎么补。`,
      one.rating?.comment ? `业主说：「${one.rating.comment}」` : '',
      '联系后在管理台点“已接手”，或在对话里回复业主；不得要求业主改分。',
    ]
      .filter(Boolean)
      .join('\n'),
    at: now,
  })
}

async function scheduleLevel(tx: Queryable, chain: RatingChain, level: number, dueAt: Date): Promise<void> {
  await scheduleJob(tx, {
    kind: LEVEL_JOB,
    key: `${LEVEL_JOB}:${chain.id}:${level}@${dueAt.toISOString()}`,
    dueAt,
    body: { chainId: chain.id, level },
  })
}
