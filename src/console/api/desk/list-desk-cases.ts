import type { Queryable } from '../../../platform/database/db'
import { cutPage, readPageQuery, type Page } from '../../../platform/page'
import { SELECT_CASE, toCase, type CaseRow } from '../../../records/case/read-case'
import type { Case } from '../../../records/case/case'
import type { CaseStatus } from '../../../records/case/case-kinds'
import type { DeskCaseQuery } from '../../contract/console'

const PAGE = 50
const LAST = '999999999999999999'

const STATES: Record<NonNullable<DeskCaseQuery['state']>, readonly CaseStatus[] | null> = {
  open: ['open', 'accepted', 'in_progress', 'paused'],
  resolved: ['resolved'],
  over: ['closed', 'cancelled'],
  all: null,
}

/** Cases for the console's list, newest first. */
export async function listDeskCases(
  tx: Queryable,
  query: DeskCaseQuery & { communityIds: string[] | null },
): Promise<Page<Case>> {
  const { after } = readPageQuery({ after: query.after ?? LAST })
  const rows = await tx.query<CaseRow>(
    'desk-cases',
    `${SELECT_CASE}
      where c.seq < $1
        and ($3::text[] is null or c.status = any($3))
        and ($4::text is null or c.kind = $4)
        and ($5::text is null or c.number ilike $5 or c.summary ilike $5)
        and ($6::text[] is null or c.community_id = any($6))
      order by c.seq desc limit $2`,
    [
      after,
      PAGE + 1,
      STATES[query.state ?? 'open'],
      query.kind ?? null,
      query.find === undefined ? null : `%${query.find.replace(/[\\%_]/g, '\\$&')}%`,
      query.communityIds,
    ],
  )
  const page = cutPage(
    rows.map((row) => ({ ...row, settled: true })),
    { after, limit: PAGE },
  )
  return { items: page.items.map(toCase), next: page.next }
}
