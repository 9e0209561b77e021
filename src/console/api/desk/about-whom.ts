import type { Queryable } from '../../../platform/database/db'
import { invalid } from '../../../platform/errors'
import { findStaff } from '../../../records/community/staff'

/** Whom a complaint is about, under any name of theirs, kept by the id: by that they are kept from seeing it. */
export async function aboutWhom(tx: Queryable, given: readonly string[]): Promise<string[]> {
  const ids: string[] = []
  for (const who of given) {
    const staff = await findStaff(tx, who)
    if (!staff) throw invalid('unknown_staff', `aboutStaff: nobody ${JSON.stringify(who)} works here`)
    ids.push(staff.id)
  }
  return ids
}
