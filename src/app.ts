import path from 'node:path'
import { readFileSync } from 'node:fs'
import type { FastifyInstance } from 'fastify'
import type { Clock } from './platform/clock'
import { systemClock } from './platform/clock'
import { migrate } from './platform/database/migrate'
import { openDatabase } from './platform/database/open-database'
import type { Database } from './platform/database/open-database'
import { createDatabaseFiles } from './platform/files/database-files'
import type { Log } from './platform/log'
import { createMetrics } from './platform/metrics'
import { projectRoot } from './platform/project-root'
import type { Redis } from './platform/redis'
import type { Settings } from './platform/settings'
import { isWithinHours } from './platform/staff-hours'
import { createLocalCache } from './platform/shared-cache/local-cache'
import { createRedisCache } from './platform/shared-cache/redis-cache'
import { databaseWire } from './platform/signals/database-wire'
import { redisWire } from './platform/signals/redis-wire'
import { openSignals } from './platform/signals/signals'
import type { ChannelSender } from './queue/delivery'
import { shippedGuardRules } from './messages/guard/guard-rules'
import { createInbox } from './queue/inbox'
import type { Loop } from './queue/loop'
import { saySomething } from './queue/say-later'
import { startSchedule } from './queue/schedule'
import type { JobHandler } from './queue/schedule'
import { startSender } from './queue/sender'
import { EXCHANGE_TOPIC, wakeUp, wakerOf } from './queue/wakers'
import { startWorker } from './queue/worker'
import { createWebChat } from './channels/web-chat/web-chat'
import { createWecomApi } from './channels/wecom/api-client'
import type { WecomApi } from './channels/wecom/api-client'
import { createKfDoor } from './channels/wecom-kf/start'
import type { KfDoor } from './channels/wecom-kf/start'
import type { AibotDoor } from './channels/wecom-aibot/start'
import { startTelling } from './integrations/complaint-system/tell'
import { createArticleLoader } from './knowledge/articles/article-loader'
import { createArticleStore } from './knowledge/articles/article-store'
import type { ArticleStore } from './knowledge/articles/article-store'
import { KNOWLEDGE_TOPIC, startLiveIndex } from './knowledge/live-index'
import { watchThesaurus } from './knowledge/watch-thesaurus'
import { communityOfNewTalk, ensureCommunity, findCommunity } from './records/community/community'
import { findExchangeView } from './records/exchange/find-exchange'
import { OUTSIDE_ENABLED } from './records/outside-event'
import { writeSetting } from './records/setting'
import { caseNews } from './tasks/case-news'
import { dailyRoots, scheduleDailyRoot } from './tasks/daily-roots'
import { schedulePromiseSweep } from './tasks/promise-watch'
import { scheduleSteeringWatch } from './tasks/steering-watch'
import { guardNews } from './conversation/guard/guard-news'
import { createServer } from './console/api/create-server'
import type { ConsoleDeps } from './console/api/console-deps'
import { prepareAccess } from './console/api/access/prepare-access'
import { deploymentId } from './platform/deployment-id'
import { beforeStart } from './app/before-start'
import type { Beginning } from './app/before-start'
import { openModel } from './app/model'
import { createExaminer } from './app/examine'
import { readBacklog } from './app/read-backlog'
import { receivingServicers } from './app/receiving-servicers'
import { seedStore } from './app/seed-store'
import { createTalkEngine, watchShippedDialogs } from './app/talk-engine'
import { whyNotThere } from './app/try-address'
import { createMoveSession } from './app/move-session'
import { createStaffAlerts } from './app/staff-alerts'
import { createStaffApp } from './app/wecom-app'
import type { StaffApp } from './app/wecom-app'
import { createCallWhenFailed } from './app/kf/call-when-failed'
import { contactDeskOf } from './app/kf/contact-desk'
import { createKfPorts } from './app/kf/kf-ports'
import { openHearing } from './app/kf/open-hearing'
import { createDatabaseTokenStore } from './channels/wecom/database-token-store'
import { sharePauses } from './channels/wecom/shared-pauses'
import { createTokenStore } from './channels/wecom/shared-token-store'
import { forgetAnyway } from './conversation/forget'

export interface App {
  /** Where it listens. */
  url: string
  /** Made at this start, shown once. */
  made: { apiToken?: string; adminPassword?: string }
  db: Database
  server: FastifyInstance
  /** Finishes turns, flushes what can be sent, then closes. */
  stop(): Promise<void>
}

