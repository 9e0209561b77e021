import type { Queryable } from '../../platform/database/db'
import { newId } from '../../platform/ids'
import { PROFILE_PURPOSE } from './consent'

export const HOME_ROLES = ['owner', 'tenant', 'family', 'agent'] as const
export type HomeRole = (typeof HOME_ROLES)[number]

export interface PersonClaim {
  name?: string | null
  phone?: string | null
  language?: string | null
  home?: { building?: string; unit?: string; room?: string }
  /** What they are in that home; somebody who has not said is taken for the owner until they do. */
  role?: HomeRole
  communityId: string | null
  at: Date
}

/**
 * Remembers what an owner said of themselves. In chat it is a claim until somebody verifies it (design D16): the newest counts,
 * what was not said stays.
 *
 * Who asked to be erased stays erased (个人信息保护法 47): what they mention for the sake of a new case stands with that case and is
 * not gathered about them again, neither name nor home. Only their new consent, which erasing withdrew and the first meeting asks
 * for (13, 14), makes them somebody we know: from then on it is new data, and they are erased no longer.
 */
export async function claimPerson(tx: Queryable, personId: string, claim: PersonClaim): Promise<void> {
  const known = await tx.query(
    'claim-person',
    `update person set name = coalesce($2, name), salutation = coalesce($2, salutation), phone = coalesce($3, phone),
            language = coalesce($4, language), community_id = coalesce(community_id, $5), erased_at = null
      where id = $1 and (erased_at is null
         or exists (select from consent where person_id = $1 and purpose = $6 and withdrawn_at is null))
     returning id`,
    [personId, claim.name ?? null, claim.phone ?? null, claim.language ?? null, claim.communityId, PROFILE_PURPOSE],
  )
  if (known.length === 0) return
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
  if (rows[0]) await claimHome(tx, personId, rows[0].id, claim)
}

/** One claim a home: who told us once that they rent it does not become its owner by the next repair. */
async function claimHome(tx: Queryable, personId: string, houseId: string, claim: PersonClaim): Promise<void> {
  if (claim.role !== undefined)
    await tx.query(
      'reword-claim',
      `delete from person_house
        where person_id = $1 and house_id = $2 and role <> $3 and verified_by is null and until is null`,
      [personId, houseId, claim.role],
    )
  await tx.query(
    'claim-home',
    `insert into person_house (person_id, house_id, role, since)
     select $1, $2, $3, $4 where not exists (select from person_house where person_id = $1 and house_id = $2 and until is null)
     on conflict (person_id, house_id, role) do update set until = null, since = excluded.since`,
    [personId, houseId, claim.role ?? 'owner', claim.at],
  )
}
