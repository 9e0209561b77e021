import { z } from 'zod'
import type { Queryable } from '../../../platform/database/db'
import { notFound } from '../../../platform/errors'
import { toIsoWithOffset } from '../../../platform/zoned-time'
import { fillPlaceholders, nameValues } from '../../../knowledge/placeholders'
import { ANSWER_FROM } from '../../../knowledge/retrieval/decide'
import { readEvents, readVersions } from '../../../knowledge/workflow/article-history'
import {
  ARTICLES_A_PAGE,
  listArticles,
  listWaiting,
  type ArticleLine as Line,
} from '../../../knowledge/workflow/list-articles'
import { moveVersion, releaseVersion, rollBack, tryVersion } from '../../../knowledge/workflow/review'
import { readWorking } from '../../../knowledge/workflow/working-version'
import { dropDraft, writeDraft } from '../../../knowledge/workflow/write-draft'
import { communityOfNewTalk, listCommunities } from '../../../records/community/community'
import {
  ArticleDetail,
  ArticleLineQuery,
  ArticleList,
  CheckQuery,
  DraftRequest,
  ExplainAnswer,
  ExplainRequest,
  GateAnswer,
  MoveRequest,
  PreviewAnswer,
  PreviewRequest,
  PublishRequest,
  ReviewList,
  RollbackRequest,
  type ArticleLine,
} from '../../contract/knowledge-desk'
import { audit } from '../access/audit'
import type { Right } from '../access/policy'
import type { Principal } from '../access/principal'
import type { ConsoleDeps } from '../console-deps'
import { faults, principalOf, requestOf, type App } from '../http/app'
import { once } from '../http/once'
import { asGateFault } from '../knowledge/as-gate-fault'
import { countOtherReviewers, requireArticleCommunity, requireOverride, reviewOf } from '../knowledge/review-of'
import { toGateAnswer } from '../knowledge/to-gate-answer'

const Id = z.object({ id: z.string().min(1).max(100) })
const SHOWN_HITS = 5
const ARTICLES = '/console/knowledge/articles'

