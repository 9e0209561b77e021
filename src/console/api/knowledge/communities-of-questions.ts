import type { Principal } from '../access/principal'

/** Owners' own words are for those who serve them. An editor who is given no community works for the whole company. */
export function communitiesOfQuestions({ role, communityIds }: Principal): { communityIds?: readonly string[] } {
  const isOfAll = communityIds === null || (role === 'editor' && communityIds.length === 0)
  return isOfAll ? {} : { communityIds }
}
