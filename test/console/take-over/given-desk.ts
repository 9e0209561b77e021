import { hashPassword } from '../../../src/console/api/access/password'
import type { Role } from '../../../src/console/api/access/policy'
import { AT, givenCommunity, givenStaff } from '../../records/given'
import type { GivenServer } from '../given-server'

export const DESK_PASSWORD = '在台子上-干活-1234'

/** A community with people who serve it, each with an account of the same name. */
export async function givenDesk(
  server: GivenServer,
  people: readonly { name: string; role: Role; post?: string; community?: string; lastResort?: boolean }[],
): Promise<Record<string, { staffId: string; accountId: string }>> {
  const hash = await hashPassword(DESK_PASSWORD)
  const made: Record<string, { staffId: string; accountId: string }> = {}
  const communities = new Map<string, string>()
  for (const { name, role, post, community = '幸福家园', lastResort } of people) {
    const communityId = communities.get(community) ?? (await givenCommunity(server.db, community))
    communities.set(community, communityId)
    const staffId = await givenStaff(server.db, {
      id: `st-${name}`,
      name,
      communityId,
      role: post ?? (role === 'supervisor' ? 'supervisor' : 'service'),
      ...(lastResort === undefined ? {} : { lastResort }),
    })
    await server.db.query(
      'given-desk-account',
      'insert into console_account (id, name, password_hash, role, staff_id, created_at) values ($1, $2, $3, $4, $5, $6)',
      [`ac-${name}`, name, hash, role, staffId, AT],
    )
    made[name] = { staffId, accountId: `ac-${name}` }
  }
  return made
}
