import type { Queryable } from '../../../platform/database/db'
import { newId } from '../../../platform/ids'
import { CaseFilters, type NewSavedList, type SavedList } from '../../contract/desk-cases'
import type { Principal } from '../access/principal'

/** One's own, and those shared by somebody who looks after one of the same communities. */
export async function listSaved(tx: Queryable, principal: Principal): Promise<SavedList[]> {
  const rows = await tx.query<{ id: string; name: string; query: unknown; shared: boolean; own: boolean }>(
    'saved-lists',
    `select id, name, query, shared, account_id = $1 as own from case_list
      where account_id = $1
         or (shared and (community_ids is null or $2::text[] is null or community_ids && $2))
      order by shared, created_at, id limit 200`,
    [principal.accountId ?? '', principal.communityIds],
  )
  return rows.map((row) => ({ ...row, query: CaseFilters.parse(row.query) }))
}

export async function saveList(
  tx: Queryable,
  principal: Principal & { accountId: string },
  list: Omit<NewSavedList, 'id'>,
  at: Date,
): Promise<string> {
  const id = newId('cl', at)
  await tx.query(
    'save-list',
    `insert into case_list (id, account_id, name, query, shared, community_ids, created_at)
     values ($1, $2, $3, $4::jsonb, $5, $6, $7)`,
    [id, principal.accountId, list.name, JSON.stringify(list.query), list.shared, principal.communityIds, at],
  )
  return id
}

/** Only its maker takes a list away; false when there is none of theirs. */
export async function removeList(tx: Queryable, principal: Principal, id: string): Promise<boolean> {
  const rows = await tx.query('remove-list', 'delete from case_list where id = $1 and account_id = $2 returning id', [
    id,
    principal.accountId ?? '',
  ])
  return rows.length > 0
}
