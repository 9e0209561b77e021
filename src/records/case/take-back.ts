import type { Queryable } from '../../platform/database/db'

/** Takes back what staff added to a case: out of sight, not deleted, with who did it (domain.md B42). False when there is none. */
export async function takeBack(
  tx: Queryable,
  from: 'case_part' | 'case_photo',
  caseId: string,
  id: string,
  act: { by: string; at: Date },
): Promise<boolean> {
  const rows = await tx.query(
    `take-back-${from}`,
    `update ${from} set removed_by = $3, removed_at = $4
      where id = $2 and case_id = $1 and removed_at is null returning id`,
    [caseId, id, act.by, act.at],
  )
  return rows.length > 0
}
