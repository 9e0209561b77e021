import type { Queryable } from '../../platform/database/db'
import { newId } from '../../platform/ids'
import type { Case } from '../case/case'

/** A low score on its way up (domain.md B38): level by level until somebody has taken it on. */
export interface RatingChain {
  id: string
  caseId: string
  conversationId: string
  personId: string | null
  communityId: string | null
  score: number
  /** The last level that was reached; -1: none yet. */
  level: number
  startedAt: Date
  endedAt: Date | null
  endedBy: string | null
  note: string | null
}

/** Starts it once for a case; null when one is on its way already. */
export async function startRatingChain(
  tx: Queryable,
  one: Case & { conversationId: string },
  start: { score: number; at: Date },
): Promise<RatingChain | null> {
  const rows = await tx.query<ChainRow>(
    'start-rating-chain',
    `insert into rating_chain (id, case_id, conversation_id, person_id, community_id, score, started_at)
     values ($1, $2, $3, $4, $5, $6, $7) on conflict (case_id) where ended_at is null do nothing returning *`,
    [newId('rc', start.at), one.id, one.conversationId, one.personId, one.communityId, start.score, start.at],
  )
  return rows[0] ? toChain(rows[0]) : null
}

export async function findRatingChain(tx: Queryable, id: string): Promise<RatingChain | null> {
  const rows = await tx.query<ChainRow>('find-rating-chain', 'select * from rating_chain where id = $1', [id])
  return rows[0] ? toChain(rows[0]) : null
}

/** One level is reached once: asked, or passed over with the reason on record. False when it had been reached before. */
export async function reachLevel(
  tx: Queryable,
  chainId: string,
  reached: { level: number; post: string; staff: string | null; note: string; at: Date },
): Promise<boolean> {
  const rows = await tx.query(
    'reach-rating-level',
    `with held as (update rating_chain set level = $2 where id = $1 and ended_at is null and level < $2 returning id)
     insert into rating_chain_level (chain_id, level, post, staff, at, note)
     select id, $2, $3, $4, $5, $6 from held on conflict do nothing returning chain_id`,
    [chainId, reached.level, reached.post, reached.staff, reached.at, reached.note],
  )
  return rows.length > 0
}

export async function levelsOfChain(
  tx: Queryable,
  chainId: string,
): Promise<{ level: number; post: string; staff: string | null; at: Date; note: string }[]> {
  return tx.query(
    'levels-of-chain',
    'select level, post, staff, at, note from rating_chain_level where chain_id = $1 order by level',
    [chainId],
  )
}

/** Somebody has taken it on, or the owner changed their mind; once. */
export async function endRatingChain(
  tx: Queryable,
  which: { id: string } | { caseId: string },
  end: { by: string; note: string; at: Date },
): Promise<boolean> {
  const rows = await tx.query(
    'end-rating-chain',
    `update rating_chain set ended_at = $3, ended_by = $4, note = $5
      where ($1::text is null or id = $1) and ($2::text is null or case_id = $2) and ended_at is null returning id`,
    ['id' in which ? which.id : null, 'caseId' in which ? which.caseId : null, end.at, end.by, end.note],
  )
  return rows.length > 0
}

/** For staff: low scores that nobody has taken on yet, the oldest first. */
export async function openRatingChains(
  tx: Queryable,
  communityIds: readonly string[] | null,
  notAbout: string | null = null,
): Promise<(RatingChain & { number: string; summary: string })[]> {
  const rows = await tx.query<ChainRow & { number: string; summary: string }>(
    'open-rating-chains',
    `select r.*, c.number, c.summary from rating_chain r join cases c on c.id = r.case_id
      where r.ended_at is null and ($1::text[] is null or r.community_id = any($1))
        and ($2::text is null or not c.about_staff @> array[$2]) order by r.started_at limit 200`,
    [communityIds, notAbout],
  )
  return rows.map((row) => ({ ...toChain(row), number: row.number, summary: row.summary }))
}

interface ChainRow {
  id: string
  case_id: string
  conversation_id: string
  person_id: string | null
  community_id: string | null
  score: number
  level: number
  started_at: Date
  ended_at: Date | null
  ended_by: string | null
  note: string | null
}

function toChain(row: ChainRow): RatingChain {
  return {
    id: row.id,
    caseId: row.case_id,
    conversationId: row.conversation_id,
    personId: row.person_id,
    communityId: row.community_id,
    score: row.score,
    level: row.level,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    endedBy: row.ended_by,
    note: row.note,
  }
}
