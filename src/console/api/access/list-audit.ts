import type { Queryable } from '../../../platform/database/db'
import { readPageQuery } from '../../../platform/page'
import { fromZoned, toIsoWithOffset } from '../../../platform/zoned-time'
import type { AuditItem, AuditPage, AuditQuery } from '../../contract/audit'
import { viewerOf } from '../desk/viewer'
import type { Principal } from './principal'

const PAGE = 50
const LAST = '999999999999999999'

/**
 * Who did what when, newest first. Who sees some communities only is shown what was done there, what concerns no owner at all
 * (the knowledge) and their own acts; the rest names owners' matters of elsewhere. What was done to a complaint is kept from whom it
 * is about.
 */
export async function listAudit(
  tx: Queryable,
  query: AuditQuery,
  { principal, zone }: { principal: Principal; zone: string },
): Promise<AuditPage> {
  const { after } = readPageQuery({ after: query.after ?? LAST })
  const rows = await tx.query<Row>(
    'list-audit',
    `select a.seq::text as seq, a.at, a.actor, a.act, a.target, a.facts, f.name, c.id as case_id, c.number,
            coalesce(h.conversation_id, v.id) as conversation_id, coalesce(k.name, m.name, g.name, q.question, d.query, l.name) as called
       from audit a
       left join console_account n on n.name = a.actor
       left join staff f on f.id = n.staff_id
       left join cases c on c.id = a.target
       left join handoff h on h.id = a.target
       left join conversation v on v.id = a.target
       left join console_account k on k.id = a.target
       left join community m on m.id = a.target
       left join staff g on g.id = a.target
       left join person p on p.id = a.target
       left join lateral (select question from article_version w where w.article_id = a.target order by version desc limit 1) q on true
       left join golden_question d on d.id = a.target
       left join case_list l on l.id = a.target
      where a.seq < $1
        and ($2::text[] is null or a.actor = any($2))
        and ($3::text is null or a.act = $3)
        and ($4::timestamptz is null or a.at >= $4) and ($5::timestamptz is null or a.at < $5)
        and ($6::text[] is null or a.actor = $7 or a.act like any (array['entry.%', 'entries.%', 'article.%', 'golden.%', 'unanswered.%'])
             or coalesce(c.community_id, h.community_id, v.community_id, p.community_id, m.id) = any($6))
        and ($9::text is null or c.id is null or not c.about_staff @> array[$9])
      order by a.seq desc limit $8`,
    [
      after,
      query.who === undefined ? null : await accountsOf(tx, query.who),
      query.act ?? null,
      query.from === undefined ? null : dayStart(query.from, zone),
      query.to === undefined ? null : dayStart(query.to, zone, 1),
      principal.communityIds,
      principal.account,
      PAGE + 1,
      (await viewerOf(tx, principal)).staffId,
    ],
  )
  const items = rows.slice(0, PAGE).map((row) => toItem(row, zone))
  return { items, next: rows.length > PAGE ? (items.at(-1)?.seq ?? null) : null }
}

/** The accounts somebody may mean by what they typed: one's name, or part of a colleague's. */
async function accountsOf(tx: Queryable, who: string): Promise<string[]> {
  const rows = await tx.query<{ name: string }>(
    'accounts-of-somebody',
    `select a.name from console_account a left join staff s on s.id = a.staff_id
      where a.name ilike $1 or s.name ilike $1`,
    [`%${who.replace(/[\\%_]/g, '\\$&')}%`],
  )
  return [who, ...rows.map(({ name }) => name)]
}

function dayStart(day: string, zone: string, later = 0): Date {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  return fromZoned({ year, month, day: date + later }, zone)
}

interface Row {
  seq: string
  at: Date
  actor: string
  act: string
  target: string
  facts: Record<string, unknown>
  name: string | null
  case_id: string | null
  number: string | null
  conversation_id: string | null
  called: string | null
}

function toItem(row: Row, zone: string): AuditItem {
  return {
    seq: row.seq,
    at: toIsoWithOffset(row.at, zone),
    actor: row.actor,
    name: row.name,
    act: row.act,
    target: row.target,
    case: row.case_id === null || row.number === null ? null : { id: row.case_id, number: row.number },
    conversationId: row.conversation_id,
    called: row.called,
    facts: row.facts,
  }
}
