import { z } from 'zod'
import { parseHouseNumber } from '../../understanding/slots/chinese-number'
import { readJsonLines } from '../../understanding/samples'
import { parseLocation } from '../../understanding/slots/parse-location'
import type { Evaluation, EvaluationArgs } from '../eval'
import { formatTable, percent } from './table'

const Row = z.object({ text: z.string(), ents: z.array(z.tuple([z.string(), z.number(), z.number(), z.string()])) })
type Row = z.infer<typeof Row>

/** The label of a span, our slot, and the mark that makes a span say what it is (a bare number may be anything). */
const SLOTS = [
  { label: 'houseno', slot: 'building', mark: /(?:栋|幢|号楼|座|#)$/ },
  { label: 'cellno', slot: 'unit', mark: /单元$/ },
  { label: 'roomno', slot: 'room', mark: /(?:室|房|房间)$/ },
] as const

/**
 * 栋, 单元 and 室 in addresses (`address_spans`): exact for spans that carry their mark, and for all spans, bare numbers
 * among them. Whole rows count as right when every marked slot is.
 */
export async function run({ file }: EvaluationArgs): Promise<Evaluation> {
  const rows = readJsonLines(file, Row)
  const tally = new Map<string, { marked: number; markedRight: number; all: number; allRight: number; extra: number }>()
  let markedRows = 0
  let markedRowsRight = 0
  const misses: string[] = []
  for (const row of rows) {
    const reading = parseLocation(row.text)
    let rowRight = true
    let rowMarked = false
    for (const { label, slot, mark } of SLOTS) {
      const count = tally.get(slot) ?? { marked: 0, markedRight: 0, all: 0, allRight: 0, extra: 0 }
      tally.set(slot, count)
      const spans = row.ents.filter(([name]) => name === label).map(([, , , words]) => words)
      const ours = reading[slot]
      if (spans.length === 0 && ours !== null) count.extra += 1
      const first = spans[0]
      if (first === undefined) continue
      const right = spans.some((words) => normal(words) === normal(ours ?? ''))
      count.all += 1
      if (right) count.allRight += 1
      if (spans.some((words) => mark.test(words))) {
        count.marked += 1
        rowMarked = true
        if (right) count.markedRight += 1
        else {
          rowRight = false
          misses.push(`${row.text}  ${slot} ${first} → ${ours}`)
        }
      } else if (!right && process.env['EVAL_SHOW_MISSES'] === 'all')
        misses.push(`${row.text}  (bare) ${slot} ${first} → ${ours}`)
    }
    if (rowMarked) markedRows += 1
    if (rowMarked && rowRight) markedRowsRight += 1
  }
  const total = [...tally.values()].reduce(
    (sum, each) => ({
      marked: sum.marked + each.marked,
      markedRight: sum.markedRight + each.markedRight,
      all: sum.all + each.all,
      allRight: sum.allRight + each.allRight,
    }),
    { marked: 0, markedRight: 0, all: 0, allRight: 0 },
  )
  const json = {
    kind: 'address',
    count: rows.length,
    exactMarked: round(total.markedRight / Math.max(1, total.marked)),
    exactRows: round(markedRowsRight / Math.max(1, markedRows)),
    exactAll: round(total.allRight / Math.max(1, total.all)),
  }
  const table = formatTable(
    ['slot', 'marked spans', 'exact', 'all spans', 'exact of all', 'said without a span'],
    [...tally].map(([slot, each]) => [
      slot,
      String(each.marked),
      percent(each.markedRight, each.marked),
      String(each.all),
      percent(each.allRight, each.all),
      String(each.extra),
    ]),
  )
  return { table: process.env['EVAL_SHOW_MISSES'] ? `${table}\n${misses.join('\n')}` : table, json }
}

/** 第十栋 → 10, 3-B栋 → 3B: what the label's words come to without their mark. */
function normal(words: string): string {
  const bare = words
    .replace(/^第/, '')
    .replace(/(?:号楼|栋楼|栋|幢|撞|单元|号院|座|室|房间|房|号|#)$/, '')
    .replace(/[-—_]/g, '')
  return (parseHouseNumber(bare.toLowerCase()) ?? bare).replace(/-/g, '').toUpperCase()
}

const round = (value: number): number => Math.round(value * 1000) / 1000
