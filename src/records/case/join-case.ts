import type { Queryable } from '../../platform/database/db'
import type { Case } from './case'
import { addReporter } from './case-reporter'
import { lockCase } from './lock-case'
import { exchangesOf, linkCaseToExchanges } from './link-case'
import { keepAnonymous } from './keep-anonymous'
import type { NewCase } from './open-case'
import { getCase } from './read-case'
import { tellCase } from './tell-case'

/** The open case of the same matter, kept from being opened twice at once. */
export async function findSameMatter(
  tx: Queryable,
  communityId: string | null,
  sameMatter: string | null,
): Promise<string | null> {
  if (communityId === null || sameMatter === null) return null
  // Two neighbours report the same lift in the same second: the second waits here and then finds the first one's case.
  await tx.query('lock-same-matter', 'select pg_advisory_xact_lock(hashtextextended($1, 7468936)) is null as locked', [
    `${communityId}|${sameMatter}`,
  ])
  const oldestOpen = async () => {
    const rows = await tx.query<{ id: string }>(
      'find-same-matter',
      `select id from cases
        where community_id = $1 and same_matter = $2 and status not in ('closed', 'cancelled', 'resolved')
        order by opened_at, seq limit 1`,
      [communityId, sameMatter],
    )
    return rows[0]?.id ?? null
  }
  const found = await oldestOpen()
  if (found === null) return null
  await lockCase(tx, found)
  // It may have ended while we waited for it.
  return oldestOpen()
}

/** The case itself while it is open, kept from ending meanwhile. */
export async function stillOpen(tx: Queryable, id: string): Promise<string | null> {
  await lockCase(tx, id)
  const rows = await tx.query<{ id: string }>(
    'case-still-open',
    `select id from cases where id = $1 and status not in ('closed', 'cancelled', 'resolved')`,
    [id],
  )
  return rows[0]?.id ?? null
}

/**
 * Adds a report to an open case: another reporter, or the same one asking again, which counts as urging. What the new report
 * says is kept beside it; the first one's words stay as they are. Whom either is kept from, both are: the words of a complaint must
 * not reach the colleague it is about by way of the case it joins.
 */
export async function joinCase(tx: Queryable, id: string, report: NewCase): Promise<Case> {
  const fresh = await addReporter(tx, id, report)
  const isAnonymous = report.anonymous === true || (await getCase(tx, id)).anonymous
  await tx.query(
    'join-case',
    `update cases
        set urges = urges + $2, attachments = attachments || $3::jsonb, version = version + 1,
            priority = case when $4 = 'emergency' or (priority = 'normal' and $4 = 'urgent') then $4 else priority end,
            confidential = confidential or $5, about_staff = array(select distinct unnest(about_staff || $6::text[]) order by 1)
      where id = $1`,
    [
      id,
      fresh ? 0 : 1,
      JSON.stringify(report.attachments ?? []),
      report.priority ?? 'normal',
      report.confidential ?? false,
      [...(report.aboutStaff ?? [])],
    ],
  )
  await tx.query(
    'join-case-stage',
    `insert into case_stage (case_id, stage, at, actor, note) values ($1, $2, $3, 'owner', $4)`,
    [id, fresh ? 'joined' : 'urged', report.at, isAnonymous ? namelessWords(report) : report.summary.trim()],
  )
  await linkCaseToExchanges(tx, id, exchangesOf(report), report.now ?? report.at)
  const joined = await getCase(tx, id)
  await tellCase(tx, joined, fresh ? 'joined' : 'urged', {
    by: 'owner',
    at: report.at,
    now: report.now ?? report.at,
    zone: report.zone,
    ...(report.conversationId === null
      ? {}
      : { talk: { conversationId: report.conversationId, personId: report.personId } }),
  })
  return joined
}

function namelessWords({ summary, location = {}, contact = null, user, nameIn }: NewCase): string {
  return keepAnonymous({ summary: summary.trim(), location, contact, details: {} }, user, nameIn).summary
}
