/**
 * A spreadsheet takes a cell that begins like this for a formula, which may call programs or send data away (CSV injection). The
 * full-width signs are such to Excel in East Asia.
 */
const FORMULA = /^'*[=+\-@\t\r\n＝＋－＠]/
const GUARDED = /^''*[=+\-@\t\r\n＝＋－＠]/

/** One apostrophe before what would be a formula; `fromCell` takes exactly that one away, so words come back as they were. */
export function toCell(words: string): string {
  return FORMULA.test(words) ? `'${words}` : words
}

export function fromCell(cell: string): string {
  return GUARDED.test(cell) ? cell.slice(1) : cell
}

const MARK = /[\n；;|｜]/
const ESCAPED = /\\([\\\n；;|｜])/g

/** Several questions in one cell, each in a line of its own; what would split one of them is marked by a backslash. */
export function joinList(items: readonly string[]): string {
  return items.map((item) => item.replace(/[\\\n；;|｜]/g, '\\$&')).join('\n')
}

/** By lines, `；` or `|`, as people type them. */
export function splitList(cell: string): string[] {
  const items: string[] = []
  let item = ''
  for (let at = 0; at < cell.length; at++) {
    const character = cell[at] as string
    const pair = cell.slice(at, at + 2)
    if (character === '\\' && new RegExp(`^${ESCAPED.source}`).test(pair)) {
      item += cell[++at]
    } else if (MARK.test(character)) {
      items.push(item)
      item = ''
    } else item += character
  }
  return [...items, item].map((words) => words.trim()).filter(Boolean)
}
