import { parseChineseNumber, parseDigitRow } from '../slots/chinese-number'

/** A number as it stands in a time: 12, 十二, 两, 半; as part of a regular expression. */
export const NUMBER = '(?:\\d{1,5}(?:\\.\\d)?|[零〇一二两俩三四五六七八九十百千廿卅]{1,5})'

export function readNumber(text: string | undefined): number | null {
  if (text === undefined || text === '') return null
  if (/^\d+(?:\.\d+)?$/.test(text)) return Number(text)
  return parseChineseNumber(text) ?? (parseDigitRow(text) === null ? null : Number(parseDigitRow(text)))
}

/** 2021, 二零二一, 21, 九零: two digits mean the century that lies nearer, ten years ahead at most. */
export function readYear(text: string, currentYear: number): number | null {
  const row = parseDigitRow(text)
  const digits = row ?? (readNumber(text) === null ? null : String(readNumber(text)))
  if (digits === null) return null
  const value = Number(digits)
  if (digits.length === 4) return value
  if (digits.length !== 2) return null
  const latest = currentYear + 10
  return latest - ((((latest - value) % 100) + 100) % 100)
}
