import type { Queryable } from '../../platform/database/db'
import { newId } from '../../platform/ids'
import { sameContent, type ArticleContent, type ArticleDraft } from './article-content'
import { mayEdit, type VersionState } from '../workflow/version-state'
import type { ContentRow } from './entry'

/** An article as it is to be kept: its community already looked up. */
export interface ArticleToWrite extends Omit<ArticleContent, 'supersededBy'> {
  key: string
  supersededBy?: string | null
  communityId: string | null
}

export interface WriteOptions {
  publish: boolean
  by: string
  /** The account of a person who must not review their own words; absent for files and programs. */
  account?: string | null
  /** Why, for whoever reads the versions later. */
  note?: string
  /** Leaves words that are under review or wait for their time as they were read, instead of overtaking them. */
  holdReviewed?: boolean
  at: Date
}

/** `held`: not written, for `holdReviewed`. */
export type WriteOutcome = 'created' | 'updated' | 'unchanged' | 'held'

/** Takes the turn of whoever writes articles; see 0011_articles.sql. */
export async function lockArticles(tx: Queryable): Promise<void> {
  await tx.query('lock-articles', 'select value from article_revision for update')
}

/**
 * Writes articles by key and community: a new one, a new version of a known one, or nothing when it says the same already.
 * `publish` makes the version the one that answers; otherwise it is a draft beside the one that does. A removed article that
 * comes again is back. Keys are unique within `articles`; the caller holds `lockArticles`.
 */
export async function writeArticles(
  tx: Queryable,
  articles: readonly ArticleToWrite[],
  options: WriteOptions,
): Promise<{ id: string; outcome: WriteOutcome }[]> {
  const known = await readKnown(tx, articles)
  const decided = articles.map((article) => decide(article, known.get(placeOf(article)), options))
  const changed = decided.filter(({ outcome }) => outcome === 'created' || outcome === 'updated')
  if (changed.length > 0) {
    await tx.query(
      'write-articles',
      `with given as (
         select * from jsonb_to_recordset($1::jsonb) as a(id text, key text, "communityId" text, version int, published int)),
       revised as (update article_revision set value = value + 1 returning value)
       insert into article (id, key, community_id, version, updated_at, revision)
       select g.id, g.key, g."communityId", g.published, $2, r.value from given g, revised r
       on conflict (id) do update
          set version = excluded.version, removed_at = null, updated_at = excluded.updated_at, revision = excluded.revision`,
      [JSON.stringify(changed), options.at],
    )
    await tx.query(
      'write-article-versions',
      `insert into article_version (article_id, version, question, similar_questions, answer, topic, tags, valid_from, valid_to, source,
                                    superseded_by, created_at, created_by, author, note)
       select id, version, question, "similar", answer, topic, tags, "validFrom", "validTo", source, "supersededBy", $2, $3, $4, $5
         from jsonb_to_recordset($1::jsonb) as v(
           id text, version int, question text, "similar" jsonb, answer text, topic text, tags jsonb, "validFrom" timestamptz,
           "validTo" timestamptz, source text, "supersededBy" text, "isNew" boolean)
        where "isNew"`,
      [JSON.stringify(changed), options.at, options.by, options.account ?? null, options.note ?? ''],
    )
    // What answers is published; what was waiting below the newest version is overtaken by it.
    await tx.query(
      'settle-article-versions',
      `update article_version v
          set state = case when v.version = g.published then 'published' when v.version = g.version then 'draft' else 'replaced' end
         from jsonb_to_recordset($1::jsonb) as g(id text, version int, published int)
        where v.article_id = g.id
          and (v.version = g.published and v.state <> 'published'
               or v.version = g.version and v.version <> g.published and v.state = 'published'
               or v.version < g.version and v.version <> g.published
                  and v.state in ('draft', 'review', 'returned', 'scheduled'))`,
      [JSON.stringify(changed.map(({ id, version, published }) => ({ id, version, published })))],
    )
  }
  return decided.map(({ id, outcome }) => ({ id, outcome }))
}

export function toWrite(draft: ArticleDraft, communityId: string | null): ArticleToWrite {
  const { community: _community, ...rest } = draft
  return { ...rest, communityId }
}

interface Known extends ArticleContent {
  id: string
  latest: number
  state: VersionState
  published: number
  removed: boolean
}

/** Pure: which version an article gets, and whether anything changes at all. */
function decide(given: ArticleToWrite, known: Known | undefined, options: WriteOptions) {
  const { supersededBy = known?.supersededBy ?? null } = given
  const article = { ...given, supersededBy }
  if (!known) {
    const id = newId('ar', options.at)
    return { ...article, id, version: 1, published: options.publish ? 1 : 0, isNew: true, outcome: 'created' as const }
  }
  const same = sameContent(article, known)
  const version = same ? known.latest : known.latest + 1
  // A removed article does not answer; as a draft it comes back without doing so.
  const published = options.publish ? version : known.removed ? 0 : known.published
  const unchanged = same && published === known.published && !known.removed
  const isHeld = options.holdReviewed && !same && !known.removed && !mayEdit(known.state)
  return {
    ...article,
    id: known.id,
    version,
    published,
    isNew: !same,
    outcome: isHeld ? ('held' as const) : unchanged ? ('unchanged' as const) : ('updated' as const),
  }
}

async function readKnown(tx: Queryable, articles: readonly ArticleToWrite[]): Promise<Map<string, Known>> {
  const rows = await tx.query<
    ContentRow & {
      id: string
      key: string
      community_id: string | null
      published: number
      latest: number
      state: VersionState
      removed: boolean
    }
  >(
    'known-articles',
    `select a.id, a.key, a.community_id, a.version as published, a.removed_at is not null as removed, v.version as latest,
            v.state, v.question, v.similar_questions, v.answer, v.topic, v.tags, v.valid_from, v.valid_to, v.source,
            v.superseded_by
       from article a
       join lateral (select * from article_version where article_id = a.id order by version desc limit 1) v on true
      where a.key = any($1)`,
    [[...new Set(articles.map(({ key }) => key))]],
  )
  return new Map(
    rows.map((row) => [
      placeOf({ key: row.key, communityId: row.community_id }),
      {
        id: row.id,
        latest: row.latest,
        state: row.state,
        published: row.published,
        removed: row.removed,
        question: row.question,
        similar: row.similar_questions,
        answer: row.answer,
        topic: row.topic,
        tags: row.tags,
        validFrom: row.valid_from,
        validTo: row.valid_to,
        source: row.source,
        supersededBy: row.superseded_by,
      },
    ]),
  )
}

function placeOf({ key, communityId }: { key: string; communityId: string | null }): string {
  return JSON.stringify([communityId, key])
}
