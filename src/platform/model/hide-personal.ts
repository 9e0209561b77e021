import { maskPersonal } from '../mask'
import type { Masked } from '../mask'

/**
 * Hides what must not reach a model (design.md D14): names that are known, what `maskPersonal` knows, and every other number long
 * enough to be a room, a card or a phone with a digit missing. Stricter than for logs: a model outside is told nothing by accident.
 */
export function hidePersonal(text: string, known: readonly string[] = []): Masked {
  const values = new Map<string, string>()
  const named = hide(text, namesPattern(known), '姓名', text, values)
  const masked = maskPersonal(named)
  const hidden = hide(masked.text, OTHER_NUMBERS, '数字', text, values)
  return {
    text: hidden,
    restore: (answer) =>
      masked.restore(answer).replace(/\[(?:姓名|数字)\d+\]/g, (placeholder) => values.get(placeholder) ?? placeholder),
  }
}

/** Three digits or more, spoken ones too; but the numbers everybody may call, years, and amounts with their unit are nobody's. */
const OTHER_NUMBERS =
  /(?<![\d０-９])(?!(?:110|119|120|122|123\d\d|12345)(?![\d０-９]))(?!(?:19|20)\d\d年)[\d０-９]{3,}(?![\d０-９])(?!\s*(?:元|块|度|吨|平|㎡|米|天|小时|分钟|%))|[零〇幺一二两三四五六七八九]{3,}/g

function hide(
  text: string,
  pattern: RegExp | null,
  kind: string,
  original: string,
  values: Map<string, string>,
): string {
  if (pattern === null) return text
  const placeholders = new Map<string, string>()
  return text.replace(pattern, (value) => {
    let placeholder = placeholders.get(value)
    for (let number = 1; placeholder === undefined; number++) {
      const candidate = `[${kind}${number}]`
      // Typed by the owner, it must not be taken for ours.
      if (!values.has(candidate) && !original.includes(candidate)) placeholder = candidate
    }
    placeholders.set(value, placeholder)
    values.set(placeholder, value)
    return placeholder
  })
}

/** The longer name first, or 王小明 would leave 明 behind. A single character is a syllable of everything. */
function namesPattern(known: readonly string[]): RegExp | null {
  const names = [...new Set(known.map((name) => name.trim()).filter((name) => name.length > 1))]
  if (names.length === 0) return null
  const escaped = names.sort((a, b) => b.length - a.length).map((name) => name.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
  return new RegExp(escaped.join('|'), 'g')
}
