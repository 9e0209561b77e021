import { z } from 'zod'
import { getEntry } from '../../../knowledge/articles/entry'
import { addGolden, listGolden, removeGolden, type GoldenQuestion } from '../../../knowledge/golden-set/golden-question'
import type { Graded } from '../../../knowledge/golden-set/grade'
import { GoldenList, NewGolden, type GoldenLine } from '../../contract/knowledge-desk'
import { audit } from '../access/audit'
import type { ConsoleDeps } from '../console-deps'
import { faults, principalOf, requestOf, type App } from '../http/app'
import { once } from '../http/once'
import { requireArticleCommunity } from '../knowledge/review-of'
import { toResult } from '../knowledge/to-gate-answer'

const GOLDEN = '/console/knowledge/golden'
const Id = z.object({ id: z.string().min(1).max(100) })

/** The questions every change is tried with before owners are answered with it (C11). */
export function goldenSetRoutes(app: App, deps: ConsoleDeps): void {
  const { db, clock } = deps
  const config = { right: 'knowledge.edit' } as const

  app.get(
    GOLDEN,
    { config: { right: 'knowledge.read' }, schema: { hide: true, response: { 200: GoldenList, ...faults } } },
    async () => ({ items: await toLines(await listGolden(db)) }),
  )

  app.post(
    `${GOLDEN}/run`,
    { config: { right: 'knowledge.publish' }, schema: { hide: true, response: { 200: GoldenList, ...faults } } },
    async () => {
      const { questions, graded } = await deps.knowledgeDesk.gate.run(db, clock.now())
      return { items: await toLines(questions, graded) }
    },
  )

  app.post(
    GOLDEN,
    { config, schema: { hide: true, body: NewGolden, response: { 200: GoldenList, ...faults } } },
    async (request) => {
      const principal = principalOf(request)
      const { query, communityId, articleId, answerHas, id: requestId } = request.body
      const at = clock.now()
      requireArticleCommunity(principal, communityId)
      await once(db, requestOf(request, requestId, at), async (tx) => {
        const expectedKey = articleId === null ? null : (await getEntry(tx, articleId)).key
        const id = await addGolden(tx, { query, communityId, expectedKey, answerHas }, { by: principal.name, at })
        await audit(tx, { principal, act: 'golden.add', target: id, at })
        return id
      })
      return { items: await toLines(await listGolden(db)) }
    },
  )

  app.delete(
    `${GOLDEN}/:id`,
    { config, schema: { hide: true, params: Id, response: { 204: z.null(), ...faults } } },
    async (request, reply) => {
      const principal = principalOf(request)
      await db.tx(async (tx) => {
        requireArticleCommunity(principal, await removeGolden(tx, request.params.id))
        await audit(tx, { principal, act: 'golden.remove', target: request.params.id, at: clock.now() })
      })
      return reply.code(204).send(null)
    },
  )

  async function toLines(questions: readonly GoldenQuestion[], graded?: readonly Graded[]): Promise<GoldenLine[]> {
    const rows = await db.query<{ key: string; question: string }>(
      'questions-of-keys',
      `select distinct on (a.key) a.key, v.question from article a
         join lateral (select question from article_version where article_id = a.id order by version desc limit 1) v on true
        where a.key = any($1) and a.removed_at is null order by a.key, a.community_id nulls first`,
      [questions.map(({ expectedKey }) => expectedKey)],
    )
    const questionOf = new Map(rows.map(({ key, question }) => [key, question]))
    return questions.map((question, index) => ({
      ...question,
      expected: question.expectedKey === null ? null : (questionOf.get(question.expectedKey) ?? null),
      result: graded ? toResult(graded[index]!) : null,
    }))
  }
}
