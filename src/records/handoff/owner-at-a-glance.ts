import type { Queryable } from '../../platform/database/db'
import { knownOfOwner, type KnownOfOwner } from '../person/known-of-owner'

export interface OwnerAtAGlance extends KnownOfOwner {
  /** 业主、租户… of the home shown; null where nobody has said. */
  role: 'owner' | 'tenant' | 'family' | 'agent' | null
  /** What is said in chat is a claim until somebody has verified it (design D16). */
  verified: boolean
}

/** Who is talking and from which home, for the colleague who takes over. */
export async function ownerAtAGlance(tx: Queryable, personId: string): Promise<OwnerAtAGlance> {
  const known = await knownOfOwner(tx, personId)
  const rows = await tx.query<{ role: OwnerAtAGlance['role']; verified: boolean }>(
    'role-at-a-glance',
    `select role, verified_by is not null as verified from person_house
      where person_id = $1 and until is null order by verified_by is not null desc, since desc limit 1`,
    [personId],
  )
  return { ...known, role: rows[0]?.role ?? null, verified: rows[0]?.verified ?? false }
}
