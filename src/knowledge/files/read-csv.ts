import type { ImportRow } from '../articles/import-articles'
import { parseCsv } from './csv'
import { decodeText } from './decode-text'
import { countHeadings, noHeadings, readTable, type SheetRow } from './table'

/** A table as text: commas, or what else separates its headings. */
export function readCsv(name: string, bytes: Buffer, zone: string): ImportRow[] {
  const articles = readTable(readCsvRows(name, bytes, countHeadings), { zone })
  if (articles === null) throw noHeadings(name)
  return articles
}

/** Its rows, whatever they are about; `count` knows the headings, of which the right separator makes the most. */
export function readCsvRows(name: string, bytes: Buffer, count: (cells: readonly string[]) => number): SheetRow[] {
  // `sep=;` in the first line is Excel's own note to itself.
  const text = decodeText(name, bytes)
  return parseCsv(text, delimiterOf(text, count)).map(({ cells, unclosed }, index): SheetRow => ({
    row: index + 1,
    cells: cells.map((cell, at) => (at === unclosed ? { fault: 'expected a closing quotation mark' } : cell)),
  }))
}

const DELIMITERS = [',', ';', '\t', '，', '|']

/** The one that makes most headings of the first lines. */
function delimiterOf(text: string, count: (cells: readonly string[]) => number): string {
  const top = text.slice(0, 8_000)
  const counts = DELIMITERS.map((delimiter) => ({
    delimiter,
    headings: Math.max(
      ...parseCsv(top, delimiter)
        .slice(0, 20)
        .map(({ cells }) => count(cells)),
      0,
    ),
  }))
  return counts.reduce((best, next) => (next.headings > best.headings ? next : best)).delimiter
}
