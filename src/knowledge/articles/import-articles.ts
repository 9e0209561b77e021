import type { Queryable } from '../../platform/database/db'
import { readDraft, type ArticleDraft } from './article-content'
import { toWrite, writeArticles, type ArticleToWrite, type WriteOutcome } from './write-articles'

/**
 * A row of a file: where it stands (1 is the first), and what it says or why it cannot be read. `columns` names the column of
 * each field, where the file is a table.
 */
export type ImportRow = { row: number; sheet?: string } & (
  { value: unknown; columns?: Readonly<Record<string, string>> } | { fault: string; column?: string }
)

export interface ImportFault {
  row: number
  message: string
  column?: string
}

/** What became of a row that could be kept. */
export interface ImportedRow {
  row: number
  question: string
  community: string | null
  outcome: Exclude<WriteOutcome, 'held'>
}

export interface ImportReport {
  created: number
  updated: number
  unchanged: number
  errors: ImportFault[]
}

/** What one statement may carry without becoming slow or large. */
const AT_ONCE = 500

/**
 * Brings rows in: new articles, new versions of known ones, nothing for those that say the same (the same file twice changes
 * nothing). A bad row, and a draft of what is under review, is reported and the good ones are kept. A community nobody knows is
 * made. The caller holds `lockArticles`.
 */
export async function importArticles(
  tx: Queryable,
  rows: readonly ImportRow[],
  options: {
    publish: boolean
    by: string
    account?: string | null
    note?: string
    at: Date
    zone: string
    ensureCommunity: (tx: Queryable, name: string, at: Date) => Promise<string>
    /** Communities whose rows may be brought, by name and id; absent: all. */
    within?: ReadonlySet<string> | undefined
    /** Hears of each row that was kept, in the order of the file. */
    tell?: (row: ImportedRow) => void
    /** Goes on with the articles that were written, in this transaction. */
    written?: (tx: Queryable, ids: readonly string[]) => Promise<void>
  },
): Promise<ImportReport> {
  const report: ImportReport = { created: 0, updated: 0, unchanged: 0, errors: [] }
  const articles: ArticleToWrite[] = []
  const communityIds = new Map<string, string>()
  const kept = sound(rows, options, report.errors)
  for (const { draft } of kept) {
    let communityId: string | null = null
    if (draft.community !== null) {
      communityId =
        communityIds.get(draft.community) ?? (await options.ensureCommunity(tx, draft.community, options.at))
      communityIds.set(draft.community, communityId)
    }
    articles.push(toWrite(draft, communityId))
  }
  for (let from = 0; from < articles.length; from += AT_ONCE) {
    const written = await writeArticles(tx, articles.slice(from, from + AT_ONCE), {
      ...options,
      // What is to answer at once overtakes what waits; a draft does not.
      holdReviewed: !options.publish,
    })
    written.forEach(({ outcome }, index) => {
      const { row, draft, fault } = kept[from + index]!
      if (outcome === 'held') return fault('the entry is under review: take it back before it is changed')
      report[outcome]++
      options.tell?.({ row, question: draft.question, community: draft.community, outcome })
    })
    await options.written?.(
      tx,
      written.filter(({ outcome }) => outcome === 'created' || outcome === 'updated').map(({ id }) => id),
    )
  }
  report.errors.sort((a, b) => a.row - b.row)
  return report
}

interface SoundRow {
  row: number
  draft: ArticleDraft
  /** For what is found out when it is written. */
  fault: (message: string) => void
}

/** The rows that can be kept; the others leave a word in `errors`. */
function sound(
  rows: readonly ImportRow[],
  { zone, within }: { zone: string; within?: ReadonlySet<string> | undefined },
  errors: ImportReport['errors'],
): SoundRow[] {
  const kept = new Map<string, SoundRow>()
  for (const given of rows) {
    const { row } = given
    const fault = (message: string, column?: string) =>
      errors.push({
        row,
        message: given.sheet === undefined ? message : `${given.sheet}: ${message}`,
        ...(column === undefined ? {} : { column }),
      })
    if ('fault' in given) {
      fault(given.fault, given.column)
      continue
    }
    const read = readDraft(given.value, zone)
    if (!read.ok) {
      // The first word of a fault is its field.
      fault(read.message, given.columns?.[/^\w+/.exec(read.message)?.[0] ?? ''])
      continue
    }
    if (read.draft.community !== null && within && !within.has(read.draft.community)) {
      fault('community: expected one that you look after', given.columns?.community)
      continue
    }
    const place = JSON.stringify([read.draft.community, read.draft.key])
    const earlier = kept.get(place)
    if (earlier) fault(`key: ${read.draft.key} stands in row ${earlier.row} already`, given.columns?.key)
    else kept.set(place, { row, draft: read.draft, fault })
  }
  return [...kept.values()]
}
