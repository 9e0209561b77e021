import type { Queryable } from '../../platform/database/db'
import { newId } from '../../platform/ids'
import type { Case } from './case'

/** What was put in for a case. */
export interface PartRow {
  id: string
  name: string
  count: number
  /** Of one; null: not said. */
  price: number | null
  addedBy: string
  addedAt: Date
}

export async function partsOfCase(tx: Queryable, caseId: string): Promise<PartRow[]> {
  return tx.query<PartRow & { count: number }>(
    'parts-of-case',
    `select id, name, count::float8 as count, price::float8 as price, added_by as "addedBy", added_at as "addedAt"
       from case_part where case_id = $1 and removed_at is null order by added_at, id`,
    [caseId],
  )
}

export async function addPart(
  tx: Queryable,
  found: Pick<Case, 'id' | 'communityId'>,
  part: { name: string; count: number; price: number | null; by: string; at: Date },
): Promise<string> {
  const id = newId('cp', part.at)
  await tx.query(
    'add-case-part',
    `insert into case_part (id, case_id, community_id, name, count, price, added_by, added_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [id, found.id, found.communityId, part.name, part.count, part.price, part.by, part.at],
  )
  return id
}
