import type { Queryable } from '../../../platform/database/db'
import { findCommunity } from '../../../records/community/community'
import type { Principal } from '../access/principal'
import { communitiesOfQuestions } from './communities-of-questions'
import { requireArticleCommunity } from './review-of'

/** The REST paths name a community by name or id; another one's entries are as closed there as on the knowledge pages. */
export async function requireOwnEntry(
  tx: Queryable,
  principal: Principal,
  community: string | null | undefined,
): Promise<void> {
  if (community === null || community === undefined || principal.communityIds === null) return
  // One that nobody knows is refused in words of its own.
  const found = await findCommunity(tx, community)
  if (found) requireArticleCommunity(principal, found.id)
}

/** For files, whose rows name communities: what this person looks after, by id, name and what people call it. */
export async function ownCommunities(tx: Queryable, principal: Principal): Promise<{ within?: ReadonlySet<string> }> {
  const { communityIds } = communitiesOfQuestions(principal)
  if (communityIds === undefined) return {}
  const rows = await tx.query<{ called: string }>(
    'names-of-own-communities',
    `select unnest(array[id, name] || array(select jsonb_array_elements_text(aliases))) as called
       from community where id = any($1)`,
    [communityIds],
  )
  return { within: new Set(rows.map(({ called }) => called)) }
}
