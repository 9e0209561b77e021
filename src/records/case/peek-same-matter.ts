import type { Queryable } from '../../platform/database/db'

/** Looks whether the same matter is open, without a lock: for choosing words before the turn commits. */
export async function peekSameMatter(
  tx: Queryable,
  communityId: string | null,
  sameMatter: string | null,
): Promise<{ id: string; dueAt: Date | null } | null> {
  if (communityId === null || sameMatter === null) return null
  const rows = await tx.query<{ id: string; due_at: Date | null }>(
    'peek-same-matter',
    `select id, due_at from cases
      where community_id = $1 and same_matter = $2 and status not in ('closed', 'cancelled', 'resolved')
      order by opened_at, seq limit 1`,
    [communityId, sameMatter],
  )
  return rows[0] ? { id: rows[0].id, dueAt: rows[0].due_at } : null
}
