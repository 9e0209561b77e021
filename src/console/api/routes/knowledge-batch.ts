import type { GateReport } from '../../../knowledge/golden-set/publish-gate'
import { moveVersion, releaseVersions } from '../../../knowledge/workflow/review'
import { readWorking } from '../../../knowledge/workflow/working-version'
import { BatchPublished, BatchPublishRequest, BatchSubmitRequest, BatchSubmitted } from '../../contract/knowledge-desk'
import { paths } from '../../contract/paths'
import { audit } from '../access/audit'
import type { ConsoleDeps } from '../console-deps'
import { faults, principalOf, requestOf, type App } from '../http/app'
import { once } from '../http/once'
import { asGateFault } from '../knowledge/as-gate-fault'
import { countOtherReviewers, requireArticleCommunity, requireOverride, reviewOf } from '../knowledge/review-of'

/** Many drafts handed in together, and what was handed in published together: one run of the golden questions. */
export function knowledgeBatchRoutes(app: App, deps: ConsoleDeps): void {
  const { db, clock, knowledgeDesk: desk } = deps

  app.post(
    paths.reviewsSubmit,
    {
      config: { right: 'knowledge.edit' },
      schema: { hide: true, body: BatchSubmitRequest, response: { 200: BatchSubmitted, ...faults } },
    },
    async (request) => {
      const principal = principalOf(request)
      const at = clock.now()
      const wanted = new Map(request.body.versions.map(({ article, version }) => [article, version]))
      const done = await once(db, requestOf(request, request.body.id, at), async (tx) => {
        for (const [id, version] of wanted) {
          requireArticleCommunity(principal, (await readWorking(tx, id)).communityId)
          await moveVersion(tx, id, version, 'submit', {
            actor: { account: principal.account, name: principal.name },
            at,
          })
          const facts = { version, together: wanted.size }
          await audit(tx, { principal, act: 'article.submit', target: id, facts, at })
        }
        return String(wanted.size)
      })
      return { submitted: Number(done.reference) }
    },
  )

  app.post(
    '/console/knowledge/reviews/publish',
    {
      config: { right: 'knowledge.publish' },
      schema: { hide: true, body: BatchPublishRequest, response: { 200: BatchPublished, ...faults } },
    },
    async (request) => {
      const principal = principalOf(request)
      const { versions, note, override, id: requestId } = request.body
      const at = clock.now()
      requireOverride(principal, override)
      const wanted = [...new Map(versions.map(({ article, version }) => [article, { id: article, version }])).values()]
      const done = await once(db, requestOf(request, requestId, at), (tx) =>
        asGateFault(async () => {
          for (const { id } of wanted) requireArticleCommunity(principal, (await readWorking(tx, id)).communityId)
          const own = [principal.account]
          const alone = reviewOf(principal, own, await countOtherReviewers(tx, principal)) === 'alone'
          const { report, released } = await releaseVersions(desk, tx, wanted, {
            ...{ actor: { account: principal.account, name: principal.name }, at, alone },
            ...(note === undefined ? {} : { note }),
            ...(override === undefined ? {} : { override }),
          })
          for (const { working, selfReviewed } of released)
            await audit(tx, {
              principal,
              act: 'article.publish',
              target: working.id,
              facts: factsOf(working.version, released.length, selfReviewed, report, override),
              at,
            })
          return String(released.length)
        }),
      )
      await desk.changed()
      return { published: Number(done.reference) }
    },
  )
}

function factsOf(version: number, together: number, selfReviewed: boolean, report: GateReport, override?: string) {
  return {
    ...{ version, together },
    ...(selfReviewed ? { selfReviewed } : {}),
    ...(report.refused ? { override, worse: report.worse.length } : {}),
  }
}
