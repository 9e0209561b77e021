/** A record of a CSV file; `unclosed` names the cell whose quotation mark never ends. */
export interface CsvRecord {
  cells: string[]
  unclosed?: number
}

/** Records in their order, empty ones included, so that a record's place is the row that Excel shows. */
export function parseCsv(text: string, delimiter: string): CsvRecord[] {
  const records: CsvRecord[] = []
  let record: CsvRecord = { cells: [] }
  let cell = ''
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0
  let isQuoted = false
  const endCell = () => {
    record.cells.push(cell)
    cell = ''
  }
  const endRecord = () => {
    endCell()
    records.push(record)
    record = { cells: [] }
  }
  for (; at < text.length; at++) {
    const character = text[at] as string
    if (isQuoted) {
      if (character !== '"') cell += character
      else if (text[at + 1] === '"') cell += text[++at]
      else isQuoted = false
    } else if (character === '"' && cell === '') isQuoted = true
    else if (character === delimiter) endCell()
    else if (character === '\n' || character === '\r') {
      if (character === '\r' && text[at + 1] === '\n') at++
      endRecord()
    } else cell += character
  }
  if (isQuoted) record.unclosed = record.cells.length
  if (cell !== '' || record.cells.length > 0 || isQuoted) endRecord()
  return records
}

/** Every cell in quotation marks: line breaks and commas need no thought, and no program guesses at numbers with leading zeros. */
export function toCsv(rows: readonly (readonly string[])[]): string {
  return rows.map((cells) => cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',') + '\r\n').join('')
}
