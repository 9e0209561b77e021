import { settleUnanswered } from '../../../knowledge/articles/unanswered'
import { EntryItem } from '../../contract/knowledge'
import {
  DraftOfUnanswered,
  DraftSuggestion,
  HealthQuery,
  KnowledgeHealth,
  SuggestionQuery,
} from '../../contract/knowledge-care'
import { entryView } from '../../../knowledge/articles/entry'
import { audit } from '../access/audit'
import type { ConsoleDeps } from '../console-deps'
import { faults, principalOf, requestOf, type App } from '../http/app'
import { once } from '../http/once'
import { communitiesOfQuestions } from '../knowledge/communities-of-questions'
import { requireOwnEntry } from '../knowledge/require-own-entry'
import { createHealthReader } from '../knowledge/read-health'
import { suggestDraft } from '../knowledge/suggest-draft'

/** How well the answers are, and drafts for what had none. */
export function knowledgeHealthRoutes(app: App, deps: ConsoleDeps): void {
  const { db, clock, settings, articles } = deps
  const readHealth = createHealthReader(deps)

  app.get(
    '/api/v1/knowledge/health',
    {
      config: { right: 'knowledge.read' },
      schema: {
        tags: ['knowledge'],
        summary: 'Which answers are used, unhelpful, expiring, contradicting each other or lacking a value',
        querystring: HealthQuery,
        response: { 200: KnowledgeHealth, ...faults },
      },
    },
    async (request) => {
      const { communityIds } = communitiesOfQuestions(principalOf(request))
      return readHealth(request.query.days, communityIds ?? null)
    },
  )

  app.get(
    '/api/v1/knowledge/unanswered/suggestion',
    {
      config: { right: 'knowledge.edit' },
      schema: {
        tags: ['knowledge'],
        summary: 'What a draft for an unanswered question begins with: its wordings, and what a colleague answered',
        querystring: SuggestionQuery,
        response: { 200: DraftSuggestion, ...faults },
      },
    },
    (request) =>
      suggestDraft(db, {
        question: request.query.question,
        zone: settings.timeZone,
        ...communitiesOfQuestions(principalOf(request)),
      }),
  )

  app.post(
    '/api/v1/knowledge/unanswered/drafts',
    {
      config: { right: 'knowledge.edit' },
      schema: {
        tags: ['knowledge'],
        summary: 'A draft for a group of unanswered questions; the group goes once it is published',
        body: DraftOfUnanswered,
        response: { 200: EntryItem, 201: EntryItem, ...faults },
      },
    },
    async (request, reply) => {
      const principal = principalOf(request)
      const at = clock.now()
      const { group, id, ...draft } = request.body
      await requireOwnEntry(db, principal, draft.community)
      const done = await once(db, requestOf(request, id, at), async (tx) => {
        const asDraft = { publish: false, account: principal.account }
        const entry = await articles.within(tx).create(draft, principal.name, asDraft)
        const scope = communitiesOfQuestions(principal)
        await settleUnanswered(tx, { question: group, articleId: entry.id, ...scope })
        await audit(tx, { principal, act: 'entry.from-unanswered', target: entry.id, facts: { key: entry.key }, at })
        return entry.id
      })
      await articles.changed()
      reply.code(done.repeated ? 200 : 201)
      return entryView(await articles.get(done.reference), settings.timeZone) as EntryItem
    },
  )
}
