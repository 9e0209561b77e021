import type { AddressInfo } from 'node:net'
import { forgetAtDoors } from '../../src/app/forget'
import { createWebChat } from '../../src/channels/web-chat/web-chat'
import { createServer } from '../../src/console/api/create-server'
import { prepareAccess } from '../../src/console/api/access/prepare-access'
import type { ConsoleDeps } from '../../src/console/api/console-deps'
import { createArticleLoader } from '../../src/knowledge/articles/article-loader'
import { createArticleStore } from '../../src/knowledge/articles/article-store'
import { startLiveIndex } from '../../src/knowledge/live-index'
import { createKnowledgeDesk } from '../../src/app/knowledge/knowledge-desk'
import { searchArticles } from '../../src/knowledge/search-articles'
import { emptyThesaurus } from '../../src/knowledge/thesaurus'
import { ManualClock } from '../../src/platform/clock'
import { createDatabaseFiles } from '../../src/platform/files/database-files'
import { createLog } from '../../src/platform/log'
import { createMetrics } from '../../src/platform/metrics'
import { openSignals } from '../../src/platform/signals/signals'
import { createInbox } from '../../src/queue/inbox'
import { EXCHANGE_TOPIC, wakeUp, wakerOf } from '../../src/queue/wakers'
import { startWorker } from '../../src/queue/worker'
import { ensureCommunity, findCommunity } from '../../src/records/community/community'
import { createTestDatabase } from '../support/database'
import { AT, ZONE } from '../records/given'
import { UNDERSTOOD, thinkLittle } from './little-engine'

export const TOKEN = 'token-of-the-tests'
export const PASSWORD = '试试这个密码-8848'

export type GivenServer = Awaited<ReturnType<typeof givenServer>>

/** The whole server over HTTP with the real database, records, knowledge, queue and web chat; only the thinking is little. */
export async function givenServer(changes: Partial<ConsoleDeps> = {}) {
  const { db, close } = await createTestDatabase()
  const clock = new ManualClock(AT)
  const signals = await openSignals()
  const logged: string[] = []
  const log = createLog('info', { destination: { write: (line: string) => void logged.push(line) } })
  const files = createDatabaseFiles({ db, clock })
  const channelOf = (channel: string): ReturnType<ConsoleDeps['channelOf']> => ({
    shape: (content) => [content],
    delivers: channel !== 'web',
  })

  const inbox = createInbox({
    db,
    clock,
    pace: () => ({ settleMs: 0, answerMs: 0 }),
    onAccepted: () => wakeUp(signals, 'turn'),
  })
  const worker = startWorker({
    db,
    clock,
    waker: wakerOf(signals),
    concurrency: 4,
    think: async (claimed) => thinkLittle(claimed),
    giveUp: (claimed) => thinkLittle(claimed),
    channelOf,
    onCommitted: ({ conversationId }) => signals.publish(EXCHANGE_TOPIC, conversationId),
    onError: (error) => log.error({ err: error }, 'turn'),
  })
  const webChat = createWebChat({
    db,
    clock,
    inbox,
    files,
    onTurn: (conversationId, hear) =>
      signals.subscribe(EXCHANGE_TOPIC, (changed) => changed === conversationId && hear()),
    findCommunity: async (name) => (await findCommunity(db, name))?.id ?? null,
    onlyCommunity: async () => null,
    notify: async () => ({ kind: 'sent' }),
  })

  const loader = createArticleLoader({ db, defaults: [] })
  const live = await startLiveIndex({
    thesaurus: emptyThesaurus,
    signals,
    load: (since) => loader.load(since),
    onError: (error) => log.error({ err: error }, 'index'),
  })
  const articles = createArticleStore({
    db,
    clock,
    zone: ZONE,
    communities: {
      find: async (tx, name) => (await findCommunity(tx, name))?.id ?? null,
      ensure: async (tx, name, at) => (await ensureCommunity(tx, name, at)).id,
    },
  })

  const deps: ConsoleDeps = {
    db,
    clock,
    log,
    metrics: createMetrics(),
    signals,
    settings: { webChat: 'local', timeZone: ZONE },
    access: await prepareAccess({ db, clock, settings: { apiToken: TOKEN, adminPassword: PASSWORD } }),
    files,
    webChat,
    understand: () => UNDERSTOOD,
    search: async (query, { communityId, at, limit }) => {
      await live.refresh()
      const { decision, hits } = live.index.search(query, { community: communityId, at, limit })
      return { answered: decision === 'answer', hits }
    },
    articles,
    knowledgeDesk: createKnowledgeDesk({
      loader,
      gateLoader: createArticleLoader({ db, defaults: [] }),
      thesaurus: () => live.thesaurus,
      onlyCommunity: async () => null,
      explain: async (query, { communityId, at, limit }) => {
        await live.refresh()
        return searchArticles(live.index, query, { community: communityId, at, limit }, loader.answerFor)
      },
      changed: live.refresh,
    }),
    moveSession: async () => 'ok',
    channelOf,
    wakeSender: () => wakeUp(signals, 'send'),
    forgetAtDoors,
    examine: async () => ({ at: clock.now(), findings: [] }),
    readiness: async () => ({ database: { ok: true }, queue: { ok: true } }),
    version: '0.0.0',
    ...changes,
  }
  const server = await createServer(deps)
  await server.listen({ host: '127.0.0.1', port: 0 })
  const { port } = server.server.address() as AddressInfo
  const url = `http://127.0.0.1:${port}`

  return {
    db,
    clock,
    deps,
    /** Every route that needs a right, as registered. */
    guarded: server.guarded,
    url,
    logged,
    /** A call with the API token, or with other headers; a body goes as JSON. */
    call: (method: string, path: string, body?: unknown, headers: Record<string, string> = BEARER) =>
      callServer(url, method, path, body, headers),
    signIn: (account = 'admin', password = PASSWORD) => signIn(url, account, password),
    async close() {
      await server.close()
      await worker.stop()
      await live.stop()
      await signals.close()
      await close()
    },
  }
}

export const BEARER = { authorization: `Bearer ${TOKEN}` }

export interface Answered {
  status: number
  headers: Headers
  text: string
  // Tests look into answers freely; what they find is what they assert.
  json: ReturnType<typeof JSON.parse>
}

async function callServer(
  url: string,
  method: string,
  path: string,
  body: unknown,
  headers: Record<string, string>,
): Promise<Answered> {
  const answer = await fetch(url + path, {
    method,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    redirect: 'manual',
  })
  const text = await answer.text()
  const isJson = answer.headers.get('content-type')?.includes('json') ?? false
  return { status: answer.status, headers: answer.headers, text, json: isJson ? JSON.parse(text) : undefined }
}

/** A person at the console: the cookie for reading, with the CSRF token for writing. */
async function signIn(url: string, account: string, password: string) {
  const answer = await callServer(url, 'POST', '/console/session', { account, password }, {})
  const cookie = (answer.headers.get('set-cookie') ?? '').split(';', 1)[0] ?? ''
  const csrf = String(answer.json?.csrf ?? '')
  return { answer, cookie, csrf, reading: { cookie }, writing: { cookie, 'x-csrf-token': csrf } }
}
