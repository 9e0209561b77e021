import { invalid } from '../../platform/errors'
import { fromZoned } from '../../platform/zoned-time'
import type { ImportRow } from '../articles/import-articles'
import { fromCell, splitList } from './cell-words'

export const FIELDS = [
  'key',
  'question',
  'similar',
  'answer',
  'topic',
  'tags',
  'community',
  'validFrom',
  'validTo',
  'source',
] as const
export type Field = (typeof FIELDS)[number]

/** What a column is called: first as the export calls it (contract.md §6), then as other systems and people do. */
export const HEADINGS: Readonly<Record<Field, readonly string[]>> = {
  key: ['编号', 'key', 'id', '序号', '条目编号'],
  question: ['标准问', 'question', '标准问题', '问题', '问', '标题', 'text'],
  similar: ['相似问', 'similar', '相似问题', '相似问法', '扩展问', '其他问法', 'alts'],
  answer: ['答案', 'answer', '回答', '标准答案', '答', '答复', '内容'],
  topic: ['分类', 'topic', '类别', '主题', 'category'],
  tags: ['标签', 'tags', 'tag'],
  community: ['小区', 'community', '项目', '小区名称'],
  validFrom: ['生效', 'validfrom', '生效日期', '生效时间', '有效期起'],
  validTo: ['失效', 'validto', '失效日期', '失效时间', '有效期止'],
  source: ['来源', 'source', '出处', '依据'],
}

/** A row of a sheet as it numbers them; a cell that cannot be read says why. */
export interface SheetRow {
  row: number
  cells: (string | { fault: string })[]
  /** One cell across several columns: a title between the rows, no article. */
  title?: boolean
}

/** Titles, notes and empty rows may stand above the headings; further down there are none. */
const LOOK_FOR_HEADINGS = 20
/** As many articles as one file may bring; larger ones are cut in two by whoever has them. */
export const MOST_ROWS = 20_000

/** The rows under the headings as articles; null where no row of headings names a question and an answer. */
export function readTable(rows: readonly SheetRow[], options: { zone: string; sheet?: string }): ImportRow[] | null {
  const place = rows.slice(0, LOOK_FOR_HEADINGS).findIndex(({ cells }) => isHeading(cells))
  if (place < 0) return null
  const columns = columnsOf(rows[place]!.cells)
  const names = Object.fromEntries([...columns].map(([field, at]) => [field, nameOf(rows[place]!.cells[at], at)]))
  const below = rows.slice(place + 1).filter(({ cells, title }) => !title && cells.some((cell) => cell !== ''))
  if (below.length > MOST_ROWS)
    throw invalid('import_rows', `expected at most ${MOST_ROWS} rows in a file, got ${below.length}`)
  return below.map((given) => ({
    ...readRow(given, columns, names, options.zone),
    ...(options.sheet ? { sheet: options.sheet } : {}),
  }))
}

/** Of a text file: how many of the names in its first lines are headings. */
export function countHeadings(cells: readonly string[]): number {
  return columnsOf(cells).size
}

export function noHeadings(name: string): Error {
  return invalid(
    'import_headings',
    `expected a row of headings in ${name} with 标准问 (question) and 答案 (answer); there was none among the first ${LOOK_FOR_HEADINGS} rows`,
  )
}

function readRow(
  { row, cells }: SheetRow,
  columns: ReadonlyMap<Field, number>,
  names: Record<string, string>,
  zone: string,
): ImportRow {
  const value: Record<string, unknown> = {}
  for (const [field, at] of columns) {
    const cell = cells[at] ?? ''
    if (typeof cell !== 'string') return { row, fault: cell.fault, column: names[field] }
    const words = fromCell(cell.trim() === '' ? '' : cell)
    if (words === '') continue
    value[field] = valueOf(field, words, zone)
  }
  return { row, value, columns: names }
}

function valueOf(field: Field, words: string, zone: string): unknown {
  if (field === 'similar') return splitList(words)
  if (field === 'tags') return splitList(words)
  if (field === 'validFrom' || field === 'validTo') return readDay(words.trim(), zone)
  return words
}

const DAY = /^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[T\s]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?$/
/** Days since the last one of 1899, as Excel counts them when a cell has lost its format. */
const SERIAL = /^\d{5}(?:\.\d+)?$/

/** A day as people write it becomes an ISO day, with a clock a moment; anything else stays and is found fault with. */
export function readDay(words: string, zone: string): unknown {
  const serial = SERIAL.test(words) ? new Date(Math.round((Number(words) - 25_569) * 86_400_000)) : null
  const match = DAY.exec(serial ? serial.toISOString().slice(0, 19) : words)
  if (!match) return words
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1)
    .map((part) => Number(part ?? 0))
  const isClock = match[4] !== undefined && !(serial && hour + minute + second === 0)
  const iso = `${match[1]}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
  if (!isClock || hour > 23 || minute > 59 || second > 59 || Number.isNaN(Date.parse(iso))) return isClock ? words : iso
  return fromZoned({ year, month, day, hour, minute, second }, zone)
}

function isHeading(cells: readonly SheetRow['cells'][number][]): boolean {
  const columns = columnsOf(cells)
  return columns.has('question') && columns.has('answer')
}

function columnsOf(cells: readonly SheetRow['cells'][number][]): Map<Field, number> {
  const columns = new Map<Field, number>()
  cells.forEach((cell, at) => {
    const field = typeof cell === 'string' ? fieldOf(cell) : undefined
    if (field && !columns.has(field)) columns.set(field, at)
  })
  return columns
}

const FIELD_OF = new Map(FIELDS.flatMap((field) => HEADINGS[field].map((heading) => [heading, field] as const)))

/** `标准问（必填）`, `* Valid From`: what people add to a heading does not matter. */
function fieldOf(heading: string): Field | undefined {
  const bare = heading
    .normalize('NFKC')
    .replace(/\(.*?\)|[\s*_:：-]/g, '')
    .toLowerCase()
  return FIELD_OF.get(bare)
}

/** `D 答案`: where to look in the sheet. */
function nameOf(heading: SheetRow['cells'][number] | undefined, at: number): string {
  let letters = ''
  for (let rest = at + 1; rest > 0; rest = Math.floor((rest - 1) / 26))
    letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters
  return `${letters} ${typeof heading === 'string' ? heading.trim() : ''}`.trim()
}
