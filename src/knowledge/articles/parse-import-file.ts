import { invalid } from '../../platform/errors'
import { refuseOtherKind } from '../files/file-kind'
import { readCsv } from '../files/read-csv'
import { readXlsx } from '../files/read-xlsx'
import { ArticleFault, parseArticle } from '../read-article'
import type { ImportRow } from './import-articles'

/** Rows of a file by its name's ending: `.jsonl`, `.csv`, `.xlsx`, or `.md` with front matter (contract.md §6). */
export async function parseImportFile(name: string, bytes: Buffer, zone: string): Promise<ImportRow[]> {
  const ending = /\.[a-z]+$/i.exec(name)?.[0].toLowerCase()
  refuseOtherKind(name, bytes)
  if (ending === '.csv') return readCsv(name, bytes, zone)
  if (ending === '.xlsx') return readXlsx(name, bytes, zone)
  if (ending === '.jsonl') return parseJsonl(readUtf8(name, bytes))
  if (ending === '.md') return [parseMarkdown(name, readUtf8(name, bytes))]
  throw invalid('import_kind', `expected a .jsonl, .csv, .xlsx or .md file, got ${name}`)
}

/** One JSON object a line; empty lines do not count as rows but keep their number. */
export function parseJsonl(text: string): ImportRow[] {
  return text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((line, index) => ({ line: line.trim(), row: index + 1 }))
    .filter(({ line }) => line !== '')
    .map(({ line, row }) => parseLine(line, row))
}

function parseLine(line: string, row: number): ImportRow {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    return { row, fault: 'expected one JSON object a line' }
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    return { row, fault: 'expected one JSON object a line' }
  return { row, value: withOtherNames(value as Record<string, unknown>) }
}

/** `retrieve` files also call key, question and similar `id`, `text` and `alts` (contract.md §6). */
function withOtherNames(value: Record<string, unknown>): Record<string, unknown> {
  return {
    ...value,
    key: asText(value.key ?? value.id),
    question: value.question ?? value.text,
    similar: value.similar ?? value.alts,
  }
}

/** A key that is a number in somebody's file is the same key. */
function asText(key: unknown): unknown {
  return typeof key === 'number' ? String(key) : key
}

function parseMarkdown(name: string, text: string): ImportRow {
  try {
    return { row: 1, value: parseArticle(text, name) }
  } catch (error) {
    if (error instanceof ArticleFault) return { row: 1, fault: error.message }
    throw error
  }
}

function readUtf8(name: string, bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw invalid('import_encoding', `expected ${name} in UTF-8`)
  }
}
