import type { Cell, CellValue, Row, Worksheet } from 'exceljs'
import { invalid } from '../../platform/errors'
import type { ImportRow } from '../articles/import-articles'
import { openPackage, type PackageParts } from './open-package'
import { MOST_ROWS, noHeadings, readTable, type SheetRow } from './table'

/** Every sheet that has headings; sheets of notes are passed over. The library is loaded when a file comes. */
export async function readXlsx(name: string, bytes: Buffer, zone: string): Promise<ImportRow[]> {
  const found = (await readSheets(name, bytes)).map((sheet) => ({ ...sheet, rows: readTable(sheet.rows, { zone }) }))
  const tables = found.flatMap(({ name: sheet, rows }) => (rows === null ? [] : [{ name: sheet, rows }]))
  if (tables.length === 0) throw noHeadings(name)
  if (tables.length === 1) return tables[0]!.rows
  return tables.flatMap((table) => table.rows.map((row) => ({ ...row, sheet: table.name })))
}

/** The words of each sheet, row by row, whatever they are about. */
export async function readSheets(name: string, bytes: Buffer): Promise<{ name: string; rows: SheetRow[] }[]> {
  refuseGrowing(name, openPackage(name, bytes))
  const { default: excel } = await import('exceljs')
  const book = new excel.Workbook()
  try {
    const content = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer
    await book.xlsx.load(content, { ignoreNodes: SKIPPED })
  } catch (cause) {
    throw invalid('file_unreadable', `${name} cannot be read as .xlsx: ${cause instanceof Error ? cause.message : ''}`)
  }
  return book.worksheets.map((sheet) => ({ name: sheet.name, rows: rowsOf(sheet) }))
}

/** What we never look at, and what the library would unfold cell by cell. */
const SKIPPED = ['dataValidations', 'conditionalFormatting', 'extLst', 'drawing', 'picture', 'tableParts', 'hyperlinks']

/** Cells that merges and names may span: the library makes an object of each of them. */
const MOST_SPANNED = 500_000

/** A range of a few letters may stand for sixteen thousand million cells. */
function refuseGrowing(name: string, parts: PackageParts): void {
  let spanned = 0
  for (const [part, content] of parts) {
    if (!/^\/?xl\/(worksheets\/|workbook\.xml)/i.test(part)) continue
    const xml = content.toString('utf8')
    const rows = xml.match(/<(?:\w+:)?row[\s>]/g)?.length ?? 0
    if (rows > 2 * MOST_ROWS) throw invalid('import_rows', `expected at most ${MOST_ROWS} rows in ${name}, got ${rows}`)
    const ranges = part.includes('workbook')
      ? [...xml.matchAll(/<(?:\w+:)?definedName[\s>][^<]*</g)]
      : [...xml.matchAll(/<(?:\w+:)?mergeCell\s[^>]*>/g)]
    for (const [range] of ranges) spanned += cellsOf(range)
    if (spanned > MOST_SPANNED)
      throw invalid('file_unsafe', `${name}: its merged cells or names span more cells than a sheet of answers has`)
  }
}

function cellsOf(words: string): number {
  let cells = 0
  for (const [, left, top, right, bottom] of words.matchAll(/\$?([A-Z]{1,3})\$?(\d+):\$?([A-Z]{1,3})\$?(\d+)/gi))
    cells += (Math.abs(columnOf(right) - columnOf(left)) + 1) * (Math.abs(Number(bottom) - Number(top)) + 1)
  return cells
}

const columnOf = (letters = 'A') =>
  [...letters.toUpperCase()].reduce((number, letter) => number * 26 + letter.charCodeAt(0) - 64, 0)

/** Beyond this there is no column of ours. */
const MOST_COLUMNS = 100

function rowsOf(sheet: Worksheet): SheetRow[] {
  const rows: SheetRow[] = []
  const width = Math.min(sheet.columnCount, MOST_COLUMNS)
  sheet.eachRow({ includeEmpty: false }, (row, number) => {
    const cells = Array.from({ length: width }, (_, at) => readCell(row, at + 1))
    const isTitle = cells.filter((cell) => cell !== '').length <= 1 && reachesRight(row, width)
    rows.push({ row: number, cells, ...(isTitle ? { title: true } : {}) })
  })
  return rows
}

function readCell(row: Row, column: number): SheetRow['cells'][number] {
  const cell = row.getCell(column)
  // A cell merged downwards holds for each of its rows; merged to the right it is one cell.
  if (cell.isMerged && cell.master.col !== cell.col) return ''
  return wordsOf((cell.isMerged ? cell.master : cell).value, cell)
}

function reachesRight(row: Row, width: number): boolean {
  for (let column = 1; column <= width; column++) {
    const cell = row.getCell(column)
    if (cell.isMerged && cell.master.col !== cell.col) return true
  }
  return false
}

function wordsOf(value: CellValue, cell: Cell): SheetRow['cells'][number] {
  if (value === null || value === undefined) return ''
  if (typeof value === 'string') return value
  if (typeof value === 'boolean') return value ? '是' : '否'
  if (typeof value === 'number') return numberWords(value, cell.numFmt ?? '')
  if (value instanceof Date) return dateWords(value)
  if ('error' in value) return { fault: `expected words, got the error ${String(value.error)}` }
  if ('richText' in value) return value.richText.map(({ text }) => text).join('')
  if ('hyperlink' in value) return wordsOf(value.text as CellValue, cell)
  if ('formula' in value || 'sharedFormula' in value)
    return value.result === undefined
      ? { fault: 'expected words, got a formula without its result: open the file in Excel once and save it' }
      : wordsOf(value.result as CellValue, cell)
  return { fault: 'expected words' }
}

/** As the cell shows it where that is simple: percentages, and numbers without the noise of binary fractions. */
function numberWords(value: number, format: string): string {
  const plain = (number: number) => String(Number(number.toPrecision(15)))
  return format.includes('%') ? `${plain(value * 100)}%` : plain(value)
}

/** A cell's date has no zone: what its clock shows is what is meant. */
function dateWords(value: Date): string {
  if (Number.isNaN(value.getTime())) return ''
  const [day = '', clock = ''] = new Date(Math.round(value.getTime() / 1000) * 1000)
    .toISOString()
    .slice(0, 19)
    .split('T')
  return clock === '00:00:00' ? day : `${day} ${clock}`
}
