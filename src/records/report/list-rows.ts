import type { Queryable } from '../../platform/database/db'
import { invalid } from '../../platform/errors'
import { MEASURES, type Measure } from './measures'
import { paramsOf, type ReportScope } from './report-scope'

export interface ReportRow {
  id: string
  at: Date
  key: string
  value: number | null
  note: string | null
  caseId: string | null
  number: string | null
  summary: string | null
  conversationId: string | null
  /** What the owner is called, else who they are in their channel; null with an anonymous case. */
  owner: string | null
  community: string | null
  communityZone: string | null
}

export interface WhichRows {
  measure: Measure
  key?: string
  day?: string
  /** What an earlier page called `next`. */
  after?: string
  limit: number
}

/** The rows behind a number, newest first, and how many they are. */
export async function listRows(
  tx: Queryable,
  scope: ReportScope,
  { measure, key, day, after, limit }: WhichRows,
): Promise<{ items: ReportRow[]; total: number; next: string | null }> {
  const filter = [...paramsOf(scope), key ?? null, day ?? null]
  const chosen = `(${MEASURES[measure]}) r where ($9::text is null or r.key = $9) and ($10::text is null or r.day = $10)`
  const last = after === undefined ? null : readCursor(after)
  const rows = await tx.query<Row>(
    `report-rows-${measure}`,
    `select k.*, iso_micros(k.at) as place, c.number, c.summary, coalesce(p.name, i.nickname, v.user_id) as owner,
            m.name as community, m.time_zone
       from (select r.* from ${chosen}
                and ($11::timestamptz is null or (r.at, r.id) < ($11, $12::text))
              order by r.at desc, r.id desc limit $13) k
       left join cases c on c.id = k.case_id
       left join conversation v on v.id = k.conversation_id
       left join person p on p.id = v.person_id
       left join identity i on i.channel = v.channel and i.account = v.account and i.external_id = v.user_id
       left join community m on m.id = coalesce(c.community_id, v.community_id)
      order by k.at desc, k.id desc`,
    [...filter, last?.at ?? null, last?.id ?? null, limit + 1],
  )
  const counted = await tx.query<{ total: number }>(
    `report-total-${measure}`,
    `select count(*)::int as total from ${chosen}`,
    filter,
  )
  const page = rows.slice(0, limit)
  const end = page.at(-1)
  return {
    items: page.map(toReportRow),
    total: counted[0]?.total ?? 0,
    next: rows.length > limit && end ? `${end.place}|${end.id}` : null,
  }
}

function readCursor(after: string): { at: string; id: string } {
  const [, at, id] = /^(\d{4}-\d\d-\d\dT[\d:.]+Z)\|(.+)$/.exec(after) ?? []
  if (at === undefined || id === undefined) throw invalid('cursor', 'after: expected a cursor of an earlier page')
  return { at, id }
}

interface Row {
  id: string
  at: Date
  place: string
  key: string
  value: number | null
  note: string | null
  case_id: string | null
  number: string | null
  summary: string | null
  conversation_id: string | null
  owner: string | null
  community: string | null
  time_zone: string | null
}

const toReportRow = (row: Row): ReportRow => ({
  id: row.id,
  at: row.at,
  key: row.key,
  value: row.value,
  note: row.note,
  caseId: row.case_id,
  number: row.number,
  summary: row.summary,
  conversationId: row.conversation_id,
  owner: row.owner,
  community: row.community,
  communityZone: row.time_zone,
})
