import type { Queryable } from '../../../platform/database/db'
import { cutPage, readPageQuery, type Page } from '../../../platform/page'
import { SELECT_CASE, toCase, type CaseRow } from '../../../records/case/read-case'
import type { Case } from '../../../records/case/case'
import { BOARD_COLUMNS, COUNTED_TO } from '../../contract/desk-cases'
import { caseConditions, type CaseConditions, type WhichCases } from './case-conditions'

const PAGE = 50
const LAST = '999999999999999999'
const ON_BOARD = 30

/** Cases for the console's list: danger that is not over, then the newest; a first page also says how many there are, up to a thousand. */
export async function listDeskCases(
  tx: Queryable,
  which: WhichCases & { after?: string; limit?: number },
): Promise<Page<Case> & { total: number | null }> {
  const conditions = caseConditions(which)
  const limit = which.limit ?? PAGE
  const { after } = readPageQuery({ after: which.after ?? LAST })
  const rows = await readCases(tx, conditions, { after, limit: limit + 1 })
  const page = cutPage(
    rows.map((row) => ({ ...row, settled: true })),
    { after, limit },
  )
  if (which.after !== undefined) return { items: page.items.map(toCase), next: page.next, total: null }
  const inDanger = await tx.query<CaseRow>(...dangerStatement(conditions))
  return { items: [...inDanger, ...page.items].map(toCase), next: page.next, total: await countCases(tx, conditions) }
}

/** Nobody looks for an emergency under yesterday's parking question. */
const IN_DANGER = "(c.priority = 'emergency' and c.status in ('open', 'accepted', 'in_progress', 'paused'))"

function dangerStatement({ name, sql, params }: CaseConditions): [name: string, sql: string, params: unknown[]] {
  return [`desk-danger-${name}`, `${SELECT_CASE} where ${sql} and ${IN_DANGER} order by c.due_at, c.seq`, params]
}

/** What the list reads: the page is chosen first by an index, then only its rows are filled in. */
export function listStatement(
  { name, sql, params }: CaseConditions,
  page: { after: string; limit: number },
): [name: string, sql: string, params: unknown[]] {
  const [after, limit] = [params.length + 1, params.length + 2]
  return [
    `desk-cases-${name}`,
    `${SELECT_CASE}
       join (select c.seq as place from cases c
              where ${sql} and c.seq < $${after} and not ${IN_DANGER}
              order by c.seq desc limit $${limit}) k on k.place = c.seq
      order by c.seq desc`,
    [...params, page.after, page.limit],
  ]
}

/** Each state's most urgent cases, and of the closed ones the latest. */
export async function readBoard(
  tx: Queryable,
  which: WhichCases,
): Promise<{ status: (typeof BOARD_COLUMNS)[number]; total: number; items: Case[] }[]> {
  const columns = []
  for (const status of BOARD_COLUMNS) {
    const conditions = caseConditions({ ...which, filters: { ...which.filters, status } })
    const rows =
      status === 'closed'
        ? await readCases(tx, conditions, { after: LAST, limit: ON_BOARD })
        : await tx.query<CaseRow>(...boardStatement(conditions))
    const total = rows.length < ON_BOARD ? rows.length : await countCases(tx, conditions)
    columns.push({ status, total, items: rows.map(toCase) })
  }
  return columns
}

export function boardStatement({ name, sql, params }: CaseConditions): [name: string, sql: string, params: unknown[]] {
  return [
    `desk-board-${name}`,
    `${SELECT_CASE}
       join (select c.seq as place from cases c
              where ${sql}
              order by c.due_at, c.seq limit $${params.length + 1}) k on k.place = c.seq
      order by c.due_at, c.seq`,
    [...params, ON_BOARD],
  ]
}

async function readCases(
  tx: Queryable,
  conditions: CaseConditions,
  page: { after: string; limit: number },
): Promise<CaseRow[]> {
  return tx.query<CaseRow>(...listStatement(conditions, page))
}

/** How many there are; it stops counting at `upTo`. */
export async function countCases(
  tx: Queryable,
  { name, sql, params }: CaseConditions,
  upTo = COUNTED_TO,
): Promise<number> {
  const rows = await tx.query<{ count: number }>(
    `desk-count-${name}`,
    `select count(*)::int as count from (select from cases c where ${sql} limit $${params.length + 1}) counted`,
    [...params, upTo],
  )
  return rows[0]?.count ?? 0
}