const TURNS_AT_ONCE = 8
const SENDS_AT_ONCE = 8

/** Builds the parts, introduces them to each other and opens the doors. The only place that knows all of them. */
export async function startApp(options: {
  settings: Settings
  log: Log
  clock?: Clock
  version: string
  /** What was read and begun before this module was loaded; by default it happens here. */
  beginning?: Beginning
  database?: Promise<Database>
}): Promise<App> {
  const { settings, log } = options
  const clock = options.clock ?? systemClock
  const closing: (() => Promise<unknown>)[] = []
  try {
    return await open()
  } catch (error) {
    // Half-open is closed again, last first: a failed start leaves nothing running.
    for (const close of closing.reverse()) await close().catch(() => {})
    throw error
  }

  async function open(): Promise<App> {
    const { shipped } = options.beginning ?? (await beforeStart(settings))
    const db = await (options.database ??
      openDatabase({
        databaseUrl: settings.databaseUrl,
        dataDir: settings.dataDir,
        log: (line) => log.info(line),
      }))
    closing.push(() => db.close())
    await migrate(db)
    await seedStore(db, shipped, { at: clock.now(), zone: settings.timeZone })
    await db.tx((tx) =>
      writeSetting(tx, {
        scope: '',
        key: OUTSIDE_ENABLED,
        value: settings.caseWebhook !== undefined,
        by: 'system',
        at: clock.now(),
      }),
    )
    await scheduleDailyRoot(db, clock.now(), settings.timeZone)
    await schedulePromiseSweep(db, clock.now())
    await scheduleSteeringWatch(db, clock.now())
    const access = await prepareAccess({ db, clock, settings })

    const onTrouble = (error: unknown) => log.warn({ err: error }, 'a signal was lost; polling makes up for it')
    const redis =
      settings.redisUrl === undefined
        ? null
        : // Loaded for those who have one: the client is 478 files.
          (await import('./platform/redis')).connectRedis(settings.redisUrl, {
            namespace: `shouwen:${await deploymentId(db, clock)}`,
            onChange: (error) =>
              error ? log.warn({ err: error }, 'Redis is away: slower, nothing lost') : log.info('Redis is back'),
          })
    if (redis) closing.push(() => redis.close())
    const signals = await openSignals({
      wire: redis ? redisWire(redis, databaseWire(db)) : databaseWire(db),
      onTrouble,
    })
    closing.push(() => signals.close())
    const localCache = createLocalCache(clock, signals)
    const cache = redis ? createRedisCache(redis, localCache) : localCache

    const metrics = createMetrics()
    metrics.readBacklogWith(() => readBacklog(db, clock.now()))
    const files = createDatabaseFiles({ db, clock })
    const loader = createArticleLoader({ db, defaults: shipped.placeholders })
    const model = await openModel({
      settings,
      db,
      clock,
      log,
      metrics,
      onSummary: (conversationId) => signals.publish(EXCHANGE_TOPIC, conversationId),
    })
    closing.push(() => model.stop())
    const live = await startLiveIndex({
      thesaurus: shipped.thesaurus,
      signals,
      load: async (since) => {
        const changes = await loader.load(since)
        model.takeArticles(changes)
        return changes
      },
      onError: (error) => log.error({ err: error }, 'the articles could not be read anew'),
      newThesaurus: watchThesaurus(path.join(projectRoot(), 'knowledge', 'thesaurus.yml'), (fault) =>
        log.error({ err: fault }, 'the thesaurus has a fault; the one that runs stays'),
      ),
    })
    closing.push(() => live.stop())

    let door: KfDoor | null = null
    let staffApp: StaffApp | null = null
    let url = ''
    const publicUrl = () => settings.publicUrl ?? url
    const dialogs = watchShippedDialogs((fault) =>
      log.error({ err: fault }, 'a dialog file has a fault; the one that runs stays'),
    )
    closing.push(() => Promise.resolve(dialogs.stop()))
    const engine = createTalkEngine({
      db,
      clock,
      settings,
      index: live.index,
      model: model.inTalks(live.index),
      fillAnswer: (answer, communityId) => loader.answerFor(answer, communityId),
      duty: {
        isReceiving: async (_channel, account) => {
          const staffing = await door?.staffing(account).catch(() => null)
          return staffing ? staffing.receiving.length > 0 : null
        },
        isNative: (channel) => channel === 'wecom-kf',
      },
      publicUrl,
      dialogs: dialogs.current,
    })

    const kfPorts = createKfPorts({ db, clock, signals, dialogs: engine.dialogs })
    const callWhenFailed = createCallWhenFailed({ db, clock, log, onUnreachable: kfPorts.onUnreachable })
    const waker = wakerOf(signals)
    const inbox = createInbox({ db, clock, pace: engine.pace, onAccepted: () => wakeUp(signals, 'turn') })
    const wecomApi = settings.wecom ? createApi(settings.wecom) : null
    if (settings.wecom && wecomApi) door = createDoor(settings.wecom, wecomApi)
    const moveSession = createMoveSession({ db, clock, door: () => door, wakeSender: () => wakeUp(signals, 'send') })
    const search: ConsoleDeps['search'] = async (query, given) => {
      // A search right after an edit in this process answers with the edit.
      const outcome = await engine.services.search(query, { ...given, history: [] })
      return { answered: outcome.decision === 'answer', hits: outcome.hits }
    }
    const alerts = createStaffAlerts({ db, clock, log, signals, waker, settings })
    if (wecomApi)
      staffApp = createStaffApp({
        ...{ db, clock, log, files, signals, waker, inbox, settings, search, moveSession, publicUrl },
        api: wecomApi,
        zone: settings.timeZone,
        signIn: {
          corpId: settings.wecom!.corpId,
          oauthBase: settings.wecomOauthBase,
          loginBase: settings.wecomLoginBase,
        },
        notifyInWords: (item) => door!.sender.deliver(item),
        onGivenUp: (kind, reason) => alerts.sendTrouble(kind, reason),
      })

    const webChat = createWebChat({
      db,
      clock,
      inbox,
      files,
      onTurn: (conversationId, hear) =>
        signals.subscribe(EXCHANGE_TOPIC, (changed) => changed === conversationId && hear()),
      findCommunity: async (name) => (await findCommunity(db, name))?.id ?? null,
      onlyCommunity: async () => (await communityOfNewTalk(db, 'web'))?.id ?? null,
      notify: (item) =>
        door && staffApp
          ? staffApp.withCards(door.sender).deliver(item)
          : Promise.resolve({ kind: 'sent' as const, reason: 'shown in the console' }),
    })
    const aibot: AibotDoor | null = settings.aibot
      ? // Loaded for those who have one: the vendor's SDK brings an HTTP client of its own.
        (await import('./app/aibot')).openAibot({
          ...{ bot: settings.aibot, db, clock, log, files, inbox, signals, metrics },
          notify: (item) =>
            door ? door.sender.deliver(item) : Promise.resolve({ kind: 'sent', reason: 'shown in the console' }),
        })
      : null
    closing.push(() => Promise.resolve(aibot?.stop()))
    const senders = new Map<string, ChannelSender>([
      [webChat.sender.channel, webChat.sender],
      ...(aibot ? [[aibot.sender.channel, aibot.sender] as const] : []),
      ...(door ? [[door.sender.channel, staffApp?.withCards(door.sender) ?? door.sender] as const] : []),
      ...(staffApp ? [[staffApp.ownerSender.channel, staffApp.ownerSender] as const] : []),
    ])
    const channelOf = (channel: string) => {
      const sender = senders.get(channel)
      return {
        shape: (content: Parameters<ChannelSender['shape']>[0]) => sender?.shape(content) ?? [content],
        delivers: channel !== 'web',
      }
    }

    const hearVoices = await openHearing({ settings, db, files, clock, log })
    const worker = startWorker({
      db,
      clock,
      waker,
      concurrency: TURNS_AT_ONCE,
      think: async (claimed) => engine.think(await hearVoices(claimed)),
      giveUp: (claimed, error) => forgetAnyway(engine.giveUp(claimed, error), claimed),
      channelOf,
      onCommitted: ({ conversationId, seconds }) => {
        metrics.turns.inc({ outcome: 'done' })
        metrics.turnSeconds.observe(seconds)
        signals.publish(EXCHANGE_TOPIC, conversationId)
        wakeUp(signals, 'send')
        wakeUp(signals, 'job')
        if (settings.caseWebhook) wakeUp(signals, 'tell')
        void model.afterTurn(conversationId)
      },
      onError: (error, facts) => {
        metrics.turns.inc({ outcome: 'failed' })
        log.error({ err: error, ...facts }, 'a turn failed')
      },
    })
    const sender = startSender({
      db,
      clock,
      waker,
      concurrency: SENDS_AT_ONCE,
      senderOf: (channel) => senders.get(channel),
      onSent: (item, result) => {
        metrics.messagesOut.inc({ channel: item.channel, result: result.kind })
        if (result.kind === 'failed') void alerts.sendTrouble(item.body.kind, result.reason)
        void callWhenFailed(item, result)
        signals.publish(EXCHANGE_TOPIC, item.conversationId)
      },
      onError: (error) => log.error({ err: error }, 'a delivery failed'),
    })
    const staffNews = (handlers: Record<string, JobHandler>) =>
      alerts.withAlerts(staffApp?.withCardNews(handlers) ?? handlers)
    const loops: Loop[] = [worker, sender]
    loops.push(
      startSchedule({
        db,
        clock,
        waker,
        handlers: staffNews({
          ...caseNews({
            dialogs: engine.dialogs,
            zone: settings.timeZone,
            receiving: (talk) => receivingServicers(db, talk),
            speak: async (tx, words) => {
              const talks = await tx.query<{ channel: string }>(
                'channel-of-talk',
                'select channel from conversation where id = $1',
                [words.conversationId],
              )
              const said = await saySomething(tx, {
                ...words,
                content: guardNews(words.content, shippedGuardRules()),
                author: 'bot',
                channel: channelOf(talks[0]?.channel ?? 'web'),
              })
              // After the commit; polling covers the gap if the transaction takes longer.
              setImmediate(() => {
                wakeUp(signals, 'send')
                signals.publish(EXCHANGE_TOPIC, words.conversationId)
              })
              return said
            },
          }),
          ...dailyRoots({ zone: settings.timeZone }),
        }),
        onError: (error) => log.error({ err: error }, 'a job failed and is tried again'),
      }),
    )
    loops.push(...(staffApp?.startLoops() ?? []), ...(await alerts.startLoops()))
    if (settings.caseWebhook)
      loops.push(
        startTelling({
          db,
          clock,
          waker,
          url: settings.caseWebhook.url,
          secret: settings.caseWebhook.secret,
          zone: settings.timeZone,
          exchangeOf: (id) => findExchangeView(db, id, settings.timeZone),
          onError: (error) => log.error({ err: error }, 'telling the complaint system failed'),
        }),
      )
    closing.push(() => Promise.all(loops.map((loop) => loop.stop())))

    const articles: ArticleStore = createArticleStore({
      db,
      clock,
      zone: settings.timeZone,
      communities: {
        find: async (tx, name) => (await findCommunity(tx, name))?.id ?? null,
        ensure: async (tx, name, at) => (await ensureCommunity(tx, name, at)).id,
      },
      changed: () => {
        signals.publish(KNOWLEDGE_TOPIC)
      },
    })

    const server = await createServer({
      db,
      clock,
      log,
      metrics,
      signals,
      settings: { ...settings, publicUrl: settings.publicUrl },
      access,
      files,
      webChat,
      understand: (text, given) => engine.services.reader.understand(text, given),
      search,
      articles: { ...articles, ...refreshing(articles, live.refresh) },
      moveSession,
      ...(door ? { contactDesk: contactDeskOf(door) } : {}),
      ...(staffApp ? { wecomSignIn: staffApp.signIn } : {}),
      channelOf,
      wakeSender: () => wakeUp(signals, 'send'),
      examine: createExaminer(settings, { clock, db, tokens: settings.wecom && wecomTokens(settings.wecom) }),
      readiness: async () => ({ ...(await readiness(db, redis, door)), model: model.note() }),
      webFolder: path.join(__dirname, 'console', 'web'),
      version: options.version,
    })
    closing.push(() => server.close())
    if (door) {
      server.addHook('onResponse', async ({ routeOptions, method }, reply) => {
        if (routeOptions.url === '/wecom/callback' && method === 'POST')
          metrics.callbackSeconds.observe(reply.elapsedTime / 1000)
      })
      await door.registerRoutes(server)
      closing.push(() => door!.stop())
    }
    await server.listen({ host: settings.host, port: settings.port }).catch((error: unknown) => {
      throw whyNotThere(error, settings)
    })
    url = addressOf(server, settings)
    if (door) await door.start()
    await aibot?.start()

    return {
      url,
      made: access.made,
      db,
      server,
      // No new requests and pulls; turns under way end; what they said goes out; then the store.
      async stop() {
        await server.close()
        await door?.stop()
        await Promise.all([worker.stop(), ...loops.slice(2).map((loop) => loop.stop())])
        await sender.stop()
        await aibot?.stop()
        dialogs.stop()
        await live.stop()
        await model.stop()
        await signals.close()
        await redis?.close()
        await db.close()
      },
    }

    function createApi(wecom: NonNullable<Settings['wecom']>): WecomApi {
      return createWecomApi(
        { base: settings.wecomApiBase, corpId: wecom.corpId, secret: wecom.secret, agentId: wecom.agentId },
        { clock, log, tokens: wecomTokens(wecom), pauses: sharePauses(signals) },
      )
    }

    /** All processes share the one token, through Redis or through the database they share anyway. */
    function wecomTokens({ corpId, agentId }: NonNullable<Settings['wecom']>) {
      const key = `wecom-token:${corpId}:${agentId}`
      return redis ? createTokenStore(cache, { key, clock }) : createDatabaseTokenStore(db, { key })
    }

    function createDoor(wecom: NonNullable<Settings['wecom']>, api: WecomApi): KfDoor {
      return createKfDoor({
        db,
        clock,
        log,
        files,
        api,
        keys: { token: wecom.token, aesKey: wecom.encodingAesKey, receiveId: wecom.corpId },
        accounts: wecom.kfAccounts ?? null,
        onOtherEvent: (event) => staffApp?.receive(event) ?? Promise.resolve(),
        acceptIn: async (tx, arrivals) => {
          const fresh = await inbox.acceptIn(tx, arrivals)
          if (fresh.length > 0)
            setImmediate(() => {
              wakeUp(signals, 'turn')
              for (const { message } of arrivals)
                metrics.messagesIn.inc({ channel: message.channel, kind: message.content.kind })
            })
          return fresh
        },
        withinHours: async (talk, at) => {
          const rows = await db.query<{ community_id: string | null }>(
            'community-of-talk',
            'select community_id from conversation where id = $1',
            [talk.conversationId],
          )
          const community = await engine.services.community(rows[0]?.community_id ?? null)
          return isWithinHours(community.hours, at, community.timeZone)
        },
        ...kfPorts,
      })
    }
  }
}

