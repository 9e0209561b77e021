import type { Queryable } from '../../platform/database/db'
import type { ArticleChanges } from '../live-index'
import { fillPlaceholders, findPlaceholders } from '../placeholders'
import type { IndexedArticle } from '../retrieval/article'
import { readValues, type PlaceholderSetting, type Values } from './community-values'

export interface ArticleLoader {
  /** What changed since a mark, for the search index (`startLiveIndex`); without one, everything that answers. */
  load(since: string | null, tx?: Queryable): Promise<ArticleChanges>
  /** A version as it would answer; null where it would not: its article is taken away, or another answers instead. */
  loadVersion(tx: Queryable, id: string, version: number): Promise<IndexedArticle | null>
  /** The values of a community's placeholders, as of the last load. */
  valuesOf(communityId: string | null): Values
  /** The answer as that community's owners read it; null while a placeholder is not filled. */
  answerFor(answer: string, communityId: string | null): string | null
}

/**
 * Reads published articles for the search index. The values of the placeholders are read anew with every load, so an article
 * becomes answerable within a second of the last value that it lacked.
 */
export function createArticleLoader(deps: { db: Queryable; defaults: readonly PlaceholderSetting[] }): ArticleLoader {
  let values: (communityId: string | null) => Values = () => ({})
  const valuesOf = (communityId: string | null) => values(communityId)

  return {
    valuesOf,
    answerFor(answer, communityId) {
      const { text, missing } = fillPlaceholders(answer, valuesOf(communityId))
      return missing.length === 0 ? text : null
    },
    async load(since, tx = deps.db) {
      values = await readValues(tx, deps.defaults)
      // The mark is read first: what is written meanwhile has a later one and comes again, which does no harm.
      const [now] = await tx.query<{ value: string }>('article-revision', 'select value from article_revision')
      const mark = now?.value ?? '0'
      if (since === mark) return { put: [], remove: [], mark }
      const rows = await readChanged(tx, since ?? '-1')
      return {
        put: rows.filter(answers).map((row) => toIndexed(row, valuesOf)),
        remove: since === null ? [] : rows.filter((row) => !answers(row)).map(({ id }) => id),
        mark,
      }
    },
    async loadVersion(tx, id, version) {
      const rows = await tx.query<Row>(
        'article-version-to-index',
        `select a.id, a.key, a.community_id, v.version, a.removed_at is not null as removed, ${INDEXED}
           from article a join article_version v on v.article_id = a.id
          where a.id = $1 and v.version = $2`,
        [id, version],
      )
      const row = rows[0]
      return row && answers(row) ? toIndexed(row, valuesOf) : null
    },
  }
}

interface Row {
  id: string
  key: string
  community_id: string | null
  version: number
  removed: boolean
  question: string | null
  similar_questions: string[]
  answer: string
  topic: string
  valid_from: Date | null
  valid_to: Date | null
  superseded_by: string | null
}

const INDEXED = 'v.question, v.similar_questions, v.answer, v.topic, v.valid_from, v.valid_to, v.superseded_by'

function readChanged(db: Queryable, since: string): Promise<Row[]> {
  return db.query<Row>(
    'changed-articles',
    `select a.id, a.key, a.community_id, a.version, a.removed_at is not null as removed, ${INDEXED}
       from article a
       left join article_version v on v.article_id = a.id and v.version = a.version
      where a.revision > $1
      order by a.seq`,
    [since],
  )
}

function answers(row: Row): row is Row & { question: string } {
  return !row.removed && row.question !== null && row.superseded_by === null
}

function toIndexed(row: Row & { question: string }, valuesOf: (communityId: string | null) => Values): IndexedArticle {
  const needed = findPlaceholders(row.answer)
  return {
    id: row.id,
    key: row.key,
    question: row.question,
    similar: row.similar_questions,
    answer: row.answer,
    topic: row.topic,
    community: row.community_id,
    validFrom: row.valid_from,
    validTo: row.valid_to,
    version: row.version,
    answerable: (community) => {
      const values = valuesOf(community)
      return needed.every((key) => Object.hasOwn(values, key))
    },
  }
}
