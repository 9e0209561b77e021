import type { Queryable } from '../../../platform/database/db'
import { listCommunities } from '../../../records/community/community'
import { staffOf } from '../../../records/community/staff'
import type { Company } from '../../contract/console'

/** Staff and communities that somebody may see: all, or those of their own communities; the sample comes after a company's own. */
export async function readCompany(tx: Queryable, communityIds: string[] | null): Promise<Company> {
  const communities = (await listCommunities(tx))
    .filter(({ id }) => communityIds === null || communityIds.includes(id))
    .sort((a, b) => Number(a.sample) - Number(b.sample))
  const lists =
    communityIds === null ? [await staffOf(tx, null)] : await Promise.all(communityIds.map((id) => staffOf(tx, id)))
  const staff = new Map(lists.flat().map(({ id, name, title }) => [id, { id, name, title }]))
  return { staff: [...staff.values()], communities: communities.map(({ id, name }) => ({ id, name })) }
}
