import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import type { Queryable } from './database/db'
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

/** A list's table, and the sequence its places are drawn from. */
export interface List {
  table: string
  numbers: string
}

/** Others write for milliseconds; whoever writes longer than this makes a page shorter, never wrong. */
const PAUSE_MS = 15
const PAUSES = 20

/**
 * Reads rows (`read` asks for `limit + 1`) into a page. When a running transaction could still bring a row in between, it looks
 * whether anybody really writes into this list, for a moment, so that a page is full although others are busy.
 */
export async function readPage<T extends Placed>(
  tx: Queryable,
  list: List,
  query: { after: string; limit: number },
  read: () => Promise<readonly T[]>,
): Promise<Page<T>> {
  for (let looks = 0; ; looks++) {
    const until = looks === 0 ? null : await settledUntil(tx, list)
    const rows = await read()
    const page = cutPage(until === null ? rows : rows.map((row) => settle(row, until)), query)
    if (page.next === null || page.items.length === query.limit || looks === PAUSES) return page
    if (looks > 0) await pause(PAUSE_MS)
  }
}

/** Asked before the rows are read: see 0012_settled.sql. */
async function settledUntil(tx: Queryable, { table, numbers }: List): Promise<bigint | null> {
  const rows = await tx.query<{ until: string | null }>(
    'settled-until',
    'select settled_until($1::regclass, $2::regclass)::text as until',
    [table, numbers],
  )
  const until = rows[0]?.until
  return until == null ? null : BigInt(until)
}

function settle<T extends Placed>(row: T, until: bigint): T {
  return BigInt(row.seq) <= until ? { ...row, settled: true } : row
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
