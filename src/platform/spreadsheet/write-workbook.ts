import { PassThrough } from 'node:stream'
import { setImmediate as breathe } from 'node:timers/promises'
import { zonedParts } from '../zoned-time'
import { safeCell } from './safe-cell'

/** Numbers stay numbers; a `sheetTime` is shown as a time; words are made safe here, callers give them as they are. */
export type Cell = string | number | Date | null

export interface Sheet {
  name: string
  columns: readonly { title: string; width?: number }[]
  rows: Iterable<readonly Cell[]> | AsyncIterable<readonly Cell[]>
}

/**
 * An .xlsx file of one or more sheets with a head line each. Rows may come from the database page by page: nothing but the
 * compressed file is kept, and others are served between the rows.
 */
export async function writeWorkbook(sheets: readonly Sheet[]): Promise<Buffer> {
  // Loaded when the first file is written: it takes a fifth of a second that no start should wait for.
  const { default: excel } = await import('exceljs')
  const out = new PassThrough()
  const chunks: Buffer[] = []
  out.on('data', (chunk: Buffer) => void chunks.push(chunk))
  const book = new excel.stream.xlsx.WorkbookWriter({ stream: out, useStyles: true, useSharedStrings: false })
  for (const { name, columns, rows } of sheets) {
    const sheet = book.addWorksheet(sheetName(name), { views: [{ state: 'frozen', ySplit: 1 }] })
    sheet.columns = columns.map(({ title, width = 16 }) => ({ header: safeCell(title), width }))
    sheet.getRow(1).font = { bold: true }
    let written = 0
    for await (const cells of rows) {
      const row = sheet.addRow(cells.map((cell) => (typeof cell === 'string' ? safeCell(cell) : cell)))
      for (const [index, cell] of cells.entries())
        if (cell instanceof Date) row.getCell(index + 1).numFmt = 'yyyy-mm-dd hh:mm'
      row.commit()
      if (++written % ROWS_AT_ONCE === 0) await breathe()
    }
    sheet.commit()
  }
  await book.commit()
  return Buffer.concat(chunks)
}

/** A moment as a clock on the wall of `zone` shows it: a workbook knows no zones. */
export function sheetTime(at: Date, zone: string): Date {
  const { year, month, day, hour, minute } = zonedParts(at, zone)
  return new Date(Date.UTC(year, month - 1, day, hour, minute))
}

const ROWS_AT_ONCE = 200

/** Without what a sheet's name may not hold, and no longer than it may be. */
function sheetName(name: string): string {
  return name.replace(/[\\/?*[\]:']/g, ' ').slice(0, 31) || '表'
}
