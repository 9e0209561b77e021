import type { Queryable } from '../../../platform/database/db'
import { conflict } from '../../../platform/errors'
import { ROLES, may } from '../access/policy'
import { requireCommunity, type Principal } from '../access/principal'
import type { ArticleDetail } from '../../contract/knowledge-desk'

/** Whether somebody may publish what `authors` wrote: another person than wrote it, unless there is no other. */
export function reviewOf(
  principal: Principal,
  authors: readonly string[],
  otherReviewers: number,
): ArticleDetail['review'] {
  if (!may(principal.role, 'knowledge.publish')) return 'no'
  if (!authors.includes(principal.account)) return 'yes'
  return otherReviewers === 0 && principal.role === 'administrator' ? 'alone' : 'own'
}

/** Accounts besides this one that may review and can sign in. */
export async function countOtherReviewers(tx: Queryable, principal: Principal): Promise<number> {
  const rows = await tx.query<{ count: number }>(
    'other-reviewers',
    'select count(*)::int as count from console_account where disabled_at is null and name <> $1 and role = any($2)',
    [principal.account, ROLES.filter((role) => may(role, 'knowledge.publish'))],
  )
  return rows[0]?.count ?? 0
}

/** What is for all communities is everybody's; an editor who is given no community works for the whole company. */
export function requireArticleCommunity(principal: Principal, communityId: string | null): void {
  const isOfAll = principal.role === 'editor' && principal.communityIds?.length === 0
  if (communityId !== null && !isOfAll) requireCommunity(principal, communityId, 'article')
}

export function requireOverride(principal: Principal, override: string | undefined): void {
  if (override !== undefined && !may(principal.role, 'knowledge.override'))
    throw conflict('override_not_allowed', 'only an administrator publishes although the golden set got worse')
}
