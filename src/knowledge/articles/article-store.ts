import type { Clock } from '../../platform/clock'
import type { Db, Queryable } from '../../platform/database/db'
import { conflict, invalid, notFound } from '../../platform/errors'
import type { Page, PageQuery } from '../../platform/page'
import { readDraft, type ArticleDraft } from './article-content'
import { getEntry, listEntries, type Entry } from './entry'
import { importArticles, type ImportedRow, type ImportReport, type ImportRow } from './import-articles'
import { mayEdit, type VersionState } from '../workflow/version-state'
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
  /** Called after a change is committed: this process answers with it when it returns, the others within a second. */
  changed?: () => Promise<void>
}

/** Who brings rows in. Of a person the account is kept: they are not the one to review them. */
export interface ImportAct {
  publish: boolean
  by: string
  account?: string
  /** Where they come from, for whoever reads the versions later. */
  note?: string
  /** Names and ids of the communities whose rows may be brought; absent: all, and new ones. */
  within?: ReadonlySet<string>
  /** Goes on with what was written, in the same transaction. */
  written?: (tx: Queryable, ids: readonly string[]) => Promise<void>
}

/** What writes articles, each act whole or not at all. */
export interface ArticleWrites {
  /** `account`: of the person who wrote it, who is not the one to review it. */
  create(draft: unknown, by: string, options?: { publish?: boolean; account?: string }): Promise<Entry>
  update(id: string, draft: unknown, by: string, options?: { publish?: boolean; account?: string }): Promise<Entry>
  remove(id: string): Promise<void>
  /** Bad rows are reported, good ones kept. */
  importRows(rows: readonly ImportRow[], options: ImportAct): Promise<ImportReport>
}

/** Used as it is, every act is a transaction of its own. */
export interface ArticleStore extends ArticleWrites {
  list(query: PageQuery & { community?: string; topic?: string; key?: string }): Promise<Page<Entry>>
  get(id: string): Promise<Entry>
  /** `communityIds`: asked there only. */
  unanswered(query: PageQuery & { communityIds?: readonly string[] }): Promise<Page<UnansweredGroup>>
  /** What `importRows` would do, done and taken back: nothing is written. */
  preview(
    rows: readonly ImportRow[],
    options: Pick<ImportAct, 'publish' | 'by' | 'within'>,
  ): Promise<ImportReport & { rows: ImportedRow[] }>
  /** Writes as part of the caller's transaction, who calls `changed` once it is committed. */
  within(tx: Queryable): ArticleWrites
  changed(): Promise<void>
}

/** The knowledge base as people work on it (contract.md §4). What is written answers at once unless `publish` is false. */
export function createArticleStore(deps: ArticleStoreDeps): ArticleStore {
  const { db, clock, zone, communities } = deps
  const changed = async () => deps.changed?.()
  const within = (tx: Queryable) => writesIn(tx, deps)
  const alone = async <T>(write: (writes: ArticleWrites) => Promise<T>): Promise<T> => {
    const done = await db.tx((tx) => write(within(tx)))
    await changed()
    return done
  }

  return {
    list: (query) => listEntries(db, query),
    get: (id) => getEntry(db, id),
    unanswered: (query) => listUnanswered(db, query),
    within,
    changed,
    create: (...given) => alone((writes) => writes.create(...given)),
    update: (...given) => alone((writes) => writes.update(...given)),
    remove: (...given) => alone((writes) => writes.remove(...given)),
    importRows: (...given) => alone((writes) => writes.importRows(...given)),

    preview: (given, { publish, by, within: places }) => {
      const rows: ImportedRow[] = []
      return takeBack(db, async (tx) => {
        await lockArticles(tx)
        const options = { publish, by, within: places, at: clock.now(), zone, ensureCommunity: communities.ensure }
        const report = await importArticles(tx, given, { ...options, tell: (row) => rows.push(row) })
        return { ...report, rows }
      })
    },
  }
}

