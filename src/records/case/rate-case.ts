import type { Queryable } from '../../platform/database/db'
import { conflict, invalid } from '../../platform/errors'
import type { Case } from './case'
import { lockCase } from './lock-case'
import { getCase } from './read-case'
import { tellCase } from './tell-case'

/**
 * What the owner thinks of the result: 1 to 5. Only of something finished, and a change of mind replaces the score. Staff have
 * no way here (domain.md B40): `by` is the owner, whoever else calls is refused by the console's policy.
 */
export async function rateCase(
  tx: Queryable,
  id: string,
  rating: { score: number; comment?: string; by: string; at: Date; now?: Date; zone: string },
): Promise<Case> {
  if (!Number.isInteger(rating.score) || rating.score < 1 || rating.score > 5)
    throw invalid('rating_score', `score: expected a whole number from 1 to 5, got ${rating.score}`)
  await lockCase(tx, id)
  const found = await getCase(tx, id)
  if (found.status !== 'resolved' && found.status !== 'closed')
    throw conflict('case_not_finished', `rating is not possible: the case is ${found.status}`, { status: found.status })
  const value = { score: rating.score, comment: rating.comment?.trim() ?? '', at: rating.at }
  await tx.query('rate-case', 'update cases set rating = $2::jsonb, version = version + 1 where id = $1', [
    id,
    JSON.stringify(value),
  ])
  const rated = await getCase(tx, id)
  await tellCase(tx, rated, 'rated', {
    by: rating.by,
    note: String(rating.score),
    at: rating.at,
    now: rating.now ?? rating.at,
    zone: rating.zone,
  })
  return rated
}

/** Why it was that score, told after it. */
export async function addRatingComment(tx: Queryable, id: string, comment: string): Promise<void> {
  await lockCase(tx, id)
  const { rating } = await getCase(tx, id)
  if (rating === null) return
  const value = { ...rating, comment: [rating.comment, comment].filter(Boolean).join('；') }
  await tx.query('comment-rating', 'update cases set rating = $2::jsonb, version = version + 1 where id = $1', [
    id,
    JSON.stringify(value),
  ])
}
