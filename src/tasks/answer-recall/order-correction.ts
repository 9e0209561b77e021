import type { Queryable } from '../../platform/database/db'
import { newId } from '../../platform/ids'
import { scheduleJob } from '../../queue/schedule'
import type { ToldOldText } from './told-old-text'

export const CORRECTION_JOB = 'send-correction'

/**
 * Orders a correction for these talks: a row and a job each, in the caller's transaction. Whoever has a row for this version
 * already, by another click or another person, gets none (0090_answer_recall.sql). Returns how many were ordered.
 */
export async function orderCorrection(
  tx: Queryable,
  order: {
    articleId: string
    version: number
    communityId: string | null
    days: number
    words: string
    by: string
    at: Date
    to: readonly (Pick<ToldOldText, 'conversationId' | 'personId' | 'communityId'> & { words: string })[]
  },
): Promise<{ id: string; ordered: number }> {
  const id = newId('co', order.at)
  await tx.query(
    'order-correction',
    `insert into correction (id, article_id, version, community_id, days, words, by, at) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [id, order.articleId, order.version, order.communityId, order.days, order.words, order.by, order.at],
  )
  // Always in the same order: two orders that meet cannot wait for each other.
  const to = [...order.to].sort((a, b) => (a.conversationId < b.conversationId ? -1 : 1))
  const ordered = await tx.query<{ conversation_id: string }>(
    'order-correction-to',
    `insert into correction_to (correction_id, article_id, version, conversation_id, person_id, community_id, words, at)
     select $1, $2, $3, t."conversationId", t."personId", t."communityId", t.words, $5
       from jsonb_to_recordset($4::jsonb) as t("conversationId" text, "personId" text, "communityId" text, words text)
     on conflict do nothing
     returning conversation_id`,
    [id, order.articleId, order.version, JSON.stringify(to), order.at],
  )
  for (const { conversation_id: conversationId } of ordered)
    await scheduleJob(tx, {
      kind: CORRECTION_JOB,
      key: `${CORRECTION_JOB}:${id}:${conversationId}`,
      dueAt: order.at,
      body: { correctionId: id, conversationId },
    })
  return { id, ordered: ordered.length }
}
