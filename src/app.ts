import path from 'node:path'
import { readFileSync } from 'node:fs'
import type { FastifyInstance } from 'fastify'
import { systemClock } from './platform/clock'
import type { Clock } from './platform/clock'
import { openDatabase } from './platform/database/open-database'
import type { Database } from './platform/database/open-database'
import { createDatabaseFiles } from './platform/files/database-files'
import type { Log } from './platform/log'
import { createMetrics } from './platform/metrics'
import { projectRoot } from './platform/project-root'
import type { Settings } from './platform/settings'
import { createInbox } from './queue/inbox'
import { EXCHANGE_TOPIC, wakeUp, wakerOf } from './queue/wakers'
import { createServer } from './console/api/create-server'
import type { ConsoleDeps } from './console/api/console-deps'
import { prepareAccess } from './console/api/access/prepare-access'
import { createClosing } from './app/closing'
import type { Closing } from './app/closing'
import { createExaminer } from './app/console/examine'
import { listen } from './app/console/listen'
import { readiness } from './app/console/readiness'
import { openDoors } from './app/doors'
import { forgetAtDoors } from './app/forget'
import { beforeStart } from './app/ground/before-start'
import type { Beginning } from './app/ground/before-start'
import { furnishStore } from './app/ground/furnish-store'
import type { Ground } from './app/ground/ground'
import { readBacklog } from './app/ground/read-backlog'
import { openRedis, openWires } from './app/ground/wires'
import { contactDeskOf } from './app/kf/contact-desk'
import { createKfPorts } from './app/kf/kf-ports'
import { createMoveSession } from './app/kf/move-session'
import { openHearing } from './app/kf/open-hearing'
import { openKnowledge } from './app/knowledge/open-knowledge'
import { openModel } from './app/model'
import { createOverlayDesk } from './app/overlay/desk'
import { layOver } from './app/overlay/lay-over'
import { createStaffAlerts } from './app/staff-group/staff-alerts'
import { createTalkEngine } from './app/talk-engine'
import { openTokens, openWecom } from './app/wecom'
import type { Wecom } from './app/wecom'
import { startWork } from './app/loops/start-work'

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

interface StartOptions {
  settings: Settings
  log: Log
  clock?: Clock
  version: string
  /** What was read and begun before this module was loaded; by default it happens here. */
  beginning?: Beginning
  database?: Promise<Database>
}

/** Builds the parts, introduces them to each other and opens the doors. The only place that knows all of them. */
export async function startApp(options: StartOptions): Promise<App> {
  const closing = createClosing()
  try {
    return await open(options, closing)
  } catch (error) {
    // A failed start leaves nothing running.
    await closing.close().catch(() => {})
    throw error
  }
}

