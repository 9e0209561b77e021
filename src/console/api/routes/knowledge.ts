import { z } from 'zod'
import { notFound } from '../../../platform/errors'
import { toIsoWithOffset } from '../../../platform/zoned-time'
import { entryView, type Entry } from '../../../knowledge/articles/entry'
import { communityOfNewTalk, findCommunity } from '../../../records/community/community'
import {
  EntryItem,
  EntryPage,
  EntryPatch,
  EntryQuery,
  EntryRequest,
  SearchAnswer,
  SearchRequest,
  UnansweredPage,
} from '../../contract/knowledge'
import { PageQuery } from '../../contract/page'
import { audit } from '../access/audit'
import type { ConsoleDeps } from '../console-deps'
import { faults, principalOf, requestOf, type App } from '../http/app'
import { once } from '../http/once'
import { requireProgram, writing } from '../knowledge/publish-at-once'
import { requireOwnEntry } from '../knowledge/require-own-entry'

const EntryParams = z.object({ id: z.string().min(1).max(100) })
const SEARCH_LIMIT = 5

export function knowledgeRoutes(app: App, deps: ConsoleDeps): void {
  const { db, clock, articles, settings } = deps

  app.post(
    '/api/v1/knowledge/search',
    {
      config: { right: 'knowledge.read' },
      schema: {
        tags: ['knowledge'],
        summary: 'The search of the chat: what would the bot answer',
        body: SearchRequest,
        response: { 200: SearchAnswer, ...faults },
      },
    },
    async (request) => {
      const { query, limit, community } = request.body
      const communityId = await communityIdOf(community)
      const found = await deps.search(query, { communityId, at: clock.now(), limit: limit ?? SEARCH_LIMIT })
      const hits = found.hits.map(({ id, key, question, answer, score }) => ({ id, key, question, answer, score }))
      return { answered: found.answered, hits }
    },
  )

  app.get(
    '/api/v1/knowledge/entries',
    {
      config: { right: 'knowledge.read' },
      schema: {
        tags: ['knowledge'],
        summary: 'Entries in the order they were made',
        querystring: EntryQuery,
        response: { 200: EntryPage, ...faults },
      },
    },
    async (request) => {
      const page = await articles.list(request.query)
      return { items: page.items.map(toItem), next: page.next }
    },
  )

  app.post(
    '/api/v1/knowledge/entries',
    {
      config: { right: 'knowledge.edit' },
      schema: {
        tags: ['knowledge'],
        summary: 'A new entry; it answers at once unless `publish` is false',
        body: EntryRequest,
        response: { 200: EntryItem, 201: EntryItem, ...faults },
      },
    },
    async (request, reply) => {
      const { id, publish, ...draft } = request.body
      const principal = principalOf(request)
      await requireOwnEntry(db, principal, draft.community)
      const at = clock.now()
      const done = await once(db, requestOf(request, id, at), async (tx) => {
        const entry = await articles.within(tx).create(draft, principal.name, writing(principal, publish))
        await audit(tx, { principal, act: 'entry.create', target: entry.id, facts: { key: entry.key }, at })
        return entry.id
      })
      await articles.changed()
      reply.code(done.repeated ? 200 : 201)
      return toItem(await articles.get(done.reference))
    },
  )

  app.get(
    '/api/v1/knowledge/entries/:id',
    {
      config: { right: 'knowledge.read' },
      schema: {
        tags: ['knowledge'],
        summary: 'One entry',
        params: EntryParams,
        response: { 200: EntryItem, ...faults },
      },
    },
    async (request) => toItem(await articles.get(request.params.id)),
  )

  app.put(
    '/api/v1/knowledge/entries/:id',
    {
      config: { right: 'knowledge.edit' },
      schema: {
        tags: ['knowledge'],
        summary: 'Changes an entry: a new version, the old one is kept',
        params: EntryParams,
        body: EntryPatch,
        response: { 200: EntryItem, ...faults },
      },
    },
    async (request) => {
      const { publish, ...patch } = request.body
      const principal = principalOf(request)
      for (const community of [(await articles.get(request.params.id)).community, patch.community])
        await requireOwnEntry(db, principal, community)
      const at = clock.now()
      const changed = await db.tx(async (tx) => {
        const how = writing(principal, publish)
        const entry = await articles.within(tx).update(request.params.id, patch, principal.name, how)
        await audit(tx, { principal, act: 'entry.change', target: entry.id, facts: { version: entry.version }, at })
        return entry
      })
      await articles.changed()
      return toItem(changed)
    },
  )

  app.delete(
    '/api/v1/knowledge/entries/:id',
    {
      config: { right: 'knowledge.edit' },
      schema: {
        tags: ['knowledge'],
        summary: 'Takes an entry away; its versions are kept',
        params: EntryParams,
        response: { 204: z.null(), ...faults },
      },
    },
    async (request, reply) => {
      const principal = principalOf(request)
      requireProgram(principal)
      const { id } = request.params
      await db.tx(async (tx) => {
        await articles.within(tx).remove(id)
        await audit(tx, { principal, act: 'entry.remove', target: id, at: clock.now() })
      })
      await articles.changed()
      return reply.code(204).send(null)
    },
  )

  app.get(
    '/api/v1/knowledge/unanswered',
    {
      config: { right: 'knowledge.read' },
      schema: {
        tags: ['knowledge'],
        summary: 'Questions that got no answer, grouped',
        querystring: PageQuery,
        response: { 200: UnansweredPage, ...faults },
      },
    },
    async (request) => {
      const { role, communityIds } = principalOf(request)
      // Owners' own words. An editor who is given no community works for the whole company.
      const isOfAll = communityIds === null || (role === 'editor' && communityIds.length === 0)
      const page = await articles.unanswered({ ...request.query, ...(isOfAll ? {} : { communityIds }) })
      const time = (at: Date) => toIsoWithOffset(at, settings.timeZone)
      const items = page.items.map((group) => ({
        question: group.question,
        count: group.count,
        examples: group.examples,
        firstAt: time(group.firstAt),
        lastAt: time(group.lastAt),
        reasons: group.reasons,
        draftId: group.draftId,
      }))
      return { items, next: page.next }
    },
  )

  /** As in the chat: somebody who names none belongs to the only one there is (contract.md §6). */
  async function communityIdOf(nameOrId: string | undefined): Promise<string | null> {
    if (nameOrId === undefined) return (await communityOfNewTalk(db, 'web'))?.id ?? null
    const found = await findCommunity(db, nameOrId)
    if (found === null)
      throw notFound('community_not_found', `community: there is none called ${JSON.stringify(nameOrId)}`)
    return found.id
  }

  /** The view takes times that may be missing; when an entry was changed is always known. */
  function toItem(entry: Entry): EntryItem {
    return entryView(entry, settings.timeZone) as EntryItem
  }
}