/** Drafts, reviews and what would become of an answer: the editors' desk. Owners are answered with what is published. */
export function knowledgeDeskRoutes(app: App, deps: ConsoleDeps): void {
  const { db, clock, knowledgeDesk: desk } = deps
  const zone = deps.settings.timeZone
  const labels = new Map((deps.care?.placeholders ?? []).map(({ key, label }) => [key, label]))
  const named = (text: string) => nameValues(text, labels)
  const time = (at: Date | null) => at && toIsoWithOffset(at, zone)
  const reading = { right: 'knowledge.read' } as const
  const editing: { right: Right } = { right: 'knowledge.edit' }
  const publishing: { right: Right } = { right: 'knowledge.publish' }
  const detail = { hide: true, params: Id, response: { 200: ArticleDetail, ...faults } } as const

  app.get(
    ARTICLES,
    {
      config: reading,
      schema: { hide: true, querystring: ArticleLineQuery, response: { 200: ArticleList, ...faults } },
    },
    async (request) => {
      const found = await listArticles(db, { ...request.query, at: clock.now() })
      const lacks = await readLacking()
      return { ...found, items: found.items.map((line) => toLine(line, lacks)), pageSize: ARTICLES_A_PAGE }
    },
  )

  app.get(
    '/console/knowledge/reviews',
    { config: publishing, schema: { hide: true, response: { 200: ReviewList, ...faults } } },
    async (request) => {
      const principal = principalOf(request)
      const others = await countOtherReviewers(db, principal)
      const items = (await listWaiting(db, clock.now())).filter(({ communityId }) => sees(principal, communityId))
      const lacks = await readLacking()
      return {
        items: items.map((line) => ({
          ...toLine(line, lacks),
          since: time(line.submittedAt) as string | null,
          review: reviewOf(principal, line.authors, others),
        })),
      }
    },
  )

  app.get(`${ARTICLES}/:id`, { config: reading, schema: detail }, (request) =>
    detailOf(request.params.id, principalOf(request)),
  )

  const keep = async (
    request: Parameters<typeof principalOf>[0] & Parameters<typeof requestOf>[0],
    of: string | null,
    body: DraftRequest,
  ) => {
    const principal = principalOf(request)
    const at = clock.now()
    const { base, communityId, note = '', id: requestId, ...content } = body
    requireArticleCommunity(principal, communityId)
    const done = await once(db, requestOf(request, requestId, at), async (tx) => {
      if (of !== null) requireArticleCommunity(principal, (await readWorking(tx, of)).communityId)
      if (communityId !== null) await requireKnown(tx, communityId)
      const given = { id: of, ...(base === undefined ? {} : { base }), communityId, content }
      const id = await writeDraft(tx, given, { actor: actorOf(principal), note, at, zone })
      await audit(tx, { principal, act: 'article.draft', target: id, at })
      return id
    })
    return detailOf(done.reference, principal)
  }
  app.post(
    ARTICLES,
    { config: editing, schema: { hide: true, body: DraftRequest, response: { 200: ArticleDetail, ...faults } } },
    (request) => keep(request, null, request.body),
  )
  app.put(`${ARTICLES}/:id`, { config: editing, schema: { ...detail, body: DraftRequest } }, (request) =>
    keep(request, request.params.id, request.body),
  )

  app.delete(
    `${ARTICLES}/:id`,
    { config: editing, schema: { hide: true, params: Id, response: { 204: z.null(), ...faults } } },
    async (request, reply) => {
      const principal = principalOf(request)
      const at = clock.now()
      await db.tx(async (tx) => {
        requireArticleCommunity(principal, (await readWorking(tx, request.params.id)).communityId)
        await dropDraft(tx, request.params.id, at)
        await audit(tx, { principal, act: 'article.drop', target: request.params.id, at })
      })
      return reply.code(204).send(null)
    },
  )

  for (const [act, config] of [
    ['submit', editing],
    ['withdraw', editing],
    ['return', publishing],
    ['unschedule', publishing],
  ] as const)
    app.post(`${ARTICLES}/:id/${act}`, { config, schema: { ...detail, body: MoveRequest } }, async (request) => {
      const principal = principalOf(request)
      const { version, note, id: requestId } = request.body
      const at = clock.now()
      const done = await once(db, requestOf(request, requestId, at), async (tx) => {
        requireArticleCommunity(principal, (await readWorking(tx, request.params.id)).communityId)
        const by = { actor: actorOf(principal), at, ...(note === undefined ? {} : { note }) }
        const { id } = await moveVersion(tx, request.params.id, version, act, by)
        await audit(tx, { principal, act: `article.${act}`, target: id, facts: { version }, at })
        return id
      })
      return detailOf(done.reference, principal)
    })

  app.post(
    `${ARTICLES}/:id/publish`,
    { config: publishing, schema: { ...detail, body: PublishRequest } },
    async (request) => {
      const principal = principalOf(request)
      const { version, note, publishAt, override, id: requestId } = request.body
      const at = clock.now()
      requireOverride(principal, override)
      const done = await once(db, requestOf(request, requestId, at), (tx) =>
        asGateFault(async () => {
          const working = await readWorking(tx, request.params.id)
          requireArticleCommunity(principal, working.communityId)
          const alone = reviewOf(principal, working.authors, await countOtherReviewers(tx, principal)) === 'alone'
          const released = await releaseVersion(desk, tx, working.id, version, {
            ...{ actor: actorOf(principal), at, alone },
            ...(note === undefined ? {} : { note }),
            ...(override === undefined ? {} : { override }),
            ...(publishAt === undefined ? {} : { publishAt: new Date(publishAt) }),
          })
          const facts = {
            version,
            ...(publishAt === undefined ? {} : { publishAt }),
            ...(released.selfReviewed ? { selfReviewed: true } : {}),
            ...(released.report.refused ? { override, worse: released.report.worse.length } : {}),
          }
          await audit(tx, {
            principal,
            act: publishAt ? 'article.schedule' : 'article.publish',
            target: working.id,
            facts,
            at,
          })
          return working.id
        }),
      )
      await desk.changed()
      return detailOf(done.reference, principal)
    },
  )

  app.post(
    `${ARTICLES}/:id/rollback`,
    { config: publishing, schema: { ...detail, body: RollbackRequest } },
    async (request) => {
      const principal = principalOf(request)
      const { version, base, note = '', override, id: requestId } = request.body
      const at = clock.now()
      requireOverride(principal, override)
      const done = await once(db, requestOf(request, requestId, at), (tx) =>
        asGateFault(async () => {
          const { id, communityId } = await readWorking(tx, request.params.id)
          requireArticleCommunity(principal, communityId)
          const act = {
            actor: actorOf(principal),
            at,
            note,
            mayPublish: true,
            ...(override === undefined ? {} : { override }),
          }
          const back = await rollBack(desk, tx, id, { version, base }, act)
          const facts = { version, published: back.published, ...(back.report?.refused ? { override } : {}) }
          await audit(tx, { principal, act: 'article.rollback', target: id, facts, at })
          return id
        }),
      )
      await desk.changed()
      return detailOf(done.reference, principal)
    },
  )

  app.get(
    `${ARTICLES}/:id/check`,
    {
      config: publishing,
      schema: { hide: true, params: Id, querystring: CheckQuery, response: { 200: GateAnswer, ...faults } },
    },
    async (request) => {
      const at = request.query.at === undefined ? clock.now() : new Date(request.query.at)
      return toGateAnswer(await tryVersion(desk, db, await readWorking(db, request.params.id), at))
    },
  )

  app.post(
    '/console/knowledge/preview',
    { config: reading, schema: { hide: true, body: PreviewRequest, response: { 200: PreviewAnswer, ...faults } } },
    async (request) => {
      requireArticleCommunity(principalOf(request), request.body.communityId)
      const { text, missing } = fillPlaceholders(request.body.answer, desk.loader.valuesOf(request.body.communityId))
      return { text: named(text), missing: missing.map((key) => labels.get(key) ?? key) }
    },
  )

  app.post(
    '/console/knowledge/explain',
    { config: reading, schema: { hide: true, body: ExplainRequest, response: { 200: ExplainAnswer, ...faults } } },
    async (request) => {
      const { query } = request.body
      requireArticleCommunity(principalOf(request), request.body.communityId)
      // As in the chat: somebody who names none belongs to the only one there is (contract.md §6).
      const communityId = request.body.communityId ?? (await communityOfNewTalk(db, 'web'))?.id ?? null
      const found = await desk.explain(query, { communityId, at: clock.now(), limit: SHOWN_HITS })
      return {
        decision: found.decision,
        lacksValue: found.lacksValue ?? false,
        bar: ANSWER_FROM,
        hits: found.hits.map(({ id, question, answer, score, why }) => ({ id, question, answer, score, why })),
      }
    },
  )

  async function detailOf(id: string, principal: Principal): Promise<ArticleDetail> {
    const working = await readWorking(db, id)
    const [versions, events, others, superseders, communities] = await Promise.all([
      readVersions(db, id),
      readEvents(db, id),
      countOtherReviewers(db, principal),
      working.supersededBy === null ? null : deps.articles.get(working.supersededBy).catch(() => null),
      db.query<{ name: string }>('name-of-community', 'select name from community where id = $1', [
        working.communityId,
      ]),
    ])
    return {
      id,
      key: working.key,
      communityId: working.communityId,
      community: communities[0]?.name ?? null,
      publishedVersion: working.published,
      superseder: superseders && { id: superseders.id, question: superseders.question },
      versions: versions.map((version) => ({
        version: version.version,
        state: version.state,
        by: version.by,
        at: toIsoWithOffset(version.at, zone),
        note: version.note,
        publishAt: time(version.publishAt) as string | null,
        question: version.question,
        similar: version.similar,
        answer: version.answer,
        topic: version.topic,
        validFrom: time(version.validFrom) as string | null,
        validTo: time(version.validTo) as string | null,
        source: version.source,
        supersededBy: version.supersededBy,
      })),
      events: events.map((event) => ({ ...event, at: toIsoWithOffset(event.at, zone) })),
      review: reviewOf(principal, working.authors, others),
    }
  }

  /** A general article may be whole for one community and lack a value of another. */
  async function readLacking(): Promise<(line: Line) => ArticleLine['lacks']> {
    const communities = await listCommunities(db)
    return ({ communityId, publishedAnswer }) => {
      const asking =
        communityId !== null ? [communityId] : communities.length > 0 ? communities.map(({ id }) => id) : [null]
      const lacking = asking.filter(
        (id) => fillPlaceholders(publishedAnswer, desk.loader.valuesOf(id)).missing.length > 0,
      )
      return lacking.length === 0 ? 'no' : lacking.length < asking.length ? 'some' : 'all'
    }
  }

  function toLine(line: Line, lacks: (line: Line) => ArticleLine['lacks']): ArticleLine {
    return {
      id: line.id,
      question: line.question,
      topic: line.topic,
      community: line.community,
      version: line.version,
      publishedVersion: line.publishedVersion,
      state: line.state,
      live: line.live,
      lacks: lacks(line),
      superseded: line.supersededBy !== null,
      updatedAt: toIsoWithOffset(line.updatedAt, zone),
      by: line.by,
      note: line.note,
      publishAt: time(line.publishAt) as string | null,
    }
  }
}

const actorOf = ({ account, name }: Principal) => ({ account, name })

function sees(principal: Principal, communityId: string | null): boolean {
  try {
    requireArticleCommunity(principal, communityId)
    return true
  } catch {
    return false
  }
}

async function requireKnown(tx: Queryable, communityId: string): Promise<void> {
  const known = await tx.query('community-is-known', 'select id from community where id = $1', [communityId])
  if (known.length === 0) throw notFound('community_not_found', `There is no community ${communityId}.`)
}
