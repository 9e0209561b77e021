import { toIsoWithOffset, zonedParts } from '../../platform/zoned-time'
import type { Entry } from '../articles/entry'
import { joinList, toCell } from './cell-words'
import { toCsv } from './csv'
import { FIELDS, HEADINGS, type Field } from './table'
import { writeXlsx } from './write-xlsx'

export const EXPORT_FORMATS = ['xlsx', 'csv', 'jsonl'] as const
export type ExportFormat = (typeof EXPORT_FORMATS)[number]

/** The newest version of every entry as a file that the import reads back word for word. */
export function exportArticles(
  entries: readonly Entry[],
  format: ExportFormat,
  zone: string,
): Promise<Buffer> | Buffer {
  if (format === 'jsonl')
    return Buffer.from(entries.map((entry) => `${JSON.stringify(toLine(entry, zone))}\n`).join(''))
  const headings = [...FIELDS.map((field) => HEADINGS[field][0]!), '状态']
  const rows = entries.map((entry) => [
    ...FIELDS.map((field) => toCell(wordsOf(entry, field, zone))),
    entry.status === 'published' ? '已发布' : '草稿',
  ])
  if (format === 'csv') return tableAsCsv([headings, ...rows])
  return writeXlsx({ sheet: '知识', headings, rows, widths: WIDTHS })
}

/** The mark at its start tells Excel that it is UTF-8. */
export function tableAsCsv(rows: readonly (readonly string[])[]): Buffer {
  return Buffer.from(`\uFEFF${toCsv(rows)}`)
}

const WIDTHS = [18, 36, 36, 70, 14, 14, 16, 18, 18, 28, 10]

function wordsOf(entry: Entry, field: Field, zone: string): string {
  if (field === 'similar' || field === 'tags') return joinList(entry[field])
  if (field === 'validFrom') return momentWords(entry.validFrom, zone, 'start')
  if (field === 'validTo') return momentWords(entry.validTo, zone, 'end')
  return entry[field] ?? ''
}

/** A whole day as a day, whole seconds as the clock shows them, anything finer in full: each is read back as the same moment. */
function momentWords(at: Date | null, zone: string, edge: 'start' | 'end'): string {
  if (at === null) return ''
  const { year, month, day, hour, minute, second, millisecond } = zonedParts(at, zone)
  const two = (number: number) => String(number).padStart(2, '0')
  const iso = `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`
  const isStart = hour + minute + second + millisecond === 0
  const isEnd = hour === 23 && minute === 59 && second === 59 && millisecond === 999
  if (edge === 'start' ? isStart : isEnd) return iso
  if (millisecond === 0) return `${iso} ${two(hour)}:${two(minute)}:${two(second)}`
  return toIsoWithOffset(at, zone)
}

function toLine(entry: Entry, zone: string) {
  const { key, question, similar, answer, topic, tags, community, source } = entry
  const time = (at: Date | null) => at && toIsoWithOffset(at, zone)
  const validity = { validFrom: time(entry.validFrom), validTo: time(entry.validTo) }
  return { key, question, similar, answer, topic, tags, community, ...validity, source }
}
