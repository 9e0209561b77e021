import type { Queryable } from '../../platform/database/db'
import { readPage, readPageQuery, type Page, type PageQuery } from '../page'
import type { Case } from './case'
import type { CaseKind, CaseStatus } from './case-kinds'
import { SELECT_CASE, toCase, type CaseRow } from './read-case'

const LIST = { table: 'cases', numbers: 'cases_seq_seq' }

export interface CaseFilter extends PageQuery {
  kind?: CaseKind
  status?: CaseStatus
  /** Also where this user is one of several reporters. */
  user?: string
  channel?: string
  /** Only these communities: every staff query goes through them (design D16). */
  communityIds?: readonly string[]
  /** Without complaints about this member of staff. */
  notAbout?: string
  /** Asked for by its owner, an anonymous case is not found: that would say whose it is. */
  sealed?: true
  /** Asked for by its owner, a confidential case is found only by whoever has it in hands under one of these names. */
  needsToKnow?: readonly string[]
}

/** Cases in the order they were opened. */
export async function listCases(tx: Queryable, filter: CaseFilter): Promise<Page<Case>> {
  const query = readPageQuery(filter)
  const params: unknown[] = [query.after, query.limit + 1]
  const where = ['c.seq > $1']
  let name = 'list-cases'
  const add = (key: string, value: unknown, condition: (place: string) => string) => {
    if (value === undefined) return
    params.push(value)
    where.push(condition(`$${params.length}`))
    name += `-${key}`
  }
  add('kind', filter.kind, (place) => `c.kind = ${place}`)
  add('status', filter.status, (place) => `c.status = ${place}`)
  add('user', filter.user, (place) => `c.id in (select case_id from case_reporter where user_id = ${place})`)
  add('channel', filter.channel, (place) =>
    filter.user === undefined
      ? `c.channel = ${place}`
      : `c.id in (select case_id from case_reporter where channel = ${place} and user_id = $${params.length - 1})`,
  )
  add('not-about', filter.notAbout, (place) => `not c.about_staff @> array[${place}::text]`)
  if (filter.user !== undefined) {
    add('sealed', filter.sealed, (place) => `not (c.anonymous and ${place})`)
    add(
      'needs-to-know',
      filter.needsToKnow,
      (place) => `(not c.confidential or c.assignee = any(${place}) or c.owner_of_record = any(${place}))`,
    )
  }
  add('communities', filter.communityIds, (place) => `c.community_id = any(${place})`)
  const sql = `${SELECT_CASE} where ${where.join(' and ')} order by c.seq limit $2`
  const page = await readPage(tx, LIST, query, () => tx.query<CaseRow>(name, sql, params))
  return { items: page.items.map(toCase), next: page.next }
}

/** By its number as an owner writes it: `BX-20261121-0001`, `bx202611210001`, full width, with spaces. */
export async function findCaseByNumber(tx: Queryable, number: string): Promise<Case | null> {
  const rows = await tx.query<CaseRow>('find-case-by-number', `${SELECT_CASE} where c.number = $1`, [asWritten(number)])
  return rows[0] ? toCase(rows[0]) : null
}

function asWritten(number: string): string {
  const bare = number
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '')
  return bare.replace(/^([A-Z]{2})(\d{8})(\d{4,})$/, '$1-$2-$3')
}

/** What somebody has reported, alone or with others, newest first. */
export async function casesOfUser(
  tx: Queryable,
  query: { user: string; channel?: string; onlyOpen?: boolean; limit?: number },
): Promise<Case[]> {
  const rows = await tx.query<CaseRow>(
    'cases-of-user',
    `${SELECT_CASE}
      where c.id in (select case_id from case_reporter where user_id = $1 and ($2::text is null or channel = $2))
        and (not $3 or c.status not in ('closed', 'cancelled'))
      order by c.seq desc limit $4`,
    [query.user, query.channel ?? null, query.onlyOpen ?? false, query.limit ?? 20],
  )
  return rows.map(toCase)
}

/** What a talk has brought up and is not settled, newest first: a resolved case still waits for the owner's word. */
export async function openCasesOf(tx: Queryable, conversationId: string): Promise<Case[]> {
  const rows = await tx.query<CaseRow>(
    'open-cases-of-talk',
    `${SELECT_CASE}
      where c.status not in ('closed', 'cancelled')
        and c.id in (select r.case_id from case_reporter r join conversation v on v.channel = r.channel and v.user_id = r.user_id
                      where v.id = $1
                     union select id from cases where conversation_id = $1)
      order by c.seq desc limit 20`,
    [conversationId],
  )
  return rows.map(toCase)
}
