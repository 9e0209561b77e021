import { z } from 'zod'
import { shippedPhraseWords } from '../../../dialogs/staff-phrases'
import { shippedGuardRules } from '../../../messages/guard/guard-rules'
import { staffHints } from '../../../messages/guard/staff-hints'
import { invalid, notFound } from '../../../platform/errors'
import type { Queryable } from '../../../platform/database/db'
import { newId } from '../../../platform/ids'
import type { Handoff } from '../../../records/handoff/handoff'
import { openHandoffOf } from '../../../records/handoff/find-handoffs'
import { getCase } from '../../../records/case/read-case'
import { presenceOfAccounts, setResting } from '../../../records/handoff/presence'
import { addNote, answerCall, getNote } from '../../../records/talk-note/talk-note'
import {
  CalledIn,
  CallInRequest,
  Colleagues,
  NewCaseAnswer,
  NewCaseForm,
  NewCaseRequest,
  NoteRequest,
  PassRequest,
  PhraseList,
  PhraseRequest,
  PresenceRequest,
  PresenceView,
  Suggestions,
} from '../../contract/take-over'
import { audit } from '../access/audit'
import { may } from '../access/policy'
import { actorOf, requireCommunity, type Principal } from '../access/principal'
import type { ConsoleDeps } from '../console-deps'
import { refuse } from '../http/answer-errors'
import { faults, principalOf, requestOf, type App } from '../http/app'
import { once } from '../http/once'
import { tellChange } from '../stream/tell-change'
import { callInSupervisor } from '../take-over/call-in-supervisor'
import { dueOfTalk } from '../take-over/due-of-talk'
import { listColleagues } from '../take-over/list-colleagues'
import { draftCase, fileCaseOfTalk, type TalkOfCase } from '../take-over/new-case-of-talk'
import { passToColleague } from '../take-over/pass-to-colleague'
import { phrasesForTalk } from '../take-over/phrases-for-talk'
import { suggestReply } from '../take-over/suggest-reply'
import { toCaseItem } from '../desk/show-case'
import { requireHandoff, viewerOf } from '../desk/viewer'
import { sendFileRoute } from './send-file'

const Id = z.object({ id: z.string().min(1).max(100) })
const Done = z.object({ id: z.string() })

