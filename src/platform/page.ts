import { z } from 'zod'
import { invalid } from './errors'

/** A part of a list as the API hands it out (contract.md §4). */
export interface Page<T> {
  items: T[]
  next: string | null
}

/** Where to go on and how many; `after` is what an earlier page called `next`. */
export interface PageQuery {
  after?: string
  limit?: number
}

/** A row of a list: its place, and whether every transaction that may still bring an earlier row is over. */
export interface Placed {
  seq: string
  settled: boolean
}

const DEFAULT_LIMIT = 100
const MAX_LIMIT = 500
const Cursor = z.string().regex(/^\d{1,18}$/)

export function readPageQuery(query: PageQuery): { after: string; limit: number } {
  const after = query.after ?? '0'
  if (!Cursor.safeParse(after).success)
    throw invalid('cursor', `after: expected a cursor of an earlier page, got "${after.slice(0, 40)}"`)
  return { after, limit: Math.min(Math.max(Math.trunc(query.limit ?? DEFAULT_LIMIT), 1), MAX_LIMIT) }
}

/**
 * Cuts rows read with `limit + 1` into a page. Numbers are drawn before they commit, so a row may appear below one that was
 * shown already; a cursor therefore never goes beyond what older transactions can still fill in. The last page hands out no
 * cursor and may show everything.
 */
export function cutPage<T extends Placed>(rows: readonly T[], query: { after: string; limit: number }): Page<T> {
  if (rows.length <= query.limit) return { items: [...rows], next: null }
  const page = rows.slice(0, query.limit)
  const open = page.findIndex((row) => !row.settled)
  const items = open < 0 ? page : page.slice(0, open)
  return { items, next: items.at(-1)?.seq ?? query.after }
}
