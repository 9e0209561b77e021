import { toIsoWithOffset } from '../../../platform/zoned-time'
import { createArticleLoader } from '../../../knowledge/articles/article-loader'
import { readValues } from '../../../knowledge/articles/community-values'
import { findContradictions, type Contradiction } from '../../../knowledge/health/contradictions'
import { findPlaceholders, nameValues } from '../../../knowledge/placeholders'
import type { IndexedArticle } from '../../../knowledge/retrieval/article'
import { emptyThesaurus } from '../../../knowledge/thesaurus'
import type { KnowledgeHealth } from '../../contract/knowledge-care'
import type { ConsoleDeps } from '../console-deps'
import { readUsage } from './read-usage'

const DAY_MS = 24 * 3600_000
const SOON_DAYS = 30
/** As many lines of a list as somebody works through in a day. */
const MOST_LINES = 200

/** Looks at every published answer; the comparison of each with each is made anew only after a change. */
export function createHealthReader(deps: ConsoleDeps) {
  const { db, clock, settings } = deps
  const placeholders = deps.care?.placeholders ?? []
  let compared: { mark: string; pairs: Promise<Contradiction[]> } | null = null

  return async function readHealth(days: number, communityIds: readonly string[] | null): Promise<KnowledgeHealth> {
    const now = clock.now()
    const { put, mark } = await createArticleLoader({ db, defaults: placeholders }).load(null)
    const communities = await db.query<{ id: string; name: string }>(
      'communities-of-health',
      'select id, name from community order by name',
    )
    const nameOf = new Map(communities.map(({ id, name }) => [id, name]))
    const isSeen = ({ community }: IndexedArticle) =>
      communityIds === null || !community || communityIds.includes(community)
    const articles = put.filter(isSeen)
    const usage = await readUsage(db, new Date(now.getTime() - days * DAY_MS), communityIds)
    const published = await readPublished()
    const lineOf = ({ id, question, community }: IndexedArticle) => ({
      id,
      question,
      community: community ? (nameOf.get(community) ?? null) : null,
    })
    const time = (at: Date) => toIsoWithOffset(at, settings.timeZone)

    if (compared?.mark !== mark)
      compared = { mark, pairs: findContradictions(put, deps.care?.thesaurus() ?? emptyThesaurus, now) }
    const pairs = await compared.pairs.catch((error: unknown) => {
      compared = null
      throw error
    })
    const values = await readValues(db, placeholders)
    const labels = new Map(placeholders.map(({ key, label }) => [key, label]))
    const places = communities.filter(({ id }) => communityIds === null || communityIds.includes(id))
    const lacking = articles.flatMap((article) => {
      const needed = findPlaceholders(article.answer)
      if (needed.length === 0) return []
      const own = article.community ? places.filter(({ id }) => id === article.community) : places
      const asked = own.length > 0 ? own : [{ id: null, name: '' }]
      const lacks = (id: string | null) => needed.filter((key) => !Object.hasOwn(values(id), key))
      const keys = [...new Set(asked.flatMap(({ id }) => lacks(id)))]
      if (keys.length === 0) return []
      const where = asked.filter(({ id, name }) => name !== '' && lacks(id).length > 0).map(({ name }) => name)
      return [{ ...lineOf(article), values: keys.map((key) => labels.get(key) ?? key), communities: where }]
    })

    return {
      days,
      articles: articles.length,
      used: articles
        .flatMap((article) => {
          const found = usage.get(article.id)
          return found
            ? [{ ...lineOf(article), hits: found.hits, lastAt: time(found.lastAt), unhelpful: found.unhelpful }]
            : []
        })
        .sort((a, b) => b.hits - a.hits)
        .slice(0, MOST_LINES),
      unused: articles
        .filter(({ id }) => !usage.has(id) && now.getTime() - (published.get(id)?.getTime() ?? 0) >= days * DAY_MS)
        .map((article) => ({ ...lineOf(article), publishedAt: time(published.get(article.id) ?? now) }))
        .slice(0, MOST_LINES),
      expiring: articles
        .filter(({ validTo }) => validTo && validTo.getTime() <= now.getTime() + SOON_DAYS * DAY_MS)
        .sort((a, b) => a.validTo!.getTime() - b.validTo!.getTime())
        .map((article) => ({ ...lineOf(article), validTo: time(article.validTo!), expired: article.validTo! < now }))
        .slice(0, MOST_LINES),
      contradicting: pairs
        .filter(({ one, other }) => isSeen(one) && isSeen(other))
        .map(({ one, other, likeness }) => ({
          one: { ...lineOf(one), answer: nameValues(one.answer, labels) },
          other: { ...lineOf(other), answer: nameValues(other.answer, labels) },
          likeness,
        }))
        .slice(0, MOST_LINES),
      lacking: lacking.slice(0, MOST_LINES),
    }
  }

  async function readPublished(): Promise<Map<string, Date>> {
    const rows = await db.query<{ id: string; created_at: Date }>(
      'published-since',
      `select a.id, v.created_at from article a join article_version v on v.article_id = a.id and v.version = a.version
        where a.removed_at is null`,
    )
    return new Map(rows.map((row) => [row.id, row.created_at]))
  }
}
