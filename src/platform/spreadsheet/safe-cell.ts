/**
 * Words as a spreadsheet may show them: what would be run as a formula when the sheet is opened, or saved as CSV and opened
 * again, is led by an apostrophe, which spreadsheets show as nothing but text (OWASP, "CSV Injection"). `plainCell` takes it off
 * again, so that what was written out and read back in is the same word for word.
 */
export function safeCell(text: string): string {
  const shown = text.replace(UNPRINTABLE, '').slice(0, LONGEST)
  return RUNS.test(shown) ? `'${shown}`.slice(0, LONGEST) : shown
}

/** The words behind a cell that `safeCell` wrote. */
export function plainCell(text: string): string {
  return text.startsWith("'") && RUNS.test(text) ? text.slice(1) : text
}

/** `＝` and its like count too: WPS and Excel in Chinese turn them into `=` while typing. */
const RUNS = /^'*[=+\-@\t\r\n＝＋－＠]/

/** What XML has no way to write. */
const UNPRINTABLE = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g

/** No cell of a workbook holds more. */
const LONGEST = 32_767
