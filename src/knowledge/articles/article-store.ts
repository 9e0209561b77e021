import type { Clock } from '../../platform/clock'
import type { Db, Queryable } from '../../platform/database/db'
import { conflict, invalid, notFound } from '../../platform/errors'
import type { Page, PageQuery } from '../../platform/page'
import { readDraft, type ArticleDraft } from './article-content'
import { getEntry, listEntries, type Entry } from './entry'
import { importArticles, type ImportReport, type ImportRow } from './import-articles'
import { parseImportFile } from './parse-import-file'
import { listUnanswered, type UnansweredGroup } from './unanswered'
import { lockArticles, toWrite, writeArticles } from './write-articles'

/** Communities belong to another room; app.ts hands them in. */
export interface CommunityNames {
  /** Id by name or id; null when there is none. */
  find(tx: Queryable, nameOrId: string): Promise<string | null>
  /** The same, made when there is none. */
  ensure(tx: Queryable, name: string, at: Date): Promise<string>
}

export interface ArticleStoreDeps {
  db: Db
  clock: Clock
  zone: string
  communities: CommunityNames
  /** Called after a change is committed: shortens the second until every process answers with it. */
  changed?: () => void
}

export interface ArticleStore {
  list(query: PageQuery & { community?: string; topic?: string; key?: string }): Promise<Page<Entry>>
  get(id: string): Promise<Entry>
  create(draft: unknown, by: string, options?: { publish?: boolean }): Promise<Entry>
  update(id: string, draft: unknown, by: string, options?: { publish?: boolean }): Promise<Entry>
  remove(id: string, by: string): Promise<void>
  /** `communityIds`: asked there only. */
  unanswered(query: PageQuery & { communityIds?: readonly string[] }): Promise<Page<UnansweredGroup>>
  importRows(rows: readonly ImportRow[], options: { publish: boolean; by: string }): Promise<ImportReport>
  /** A `.jsonl` or `.md` file; bad rows are reported, good ones kept. */
  import(file: { name: string; bytes: Buffer; publish: boolean; by: string }): Promise<ImportReport>
}

/** The knowledge base as people work on it (contract.md §4). What is written answers at once unless `publish` is false. */
export function createArticleStore(deps: ArticleStoreDeps): ArticleStore {
  const { db, clock, zone, communities } = deps
  const write = async <T>(work: (tx: Queryable) => Promise<T>): Promise<T> => {
    const done = await db.tx(async (tx) => {
      await lockArticles(tx)
      return work(tx)
    })
    deps.changed?.()
    return done
  }
  const importRows: ArticleStore['importRows'] = (rows, { publish, by }) =>
    write((tx) => importArticles(tx, rows, { publish, by, at: clock.now(), zone, ensureCommunity: communities.ensure }))

  return {
    list: (query) => listEntries(db, query),
    get: (id) => getEntry(db, id),
    unanswered: (query) => listUnanswered(db, query),

    create: (raw, by, { publish = true } = {}) =>
      write(async (tx) => {
        const draft = checked(raw, zone)
        const article = toWrite(draft, await communityIdOf(tx, communities, draft))
        await refuseTaken(tx, article.key, article.communityId, null)
        const [written] = await writeArticles(tx, [article], { publish, by, at: clock.now() })
        return getEntry(tx, written!.id)
      }),

    update: (id, raw, by, { publish = true } = {}) =>
      write(async (tx) => {
        const known = await getEntry(tx, id)
        const patch = raw !== null && typeof raw === 'object' ? withoutAbsent(raw) : {}
        if ('version' in patch && patch.version !== known.version)
          throw conflict('entry_changed', `the entry has version ${known.version} by now, not ${String(patch.version)}`)
        const draft = checked({ ...known, ...patch }, zone)
        const article = toWrite(draft, await communityIdOf(tx, communities, draft))
        await refuseTaken(tx, article.key, article.communityId, id)
        await moveArticle(tx, id, article)
        await writeArticles(tx, [article], { publish, by, at: clock.now() })
        return getEntry(tx, id)
      }),

    remove: (id) =>
      write(async (tx) => {
        const removed = await tx.query(
          'remove-article',
          `with revised as (update article_revision set value = value + 1 returning value)
           update article set removed_at = $2, updated_at = $2, revision = (select value from revised)
            where id = $1 and removed_at is null returning id`,
          [id, clock.now()],
        )
        if (removed.length === 0) throw notFound('entry_not_found', `There is no entry ${id}.`)
      }),

    importRows,
    import: async ({ name, bytes, publish, by }) => importRows(parseImportFile(name, bytes), { publish, by }),
  }
}

function checked(raw: unknown, zone: string): ArticleDraft {
  const read = readDraft(raw, zone)
  if (!read.ok) throw invalid('entry', read.message)
  return read.draft
}

async function communityIdOf(tx: Queryable, communities: CommunityNames, draft: ArticleDraft): Promise<string | null> {
  if (draft.community === null) return null
  const id = await communities.find(tx, draft.community)
  if (id === null) throw notFound('community_not_found', `There is no community ${draft.community}.`)
  return id
}

/** Another key or community is a change for every reader, also when the words stay the same. */
async function moveArticle(tx: Queryable, id: string, to: { key: string; communityId: string | null }): Promise<void> {
  await tx.query(
    'move-article',
    `with moved as (
       select id from article where id = $1 and (key, community_id) is distinct from ($2, $3)),
     revised as (update article_revision set value = value + 1 where exists (select from moved) returning value)
     update article set key = $2, community_id = $3, revision = (select value from revised)
      where id in (select id from moved)`,
    [id, to.key, to.communityId],
  )
}

async function refuseTaken(tx: Queryable, key: string, communityId: string | null, id: string | null): Promise<void> {
  const taken = await tx.query<{ id: string; removed: boolean }>(
    'article-of-key',
    'select id, removed_at is not null as removed from article where key = $1 and community_id is not distinct from $2',
    [key, communityId],
  )
  // A removed one may come back under its key, but nobody else may move onto it.
  const other = taken[0]
  if (other && other.id !== id && !(id === null && other.removed))
    throw conflict('entry_key_taken', `another entry of that community has the key ${key}`, { id: other.id })
}

/** Absent fields of a PUT stay as they are. */
function withoutAbsent(raw: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(raw).filter(([, value]) => value !== undefined))
}
