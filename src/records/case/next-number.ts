import type { Queryable } from '../../platform/database/db'
import { zonedDay } from '../../platform/zoned-time'
import { NUMBER_PREFIX, type CaseKind } from './case-kinds'

/**
 * `BX-20261121-0001`: one counter a local day over all kinds, so that the last number says how many matters the day had.
 * The counter's row stays locked until the transaction ends: numbers are unique, and one that was rolled back is used again.
 */
export async function nextNumber(tx: Queryable, kind: CaseKind, at: Date, zone: string): Promise<string> {
  const day = zonedDay(at, zone)
  const rows = await tx.query<{ value: number }>(
    'next-case-number',
    `insert into case_counter (day, value) values ($1, 1)
     on conflict (day) do update set value = case_counter.value + 1
     returning value`,
    [day],
  )
  return toNumber(kind, day, rows[0]!.value)
}

export function toNumber(kind: CaseKind, day: string, count: number): string {
  return `${NUMBER_PREFIX[kind]}-${day.replaceAll('-', '')}-${String(count).padStart(4, '0')}`
}
