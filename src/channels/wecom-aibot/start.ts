import { randomUUID } from 'node:crypto'
import type { Clock } from '../../platform/clock'
import type { Db, Queryable } from '../../platform/database/db'
import type { Files } from '../../platform/files/files'
import type { Arrival } from '../../queue/arrival'
import type { ChannelSender, DeliveryResult, OutboxItem } from '../../queue/delivery'
import { conversationIdOf } from '../../queue/inbox'
import type { DoorLog } from '../wecom/door-log'
import { createCallbackStore } from './callback-store'
import type { ConnectionSettings } from './connection'
import { connect } from './connection'
import { createMessageDelivery, OFFLINE } from './deliver-message'
import { CMD } from './frame'
import { AIBOT_CHANNEL } from './from-callback'
import type { Translated } from './from-callback'
import { createIntake } from './intake'
import { createKeeper } from './keeper'
import { createLeaseStore } from './lease'
import { createMediaKeeper } from './media-keeper'
import { createOrders } from './orders'
import { createRate } from './rate'
import { shapeAibot, tappedCard } from './render'
import { serially } from './serially'
import type { AibotStatus } from './status'
import { readAibotStatus } from './status'

export interface AibotDoorDeps {
  db: Db
  clock: Clock
  log: DoorLog
  files: Files
  bot: ConnectionSettings
  acceptIn(tx: Queryable, arrivals: Arrival[]): Promise<string[]>
  /** Our id of the community of somebody new, when there is only one. */
  communityOf?: () => Promise<string | undefined>
  /** After a commit that brought something new. */
  onAccepted(arrivals: readonly Arrival[]): void
  /** Staff notices travel by the company's app where there is one. */
  notify: ChannelSender['deliver']
  /** Something waits for the sending lane again. */
  wakeSender(): void
  /** Between the processes: an order was placed. */
  signal: { announce(): void; onOrder(serve: () => void): () => void }
  /** How long an answer may take before 「正在为您处理」 is shown. */
  firstFrameMs?: number
  tickMs?: number
  /** Tests drive the door by `tick` alone. */
  byHand?: boolean
  random?: () => number
  fetchImpl?: typeof fetch
  /** How long pushed messages rest while the database is away. */
  retryMs?: number
}

export interface AibotDoor {
  readonly sender: ChannelSender
  start(): Promise<void>
  /** Hangs up and lets the next process in; what was pushed is stored first. */
  stop(): Promise<void>
  status(): Promise<AibotStatus>
  /** Everything that is due: the lease, the connection, files, orders of other processes, streams to be ended. */
  tick(): Promise<void>
  /** Resolves when everything pushed so far is stored. */
  settled(): Promise<void>
}

const TICK_MS = 1_000
/** A little longer than the shortest quiet window, so that a quick answer needs no first frame. */
const FIRST_FRAME_MS = 1_500