function writesIn(tx: Queryable, { clock, zone, communities }: ArticleStoreDeps): ArticleWrites {
  return {
    create: async (raw, by, { publish = true, account } = {}) => {
      await lockArticles(tx)
      const draft = checked(raw, zone)
      const article = toWrite(draft, await communityIdOf(tx, communities, draft))
      await refuseTaken(tx, article.key, article.communityId, null)
      const [written] = await writeArticles(tx, [article], { publish, by, account, at: clock.now() })
      return getEntry(tx, written!.id)
    },

    update: async (id, raw, by, { publish = true, account } = {}) => {
      await lockArticles(tx)
      const known = await getEntry(tx, id)
      const patch = raw !== null && typeof raw === 'object' ? withoutAbsent(raw) : {}
      if ('version' in patch && patch.version !== known.version)
        throw conflict('entry_changed', `the entry has version ${known.version} by now, not ${String(patch.version)}`)
      const draft = checked({ ...known, ...patch }, zone)
      const article = toWrite(draft, await communityIdOf(tx, communities, draft))
      await refuseTaken(tx, article.key, article.communityId, id)
      // Whose owners it answers is not a matter of versions: a draft would change at once what they are told.
      if (!publish) await refuseUnderReview(tx, id)
      if (!publish && known.publishedVersion > 0 && (await hasMoved(tx, id, article)))
        throw conflict('entry_community', 'an entry that answers keeps its key and community while a draft is written')
      await moveArticle(tx, id, article)
      await writeArticles(tx, [article], { publish, by, account, at: clock.now() })
      return getEntry(tx, id)
    },

    remove: async (id) => {
      await lockArticles(tx)
      const removed = await tx.query(
        'remove-article',
        `with revised as (update article_revision set value = value + 1 returning value)
         update article set removed_at = $2, updated_at = $2, revision = (select value from revised)
          where id = $1 and removed_at is null returning id`,
        [id, clock.now()],
      )
      if (removed.length === 0) throw notFound('entry_not_found', `There is no entry ${id}.`)
    },

    importRows: async (rows, act) => {
      await lockArticles(tx)
      return importArticles(tx, rows, { ...act, at: clock.now(), zone, ensureCommunity: communities.ensure })
    },
  }
}

/** The very work, in a transaction that is given up at its end: what is shown beforehand is what will happen. */
async function takeBack<T>(db: Db, work: (tx: Queryable) => Promise<T>): Promise<T> {
  let done: { result: T } | undefined
  await db
    .tx(async (tx) => {
      done = { result: await work(tx) }
      throw GIVEN_UP
    })
    .catch((error: unknown) => {
      if (error !== GIVEN_UP) throw error
    })
  return done!.result
}

const GIVEN_UP = new Error('given up on purpose')

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

/** Words under review or waiting for their time stay as they were read: they are taken back before they are changed. */
async function refuseUnderReview(tx: Queryable, id: string): Promise<void> {
  const [newest] = await tx.query<{ state: VersionState }>(
    'state-of-newest',
    'select state from article_version where article_id = $1 order by version desc limit 1',
    [id],
  )
  if (newest && !mayEdit(newest.state))
    throw conflict('version_state', `the version is ${newest.state}; take it back before changing it`, {
      state: newest.state,
    })
}

async function hasMoved(tx: Queryable, id: string, to: { key: string; communityId: string | null }): Promise<boolean> {
  const rows = await tx.query(
    'has-moved',
    'select id from article where id = $1 and (key, community_id) is distinct from ($2, $3::text)',
    [id, to.key, to.communityId],
  )
  return rows.length > 0
}

/** Another key or community is a change for every reader, also when the words stay the same. */
export async function moveArticle(
  tx: Queryable,
  id: string,
  to: { key: string; communityId: string | null },
): Promise<void> {
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

export async function refuseTaken(
  tx: Queryable,
  key: string,
  communityId: string | null,
  id: string | null,
): Promise<void> {
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