/** What whoever takes a talk over does beside answering (design D9): note, pass on, call for help, file a case, phrases, presence. */
export async function takeOverRoutes(app: App, deps: ConsoleDeps): Promise<void> {
  const { db, clock } = deps
  const { timeZone: zone, staffHours: hours } = deps.settings
  const serving = { config: { right: 'talks.serve' as const } }

  app.get(
    '/console/presence',
    { ...serving, schema: { hide: true, response: { 200: PresenceView, ...faults } } },
    async (request) => {
      const { accountId } = principalOf(request)
      return {
        resting: (await presenceOfAccounts(db)).some(
          (one) => one.accountId === accountId && one.presence === 'resting',
        ),
      }
    },
  )

  app.put(
    '/console/presence',
    { ...serving, schema: { hide: true, body: PresenceRequest, response: { 200: PresenceView, ...faults } } },
    async (request) => {
      const principal = principalOf(request)
      const { accountId } = principal
      if (accountId === null) throw invalid('no_account', 'a program has no desk to rest from')
      const { resting } = request.body
      await db.tx(async (tx) => {
        await setResting(tx, accountId, resting)
        await audit(tx, { principal, act: 'presence.set', target: accountId, facts: { resting }, at: clock.now() })
      })
      return { resting }
    },
  )

  app.get(
    '/console/talks/:id/colleagues',
    { ...serving, schema: { hide: true, params: Id, response: { 200: Colleagues, ...faults } } },
    async (request) => {
      const principal = principalOf(request)
      const talk = await talkOf(principal, request.params.id)
      const all = await listColleagues(db, talk.communityId)
      return { items: all.map(({ name, title, presence, holds }) => ({ name, title, presence, holds })) }
    },
  )

  app.post(
    '/console/talks/:id/notes',
    { ...serving, schema: { hide: true, params: Id, body: NoteRequest, response: { 200: Done, ...faults } } },
    async (request) => {
      const principal = principalOf(request)
      const talk = await talkOf(principal, request.params.id)
      return act(request, talk.conversationId, 'talk.note', async (tx, at) => {
        const handoff = await openHandoffOf(tx, talk.conversationId)
        const { conversationId } = talk
        const note = {
          conversationId,
          handoffId: handoff?.id ?? null,
          author: principal.name,
          text: request.body.text,
          at,
        }
        return addNote(tx, note)
      })
    },
  )

  app.post(
    '/console/notes/:id/seen',
    { ...serving, schema: { hide: true, params: Id, response: { 204: z.null(), ...faults } } },
    async (request, reply) => {
      const principal = principalOf(request)
      const note = await getNote(db, request.params.id)
      requireCommunity(principal, note.communityId, `note ${note.id}`)
      const at = clock.now()
      await db.tx(async (tx) => {
        if (await answerCall(tx, note, { by: principal.name, at }))
          await audit(tx, { principal, act: 'call.answer', target: note.id, at })
      })
      tellChange(deps, note.conversationId)
      return reply.code(204).send(null)
    },
  )

  app.post(
    '/console/handoffs/:id/pass',
    { ...serving, schema: { hide: true, params: Id, body: PassRequest, response: { 200: Done, ...faults } } },
    async (request) => {
      const principal = principalOf(request)
      const found = await handoffOf(principal, request.params.id)
      // Only whoever leads may pass on what somebody else holds.
      const from = actorOf(principal, request.body.from)
      const { to, note = '' } = request.body
      return act(request, found.conversationId, 'handoff.pass', async (tx, at) => {
        await passToColleague(tx, found, { from, to, by: principal.name, note, at, zone })
        return found.id
      })
    },
  )

  app.post(
    '/console/handoffs/:id/call-in',
    { ...serving, schema: { hide: true, params: Id, body: CallInRequest, response: { 200: CalledIn, ...faults } } },
    async (request) => {
      const principal = principalOf(request)
      const found = await handoffOf(principal, request.params.id)
      const note = request.body.note ?? ''
      const { id } = await act(request, found.conversationId, 'handoff.call-in', (tx, at) =>
        callInSupervisor(tx, found, { by: principal.name, note, at, zone }),
      )
      return { who: id }
    },
  )

  app.get(
    '/console/talks/:id/new-case',
    { config: { right: 'cases.act' }, schema: { hide: true, params: Id, response: { 200: NewCaseForm, ...faults } } },
    async (request) => {
      const principal = principalOf(request)
      const [talk, viewer] = await Promise.all([talkOf(principal, request.params.id), viewerOf(db, principal)])
      return draftCase(db, { ...talk, reader: viewer.staffId }, async (text) => {
        const read = await deps.understand(text, { at: clock.now(), timeZone: zone })
        return read.intent
      })
    },
  )

  app.post(
    '/console/talks/:id/cases',
    {
      config: { right: 'cases.act' },
      schema: { hide: true, params: Id, body: NewCaseRequest, response: { 200: NewCaseAnswer, ...faults } },
    },
    async (request) => {
      const principal = principalOf(request)
      const talk = await talkOf(principal, request.params.id)
      const { id: requestId, ...form } = request.body
      const at = clock.now()
      let answer: NewCaseAnswer | undefined
      const done = await once(db, requestOf(request, requestId, at), async (tx) => {
        const { opened, words } = await fileCaseOfTalk(tx, talk, form, { by: principal.name, at, zone, hours })
        await audit(tx, { principal, act: 'case.open', target: opened.id, facts: { number: opened.number }, at })
        answer = { item: toCaseItem(opened, zone), joined: opened.joined, words }
        return JSON.stringify({ ...answer, item: opened.id })
      })
      tellChange(deps, talk.conversationId)
      if (answer !== undefined) return answer
      return repeatedCase(done.reference)
    },
  )

  app.get(
    '/console/talks/:id/phrases',
    { ...serving, schema: { hide: true, params: Id, response: { 200: PhraseList, ...faults } } },
    async (request) => {
      const principal = principalOf(request)
      const { conversationId, communityId, personId } = await talkOf(principal, request.params.id)
      const due = await dueOfTalk(db, { conversationId, communityId }, { at: clock.now(), zone, hours })
      const items = await phrasesForTalk(db, deps.words?.() ?? shippedPhraseWords(), {
        communityId,
        accountId: principal.accountId,
        owner: await salutationOf(personId),
        due,
        me: principal.name,
      })
      return { items, mayShare: may(principal.role, 'phrases.edit') }
    },
  )

  app.post(
    '/console/phrases',
    { ...serving, schema: { hide: true, body: PhraseRequest, response: { 200: Done, ...faults } } },
    async (request, reply) => {
      const principal = principalOf(request)
      const { title, text, shared, id: requestId } = request.body
      if (shared && !may(principal.role, 'phrases.edit'))
        return refuse(reply, 403, 'forbidden', 'This needs the right phrases.edit.')
      // What everybody says by a tap is as good as the bot's own words (domain.md B15, B28).
      const [wrong] = staffHints(text, shippedGuardRules()).filter(({ kind }) => SAID_BY_NOBODY.includes(kind))
      if (wrong) throw invalid('phrase_words', `text: "${wrong.quote}" is not said to owners`, wrong)
      const accountId = shared ? null : principal.accountId
      if (!shared && accountId === null) throw invalid('no_account', 'a program has no phrases of its own')
      // Shared with those whom one leads: one row a community, since a talk has one.
      const communities = shared ? (principal.communityIds ?? [null]) : [null]
      if (communities.length === 0) throw invalid('no_community', 'you lead no community to share phrases with')
      const at = clock.now()
      const done = await once(db, requestOf(request, requestId, at), async (tx) => {
        const ids = communities.map(() => newId('ph', at))
        for (const [index, communityId] of communities.entries())
          await tx.query(
            'add-phrase',
            'insert into phrase (id, account_id, community_id, title, text, by_account, at) values ($1, $2, $3, $4, $5, $6, $7)',
            [ids[index], accountId, communityId, title, text, principal.account, at],
          )
        await audit(tx, { principal, act: 'phrase.add', target: ids[0]!, facts: { shared }, at })
        return ids[0]!
      })
      return { id: done.reference }
    },
  )

  app.delete(
    '/console/phrases/:id',
    { ...serving, schema: { hide: true, params: Id, response: { 204: z.null(), ...faults } } },
    async (request, reply) => {
      const principal = principalOf(request)
      const { id } = request.params
      const at = clock.now()
      await db.tx(async (tx) => {
        const gone = await tx.query(
          'remove-phrase',
          `delete from phrase
            where id = $1
              and (account_id = $2 or (account_id is null and $3 and ($4::text[] is null or community_id = any($4))))
            returning id`,
          [id, principal.accountId, may(principal.role, 'phrases.edit'), principal.communityIds],
        )
        if (gone.length === 0) throw notFound('phrase_not_found', `There is no phrase ${id} of yours.`)
        await audit(tx, { principal, act: 'phrase.remove', target: id, at })
      })
      return reply.code(204).send(null)
    },
  )

  app.get(
    '/console/talks/:id/suggestions',
    { ...serving, schema: { hide: true, params: Id, response: { 200: Suggestions, ...faults } } },
    async (request) => {
      const principal = principalOf(request)
      const { conversationId, communityId } = await talkOf(principal, request.params.id)
      const { staffId: reader } = await viewerOf(db, principal)
      const at = clock.now()
      const search = (query: string) => deps.search(query, { communityId, at, limit: 3 })
      return suggestReply({ db, search }, { conversationId, communityId, reader, at })
    },
  )

  await sendFileRoute(app, deps, handoffOf)

  async function talkOf(principal: Principal, id: string): Promise<TalkOfCase> {
    const rows = await db.query<{ person_id: string; community_id: string | null; channel: string; user_id: string }>(
      'talk-of-case',
      'select person_id, community_id, channel, user_id from conversation where id = $1',
      [id],
    )
    const row = rows[0]
    if (!row) throw notFound('conversation_not_found', `There is no conversation ${id}.`)
    requireCommunity(principal, row.community_id, `conversation ${id}`)
    return {
      conversationId: id,
      personId: row.person_id,
      communityId: row.community_id,
      channel: row.channel,
      user: row.user_id,
    }
  }

  function handoffOf(principal: Principal, id: string): Promise<Handoff> {
    return requireHandoff(db, principal, id)
  }

  async function salutationOf(personId: string): Promise<string | null> {
    const rows = await db.query<{ name: string | null }>(
      'salutation-of-person',
      'select coalesce(salutation, name) as name from person where id = $1',
      [personId],
    )
    return rows[0]?.name ?? null
  }

  async function act(
    request: Parameters<typeof principalOf>[0] & {
      method: string
      url: string
      body: { id?: string }
      params: { id: string }
    },
    conversationId: string,
    what: string,
    work: (tx: Queryable, at: Date) => Promise<string>,
  ): Promise<{ id: string }> {
    const principal = principalOf(request)
    const at = clock.now()
    const done = await once(db, requestOf(request, request.body.id, at), async (tx) => {
      const reference = await work(tx, at)
      await audit(tx, { principal, act: what, target: request.params.id, at })
      return reference
    })
    tellChange(deps, conversationId)
    return { id: done.reference }
  }

  /** The same request again: the case as it is now, with the words of the first time. */
  async function repeatedCase(reference: string): Promise<NewCaseAnswer> {
    const { item, joined, words } = Repeated.parse(JSON.parse(reference))
    return { item: toCaseItem(await getCase(db, item), zone), joined, words }
  }
}

const SAID_BY_NOBODY: readonly string[] = ['banned', 'excuse', 'fee-threat']
const Repeated = z.object({ item: z.string(), joined: z.boolean(), words: z.string() })