/** The door of 智能机器人: no public address needed, the process calls WeCom (wecom-protocol §8.3). `app.ts` hands in what lies above. */
export function createAibotDoor(deps: AibotDoorDeps): AibotDoor {
  const { db, clock, log, bot } = deps
  const callbacks = createCallbackStore({ db, botId: bot.id })
  const media = createMediaKeeper({ ...deps, botId: bot.id })
  const lease = createLeaseStore({ db, botId: bot.id, secret: bot.secret, holder: randomUUID() })
  const orders = createOrders({ db, botId: bot.id, announce: deps.signal.announce })
  const words = createMessageDelivery({
    db,
    clock,
    log,
    callbacks,
    files: deps.files,
    rate: createRate({ db, botId: bot.id }),
  })
  const inTalk = serially()
  const timers = new Set<NodeJS.Timeout>()
  const intake = createIntake({ ...deps, botId: bot.id, callbacks, media, onStored })
  const keeper = createKeeper({
    ...deps,
    lease,
    connect: () => connect(bot, { message: intake.take, event: intake.take }, { log, now: () => clock.now() }),
    onConnected: () => void background(releaseWaiting()),
  })
  const underWay = new Set<Promise<unknown>>()
  let stopOrders = () => {}
  let stopped = false
  let ticking: Promise<void> | null = null

  const sender: ChannelSender = { channel: AIBOT_CHANNEL, shape: shapeAibot, deliver }
  return { sender, start, stop, status: () => readAibotStatus(db, bot.id, clock.now()), tick, settled: intake.settled }

  async function start(): Promise<void> {
    stopOrders = deps.signal.onOrder(() => void background(serveOrders()))
    if (deps.byHand) return tick()
    // Not waited for: the product starts although WeCom cannot be reached.
    void background(keepTicking())
  }

  async function keepTicking(): Promise<void> {
    await tick()
    if (!stopped) later(deps.tickMs ?? TICK_MS, () => void background(keepTicking()))
  }

  function tick(): Promise<void> {
    return (ticking ??= everythingDue().finally(() => (ticking = null)))
  }

  async function everythingDue(): Promise<void> {
    await keeper.tick()
    await Promise.all([
      chore('files', () => media.fetchDue()),
      chore('orders', () => serveOrders()),
      chore('waiting words', () => releaseWaiting()),
      chore('streams', () => endOverdue()),
    ])
  }

  async function stop(): Promise<void> {
    stopped = true
    for (const timer of timers) clearTimeout(timer)
    stopOrders()
    await ticking
    await Promise.allSettled([...underWay])
    await keeper.stop()
    await intake.stop()
    await media.stop()
  }

  async function deliver(item: OutboxItem): Promise<DeliveryResult> {
    const { body } = item
    if (body.kind === 'notice') return deps.notify(item)
    // No session to hand over: people answer in the console (design D9).
    if (body.kind === 'transition') return { kind: 'drop', reason: 'no_sessions_in_this_channel' }
    if (keeper.connection) return (await orders.before(item.id)) ?? carryOut(item)
    return (await lease.whereabouts()) === 'elsewhere' ? orders.place(item) : { kind: 'park', reason: OFFLINE }
  }

  /** Here is the connection. One frame of a talk after the other, also of its first frames. */
  function carryOut(item: OutboxItem): Promise<DeliveryResult> {
    return inTalk(item.conversationId, async () => {
      const { connection } = keeper
      if (!connection || item.body.kind !== 'message') return { kind: 'park', reason: OFFLINE }
      return words.deliver(item, item.body, connection)
    })
  }

  async function serveOrders(): Promise<void> {
    if (keeper.connection) await orders.serve((item) => carryOut(item).catch(failed))
  }

  function failed(error: unknown): DeliveryResult {
    return { kind: 'retry', afterMs: 2_000, error: error instanceof Error ? error.message : String(error) }
  }

  /** What waited for the connection goes on in its order (queue: parked rows are due again with the lane). */
  async function releaseWaiting(): Promise<void> {
    if (!keeper.connection) return
    const rows = await db.query<{ conversation_id: string }>(
      'aibot-offline-talks',
      `select distinct o.conversation_id from outbox o join conversation c on c.id = o.conversation_id
        where c.channel = $1 and c.account = $2 and o.status = 'parked' and o.last_error = $3`,
      [AIBOT_CHANNEL, bot.id, OFFLINE],
    )
    for (const { conversation_id: talk } of rows)
      await db.tx(async (tx) => {
        // The talk before its lane, as everybody does (0003_queue.sql).
        await tx.query('aibot-offline-lock', 'select from conversation where id = $1 for no key update', [talk])
        await tx.query(
          'aibot-offline-release',
          `update outbox set status = 'pending', next_at = $2 where conversation_id = $1 and status = 'parked' and last_error = $3`,
          [talk, clock.now(), OFFLINE],
        )
        await tx.query('ready-to-send', 'select ready_to_send($1, $2)', [talk, clock.now()])
      })
    if (rows.length > 0) deps.wakeSender()
  }

  async function endOverdue(): Promise<void> {
    const { connection } = keeper
    if (!connection) return
    for (const { msgid, conversationId } of await callbacks.overdue(clock.now()))
      await inTalk(conversationId, () => words.endOverdue(msgid, connection))
  }

  function onStored(stored: { translated: Translated; arrivals: Arrival[]; fresh: boolean }[]): void {
    const fresh = stored.filter((one) => one.fresh)
    if (fresh.length > 0) deps.onAccepted(fresh.flatMap(({ arrivals }) => arrivals))
    if (fresh.some(({ translated }) => translated.media.length > 0)) void background(media.fetchDue())
    for (const { translated, arrivals } of fresh) {
      const { answerable } = translated
      if (answerable?.kind === 'message') showFirstFrame(answerable, arrivals)
      if (answerable?.kind === 'card' && answerable.taskId)
        void background(markTapped(answerable.reqId, answerable.taskId, arrivals))
    }
  }

  function showFirstFrame(callback: NonNullable<Translated['answerable']>, arrivals: Arrival[]): void {
    const talk = arrivals[0]?.message
    if (!talk || stopped) return
    later(deps.firstFrameMs ?? FIRST_FRAME_MS, () => {
      const { connection } = keeper
      if (connection && !stopped)
        void background(inTalk(conversationIdOf(talk), () => words.firstFrame(callback, connection)))
    })
  }

  /** Within five seconds of the tap (wecom-protocol §8.3); too late it is only decoration that is missing. */
  async function markTapped(reqId: string, taskId: string, arrivals: Arrival[]): Promise<void> {
    const content = arrivals[0]?.message.content
    if (content?.kind !== 'menu' || !keeper.connection) return
    const card = tappedCard({ taskId, menuId: content.menuId, label: content.text })
    await keeper.connection.send(CMD.updateCard, reqId, { response_type: 'update_template_card', template_card: card })
  }

  function chore(what: string, work: () => Promise<unknown>): Promise<unknown> {
    return work().catch((error: unknown) => log.warn({ err: error, what }, 'a chore of the bot’s door failed'))
  }

  function background(work: Promise<unknown>): Promise<unknown> {
    const watched = work
      .catch((error: unknown) => log.debug({ err: error }, 'something in the background of the bot’s door failed'))
      .finally(() => underWay.delete(watched))
    underWay.add(watched)
    return watched
  }

  function later(ms: number, work: () => void): void {
    const timer = setTimeout(() => {
      timers.delete(timer)
      work()
    }, ms)
    timers.add(timer)
  }
}