/** Reads of the article store go on as they are; after a write the caller's next question finds it. */
function refreshing(
  articles: ArticleStore,
  refresh: () => Promise<void>,
): Pick<ArticleStore, 'create' | 'update' | 'remove' | 'import'> {
  return {
    create: async (...given) => articles.create(...given).then((entry) => refresh().then(() => entry)),
    update: async (...given) => articles.update(...given).then((entry) => refresh().then(() => entry)),
    remove: async (...given) => articles.remove(...given).then(refresh),
    import: async (...given) => articles.import(...given).then((report) => refresh().then(() => report)),
  }
}

async function readiness(db: Database, redis: Redis | null, door: KfDoor | null) {
  const started = performance.now()
  const database = await db.query('ready', 'select 1 as one').then(
    () => ({ ok: true, note: `${db.kind}, ${Math.round(performance.now() - started)} ms` }),
    () => ({ ok: false, note: 'the database does not answer' }),
  )
  const stuck = database.ok
    ? await db.query<{ count: string }>(
        'stuck-turns',
        `select count(*) as count from ready where lane = 'turn' and due_at < now() - interval '2 minutes' and attempts = 0`,
      )
    : []
  const waiting = Number(stuck[0]?.count ?? 0)
  const status = door && database.ok ? await door.status().catch(() => null) : null
  return {
    database,
    queue: database.ok
      ? { ok: waiting === 0, note: waiting === 0 ? 'turns are taken' : `${waiting} talks wait longer than 2 minutes` }
      : database,
    redis: redisNote(redis),
    wecom: door
      ? { ok: status?.ok ?? false, note: status?.sentence ?? 'not known' }
      : { ok: true, note: 'not configured' },
  }
}

function redisNote(redis: Redis | null): { ok: boolean; note: string } {
  if (!redis) return { ok: true, note: 'not configured' }
  return redis.isUp() ? { ok: true, note: 'answers' } : { ok: false, note: 'away: slower, nothing lost' }
}

function addressOf(server: FastifyInstance, settings: Settings): string {
  const address = server.server.address()
  const port = typeof address === 'object' && address !== null ? address.port : settings.port
  const host = ['0.0.0.0', '::'].includes(settings.host) ? 'localhost' : settings.host
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}

export function versionOf(): string {
  return (JSON.parse(readFileSync(path.join(projectRoot(), 'package.json'), 'utf8')) as { version: string }).version
}
