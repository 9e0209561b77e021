import type { Queryable } from '../../platform/database/db'
import { actOnCase } from './act-on-case'
import type { Case } from './case'
import { findCase } from './read-case'

/** Closes a case that was resolved at `resolvedAt` and has been neither confirmed nor reopened since; null when it has. */
export async function closeSilentCase(
  tx: Queryable,
  job: { caseId: string; resolvedAt: string },
  now: Date,
): Promise<Case | null> {
  const found = await findCase(tx, job.caseId)
  if (found?.status !== 'resolved' || found.resolvedAt?.toISOString() !== job.resolvedAt) return null
  return actOnCase(tx, found.id, { action: 'close', by: 'system', note: '72小时内未收到异议', at: now })
}
