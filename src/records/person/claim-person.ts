import type { Queryable } from '../../platform/database/db'
import { newId } from '../../platform/ids'

export interface PersonClaim {
  name?: string | null
  phone?: string | null
  language?: string | null
  home?: { building?: string; unit?: string; room?: string }
  communityId: string | null
  at: Date
}

/**
 * Remembers what an owner said of themselves. In chat it is a claim until somebody verifies it (design D16): the newest counts,
 * what was not said stays.
 */
export async function claimPerson(tx: Queryable, personId: string, claim: PersonClaim): Promise<void> {
  await tx.query(
    'claim-person',
    `update person set name = coalesce($2, name), salutation = coalesce($2, salutation), phone = coalesce($3, phone),
            language = coalesce($4, language), community_id = coalesce(community_id, $5)
      where id = $1 and erased_at is null`,
    [personId, claim.name ?? null, claim.phone ?? null, claim.language ?? null, claim.communityId],
  )
  const { home } = claim
  if (claim.communityId === null || home?.room === undefined) return
  const rows = await tx.query<{ id: string }>(
    'claim-house',
    `with known as (
       select id from house where community_id = $2 and building is not distinct from $3 and unit is not distinct from $4 and room = $5),
     made as (
       insert into house (id, community_id, building, unit, room, name)
       select $1, $2, $3, $4, $5, null where not exists (select from known) on conflict do nothing returning id)
     select id from known union all select id from made`,
    [newId('hs', claim.at), claim.communityId, home.building ?? null, home.unit ?? null, home.room],
  )
  if (rows[0])
    await tx.query(
      'claim-home',
      `insert into person_house (person_id, house_id, role, since) values ($1, $2, 'owner', $3) on conflict do nothing`,
      [personId, rows[0].id, claim.at],
    )
}