/** From the ground up; what is opened last is closed first. */
async function open(options: StartOptions, closing: Closing): Promise<App> {
  const { settings, log, clock = systemClock } = options

  // The ground: store, wires to the other processes, figures, files.
  const { shipped } = options.beginning ?? (await beforeStart(settings))
  const db = await (options.database ?? openDatabase({ ...settings, log: (line) => log.info(line) }))
  closing.add(() => db.close())
  await furnishStore(db, { settings, shipped, now: clock.now() })
  const access = await prepareAccess({ db, clock, settings })
  const redis = await openRedis(settings.redisUrl, { db, clock, log })
  closing.add(() => redis?.close())
  const signals = await openWires(redis, { db, log })
  closing.add(() => signals.close())
  const metrics = createMetrics()
  metrics.readBacklogWith(() => readBacklog(db, clock.now()))
  closing.add(() => metrics.stop())
  const files = createDatabaseFiles({ db, clock })
  const ground: Ground = { settings, clock, log, db, files, metrics, signals }

  // What it knows and says: a model where there is one, the company's words over the shipped ones, the articles.
  const model = await openModel({ ...ground, onSummary: (talk) => signals.publish(EXCHANGE_TOPIC, talk) })
  closing.add(() => model.stop())
  const laid = await layOver({ ...ground, dataDir: settings.dataDir })
  closing.add(() => laid.stop())
  const { newThesaurus } = laid
  const knowledge = await openKnowledge(ground, { shipped, newThesaurus, onChanges: model.takeArticles })
  closing.add(() => knowledge.stop())

  // Who thinks. The doors and the address come later, and are asked for only when somebody talks.
  let wecom: Wecom | null = null
  let url = ''
  const publicUrl = () => settings.publicUrl ?? url
  const fillAnswer = knowledge.loader.answerFor
  const staffingOf = async (account: string) => (await wecom?.door.staffing(account).catch(() => null)) ?? null
  const engine = createTalkEngine({
    ...ground,
    index: knowledge.index,
    model: model.inTalks(knowledge.index),
    fillAnswer,
    duty: {
      isReceiving: async (_channel, account) => {
        const staffing = await staffingOf(account)
        return staffing && staffing.receiving.length > 0
      },
      // While WeCom cannot be asked, its sessions are taken to be its own.
      isNative: async (_channel, account) => {
        const staffing = await staffingOf(account)
        return staffing === null || staffing.all.length + staffing.departments > 0
      },
    },
    publicUrl,
    dialogs: laid.dialogs,
    understanding: laid.words.current,
  })
  const search: ConsoleDeps['search'] = async (query, given) => {
    const outcome = await engine.services.search(query, { ...given, history: [] })
    return { answered: outcome.decision === 'answer', hits: outcome.hits }
  }

  // The doors, not yet open.
  const inbox = createInbox({ ...ground, pace: engine.pace, onAccepted: () => wakeUp(signals, 'turn') })
  const ports = createKfPorts({ ...ground, dialogs: engine.dialogs })
  const wakeSender = () => wakeUp(signals, 'send')
  const moveSession = createMoveSession({ ...ground, door: () => wecom?.door ?? null, wakeSender })
  const alerts = createStaffAlerts({ ...ground, waker: wakerOf(signals) })
  const tokens = settings.wecom && openTokens(settings.wecom, redis, ground)
  if (settings.wecom && tokens)
    wecom = openWecom(ground, {
      ...{ wecom: settings.wecom, tokens, inbox, engine, ports, alerts, search, moveSession, publicUrl },
    })
  const doors = await openDoors(ground, { inbox, wecom })
  closing.add(() => doors.aibot?.stop())

  // The work: turns under way end before the sender does.
  const knowledgeDesk = knowledge.desk((query, given) => engine.services.search(query, { ...given, history: [] }))
  const work = await startWork(ground, {
    ...{ engine, model, doors, ports, alerts, hear: await openHearing(ground) },
    staffApp: wecom?.staffApp,
    review: knowledgeDesk,
    tellArticlesChanged: knowledge.tellChanged,
  })
  closing.add(() => work.stop())

  // The doors open last and close first.
  closing.add(() => wecom?.door.stop())
  const server = await createServer({
    ...{ ...ground, access, search, moveSession, wakeSender, forgetAtDoors, version: options.version },
    articles: knowledge.articles,
    knowledgeDesk,
    care: { thesaurus: () => shipped.thesaurus, placeholders: shipped.placeholders },
    placeholders: shipped.placeholders,
    overlay: createOverlayDesk({
      ...{ ...ground, laid, fillAnswer, index: knowledge.index },
      articles: () => knowledge.loader.load(null),
    }),
    words: () => engine.dialogs().words,
    understand: (text, given) => engine.services.reader.understand(text, given),
    webChat: doors.webChat,
    channelOf: doors.channelOf,
    ...(wecom && { contactDesk: contactDeskOf(wecom.door), wecomSignIn: wecom.staffApp.signIn }),
    examine: createExaminer(settings, { clock, db, tokens }),
    readiness: async () => ({ ...(await readiness(db, redis, wecom?.door)), model: model.note() }),
    webFolder: path.join(__dirname, 'console', 'web'),
  })
  closing.add(() => server.close())
  await wecom?.registerRoutes(server)
  url = await listen(server, settings)
  await wecom?.door.start()
  await doors.aibot?.start()

  return { url, made: access.made, db, server, stop: () => closing.close() }
}

export function versionOf(): string {
  return (JSON.parse(readFileSync(path.join(projectRoot(), 'package.json'), 'utf8')) as { version: string }).version
}
