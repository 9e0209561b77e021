import { setTimeout as pause } from 'node:timers/promises'
import type { Clock } from '../platform/clock'
import type { Db } from '../platform/database/db'
import type { Log } from '../platform/log'
import type { Metrics } from '../platform/metrics'
import { createCircuitBreaker } from '../platform/model/circuit-breaker'
import { createDailyBudget } from '../platform/model/daily-budget'
import { createLanguageModel } from '../platform/model/create-language-model'
import type { Asked } from '../platform/model/create-language-model'
import type { Settings } from '../platform/settings'
import { shippedGuardRules } from '../messages/guard/guard-rules'
import type { ArticleChanges } from '../knowledge/live-index'
import { createFusion } from '../knowledge/embeddings/create-fusion'
import { startLiveVectors } from '../knowledge/embeddings/live-vectors'
import type { LiveVectors } from '../knowledge/embeddings/live-vectors'
import type { SearchIndex } from '../knowledge/retrieval/search-index'
import { parseName } from '../understanding/slots/parse-name'
import { summariseHandoff } from '../tasks/summarise-handoff'
import type { ModelOfTalks } from './talk-engine'

export interface OpenModel {
  /** For the talk engine, once there is an index; nothing where no model is configured. */
  inTalks(index: SearchIndex): ModelOfTalks
  /** Told of every change of the articles. */
  takeArticles(changes: ArticleChanges): void
  /** After a turn was committed: what may take its time. */
  afterTurn(conversationId: string): Promise<void>
  /** One line for `/readyz`; a model never decides it. */
  note(): { ok: boolean; note: string }
  stop(): Promise<void>
}

/** The model of this deployment. Its libraries are loaded only when there is one; without it this does nothing at all. */
export async function openModel(deps: {
  settings: Pick<Settings, 'model' | 'timeZone'>
  db: Db
  clock: Clock
  log: Log
  metrics: Metrics
  /** A handoff's card has changed. */
  onSummary: (conversationId: string) => void
}): Promise<OpenModel> {
  const { db, clock, log, metrics } = deps
  const configured = deps.settings.model
  if (!configured) return NO_MODEL
  const { baseUrl, apiKey } = configured
  const budget = createDailyBudget({ db, clock, zone: deps.settings.timeZone, limit: configured.budgetPerDay })
  const onAsked = ({ purpose, outcome, seconds }: Asked) => {
    metrics.modelRequests.inc({ purpose, outcome })
    metrics.modelSeconds.observe({ purpose }, seconds)
    // Never what was asked or answered (design D14); the turn's trace has the labels.
    log.debug({ purpose, outcome, seconds }, 'the model was asked')
  }
  const breakerOf = (what: string) =>
    createCircuitBreaker(clock, (isResting) =>
      isResting
        ? log.warn(`the ${what} model failed three times and rests; everything goes on without it`)
        : log.info(`the ${what} model answers again`),
    )

  const { openChatEndpoint } = await import('../platform/model/chat-endpoint')
  const breaker = breakerOf('chat')
  const language = createLanguageModel({
    endpoint: openChatEndpoint({ baseUrl, apiKey, model: configured.chat }),
    breaker,
    budget,
    onAsked,
  })

  let vectors: LiveVectors | null = null
  let embedder: Awaited<ReturnType<typeof openEmbedder>> | null = null
  if (configured.embedding !== undefined) {
    embedder = await openEmbedder(configured.embedding)
    vectors = startLiveVectors({
      db,
      clock,
      embedder,
      onError: (error) => log.warn({ err: error }, 'the vectors of the articles could not be made; words alone search'),
    })
  }
  async function openEmbedder(model: string) {
    const { createEmbedder } = await import('../platform/model/create-embedder')
    return createEmbedder({ baseUrl, apiKey, model, breaker: breakerOf('embedding'), budget, onAsked })
  }

  const summaries = new Set<Promise<unknown>>()
  const tried = new Set<string>()
  return {
    inTalks: (index) => ({
      language,
      ...(embedder && vectors ? { fuse: createFusion({ embedder, vectors: vectors.index, index, namesIn }) } : {}),
    }),
    takeArticles: (changes) => vectors?.take(changes),
    async afterTurn(conversationId) {
      const work = summariseHandoff({ db, model: language, rules: shippedGuardRules, tried }, conversationId)
        .then((written) => written && deps.onSummary(conversationId))
        .catch((error: unknown) => log.warn({ err: error }, 'a handoff stays without a summary'))
      if (tried.size > REMEMBERED) tried.clear()
      summaries.add(work)
      await work.finally(() => summaries.delete(work))
    },
    note: () => (breaker.isResting ? { ok: false, note: 'rests after failures' } : { ok: true, note: 'configured' }),
    async stop() {
      vectors?.stop()
      // A summary that is nearly there may come; a stop does not wait for a model.
      await Promise.race([Promise.all(summaries), pause(STOP_MS, undefined, { ref: false })])
    },
  }
}

const namesIn = (text: string) => [parseName(text)?.value].filter((name) => name !== undefined)

const STOP_MS = 500
/** Handoffs of some weeks; forgetting them costs a question each. */
const REMEMBERED = 10_000

const NO_MODEL: OpenModel = {
  inTalks: () => ({}),
  takeArticles: () => {},
  afterTurn: () => Promise.resolve(),
  note: () => ({ ok: true, note: 'not configured' }),
  stop: () => Promise.resolve(),
}
