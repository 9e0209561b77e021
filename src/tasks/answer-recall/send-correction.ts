import { z } from 'zod'
import type { Queryable } from '../../platform/database/db'
import { scheduleJob, type JobHandler } from '../../queue/schedule'
import { openCallBack } from '../../records/call-back/call-back'
import { officeHours } from '../../records/community/office-hours'
import { afterQuiet, servicePolicy } from '../../records/handoff/service-policy'
import { lockTalk } from '../../records/lock-talk'
import type { TaskDeps } from '../speak'
import { CORRECTION_JOB } from './order-correction'
import { whyUnreached, type Unreached } from './told-old-text'

const Body = z.object({ correctionId: z.string(), conversationId: z.string() })

/**
 * Says an ordered correction in one talk, or asks somebody to ring the owner up (C10, B23), by day (B58). The words, their place in
 * the outbox and what became of them commit together, so neither a crash nor a second run says them twice.
 */
export function answerRecall(deps: Pick<TaskDeps, 'speak' | 'zone'>): Record<string, JobHandler> {
  return {
    [CORRECTION_JOB]: async (tx, job, now) => {
      const { correctionId, conversationId } = Body.parse(job.body)
      await lockTalk(tx, conversationId)
      const [row] = await tx.query<Row>(
        'ordered-correction',
        `select t.words, t.version, a.key, v.channel, v.account, v.user_id, v.community_id, v.muted,
                p.erased_at is not null as erased, coalesce(a.removed_at is null and n.answer = o.answer, false) as holds
           from correction_to t
           join article a on a.id = t.article_id
           left join article_version n on n.article_id = a.id and n.version = a.version
           left join article_version o on o.article_id = a.id and o.version = t.version
           join conversation v on v.id = t.conversation_id
           join person p on p.id = v.person_id
          where t.correction_id = $1 and t.conversation_id = $2 and t.outcome = 'waiting'
            for no key update of t`,
        [correctionId, conversationId],
      )
      if (!row || row.erased) return
      // Another answer holds since then: whoever is told that one must not hear this one after it.
      if (!row.holds) return withdraw(tx, correctionId, conversationId)
      const unreached = await whyUnreached(tx, row, now)
      const { zone } = await officeHours(tx, row.community_id, deps)
      const byDay = afterQuiet(await servicePolicy(tx, row.community_id), now, zone)
      if (unreached === null && byDay > now)
        return scheduleJob(tx, {
          ...{ kind: CORRECTION_JOB, dueAt: byDay, body: job.body },
          key: `${CORRECTION_JOB}:${correctionId}:${conversationId}@${byDay.toISOString()}`,
        })
      let exchangeId: string | null = null
      if (unreached === null) {
        const said = await deps.speak(tx, {
          conversationId,
          content: { type: 'text', text: row.words },
          sources: [{ article: row.key, version: row.version }],
          at: now,
        })
        exchangeId = said[0] ?? null
      } else {
        const reason = `${WHY[unreached]}，请告知更正：${row.words}`.slice(0, 600)
        await openCallBack(tx, { conversationId, exchangeId: null, reason, at: now })
      }
      await tx.query(
        'correction-done',
        `update correction_to set outcome = $3, reason = $4, exchange_id = $5, at = $6
          where correction_id = $1 and conversation_id = $2`,
        [correctionId, conversationId, unreached === null ? 'sent' : 'call', unreached ?? '', exchangeId, now],
      )
    },
  }
}

/** As if it had never been ordered: the owner stands in the list of the answer that holds now. */
async function withdraw(tx: Queryable, correctionId: string, conversationId: string): Promise<void> {
  await tx.query('withdraw-correction', 'delete from correction_to where correction_id = $1 and conversation_id = $2', [
    correctionId,
    conversationId,
  ])
}

const WHY: Record<Unreached, string> = {
  window: '业主超过48小时没来消息，微信发不出去',
  spent: '微信这次能发的条数已经用完',
  served: '同事正在接待这位业主',
}

interface Row {
  words: string
  version: number
  key: string
  channel: string
  account: string
  user_id: string
  community_id: string | null
  muted: boolean
  erased: boolean
  holds: boolean
}
