import type { Queryable } from '../../platform/database/db'
import { readDraft, type ArticleDraft } from './article-content'
import { toWrite, writeArticles, type ArticleToWrite } from './write-articles'

/** A row of a file: where it stands (1 is the first), and what it says or why it cannot be read. */
export type ImportRow = { row: number; value: unknown } | { row: number; fault: string }

export interface ImportReport {
  created: number
  updated: number
  unchanged: number
  errors: { row: number; message: string }[]
}

/** What one statement may carry without becoming slow or large. */
const AT_ONCE = 500

/**
 * Brings rows in: new articles, new versions of known ones, nothing for those that say the same (the same file twice changes
 * nothing). A bad row is reported and the good ones are kept. A community nobody knows is made. The caller holds `lockArticles`.
 */
export async function importArticles(
  tx: Queryable,
  rows: readonly ImportRow[],
  options: {
    publish: boolean
    by: string
    at: Date
    zone: string
    ensureCommunity: (tx: Queryable, name: string, at: Date) => Promise<string>
  },
): Promise<ImportReport> {
  const report: ImportReport = { created: 0, updated: 0, unchanged: 0, errors: [] }
  const articles: ArticleToWrite[] = []
  const communityIds = new Map<string, string>()
  for (const { draft } of sound(rows, options.zone, report.errors)) {
    let communityId: string | null = null
    if (draft.community !== null) {
      communityId =
        communityIds.get(draft.community) ?? (await options.ensureCommunity(tx, draft.community, options.at))
      communityIds.set(draft.community, communityId)
    }
    articles.push(toWrite(draft, communityId))
  }
  for (let from = 0; from < articles.length; from += AT_ONCE) {
    const written = await writeArticles(tx, articles.slice(from, from + AT_ONCE), options)
    for (const { outcome } of written) report[outcome]++
  }
  report.errors.sort((a, b) => a.row - b.row)
  return report
}

/** The rows that can be kept; the others leave a word in `errors`. */
function sound(
  rows: readonly ImportRow[],
  zone: string,
  errors: ImportReport['errors'],
): { row: number; draft: ArticleDraft }[] {
  const kept = new Map<string, { row: number; draft: ArticleDraft }>()
  for (const given of rows) {
    const { row } = given
    if ('fault' in given) {
      errors.push({ row, message: given.fault })
      continue
    }
    const read = readDraft(given.value, zone)
    if (!read.ok) {
      errors.push({ row, message: read.message })
      continue
    }
    const place = JSON.stringify([read.draft.community, read.draft.key])
    const earlier = kept.get(place)
    if (earlier) errors.push({ row, message: `key: ${read.draft.key} stands in row ${earlier.row} already` })
    else kept.set(place, { row, draft: read.draft })
  }
  return [...kept.values()]
}
