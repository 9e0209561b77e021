import { z } from 'zod'
import { toWall } from '../../understanding/time/calendar'
import { readTimes } from '../../understanding/time/read-times'
import { readJsonLines } from '../../understanding/samples'
import type { Evaluation, EvaluationArgs } from '../eval'
import { formatTable } from './table'

const Reference = z.union([
  z.string(),
  z.number(),
  z.object({
    year: z.number().optional(),
    month: z.number().optional(),
    day: z.number().optional(),
    hour: z.number().optional(),
    minute: z.number().optional(),
    second: z.number().optional(),
  }),
  z.null(),
])

const Row = z.object({
  id: z.string().optional(),
  input: z.string(),
  ref: Reference,
  expect: z.object({ type: z.string(), time: z.unknown() }),
})
type Row = z.infer<typeof Row>

const ZONE = 'Asia/Shanghai'

/** The right start hour of Chinese time expressions (`time_jionlp`). Rows that only name a length of time have no start and are counted apart. */
export async function run({ file }: EvaluationArgs): Promise<Evaluation> {
  const rows = readTimeRows(file).map(({ row, gold, now }) => {
    const reading = readTimes(row.input, now)[0]
    const from = reading?.interval.from
    const ours = from == null ? null : hourOf(from)
    return { row, gold, ours, right: gold !== null && ours === gold }
  })
  const withStart = rows.filter(({ gold }) => gold !== null)
  const right = withStart.filter((each) => each.right)
  const byType = [...new Set(withStart.map(({ row }) => row.expect.type))].map((type) => {
    const some = withStart.filter(({ row }) => row.expect.type === type)
    return [type, String(some.length), String(some.filter((each) => each.right).length)]
  })
  const json = {
    kind: 'time',
    count: rows.length,
    withStart: withStart.length,
    rightStartHour: round(right.length / Math.max(1, withStart.length)),
    rightStartHourOfAll: round(right.length / Math.max(1, rows.length)),
  }
  const misses = process.env['EVAL_SHOW_MISSES']
    ? withStart
        .filter((each) => !each.right)
        .map(({ row, gold, ours }) => `${row.input}  ref ${JSON.stringify(row.ref)}  gold ${gold}  ours ${ours}`)
        .join('\n')
    : ''
  return { table: `${formatTable(['type', 'count', 'right start hour'], byType)}\n${misses}`, json }
}

/** The rows with the wall time they are reckoned from and the hour they should start at; null where they name none. */
export function readTimeRows(file: string): { row: Row; gold: string | null; now: number }[] {
  return readJsonLines(file, Row).map((row) => ({ row, gold: startOf(row.expect.time), now: referenceOf(row.ref) }))
}

/** `2021-06-14T01:06`, a Unix second, or parts of a date, the missing ones being the first. */
function referenceOf(ref: z.infer<typeof Reference>): number {
  if (typeof ref === 'string' && ref !== 'now') return Date.parse(`${ref}Z`)
  if (typeof ref === 'number') return toWall(new Date(ref * 1000), ZONE)
  if (ref !== null && typeof ref === 'object') {
    return Date.UTC(
      ref.year ?? 2021,
      (ref.month ?? 1) - 1,
      ref.day ?? 1,
      ref.hour ?? 0,
      ref.minute ?? 0,
      ref.second ?? 0,
    )
  }
  return toWall(new Date(Date.parse('2021-06-14T01:06:40+08:00')), ZONE)
}

/** The first start of whatever nesting: `[from, to]`, `{point:{time:[…]}}`, a list of such pairs. `-inf` has none. */
function startOf(time: unknown): string | null {
  if (typeof time === 'string') return /^\d{4}-\d{2}-\d{2} \d{2}/.test(time) ? time.slice(0, 13) : null
  if (Array.isArray(time)) return startOf(time[0])
  if (time !== null && typeof time === 'object' && 'point' in time) {
    const { point } = time as { point: unknown }
    return point !== null && typeof point === 'object' && 'time' in point ? startOf(point.time) : null
  }
  return null
}

export const hourOf = (wall: number): string => new Date(wall).toISOString().slice(0, 13).replace('T', ' ')
const round = (value: number): number => Math.round(value * 1000) / 1000
