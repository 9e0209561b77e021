/** A sheet of words: headings that stay in sight, every cell plain text. The library is loaded when somebody exports. */
export async function writeXlsx(table: {
  sheet: string
  headings: readonly string[]
  rows: readonly (readonly string[])[]
  widths: readonly number[]
}): Promise<Buffer> {
  const { default: excel } = await import('exceljs')
  const book = new excel.Workbook()
  const sheet = book.addWorksheet(table.sheet, { views: [{ state: 'frozen', ySplit: 1 }] })
  sheet.columns = table.headings.map((header, at) => ({
    header,
    width: table.widths[at] ?? 20,
    // As text, or Excel turns a key of digits into a number.
    style: { numFmt: '@', alignment: { wrapText: true, vertical: 'top' } },
  }))
  sheet.getRow(1).font = { bold: true }
  for (const cells of table.rows) sheet.addRow(cells.map(asXmlText))
  return Buffer.from(await book.xlsx.writeBuffer())
}

/** XML turns CR LF into LF, and Office reads `_x000D_` as that character: both are written the way Excel writes them. */
function asXmlText(words: string): string {
  return words
    .replace(/_(?=x[0-9A-F]{4}_)/g, '_x005F_')
    .replaceAll('\r', '_x000D_')
    .replace(
      /[\0-\x08\x0b\x0c\x0e-\x1f]/g,
      (mark) => `_x${mark.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`,
    )
}
