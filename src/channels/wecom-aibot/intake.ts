import type { Clock } from '../../platform/clock'
import type { Db, Queryable } from '../../platform/database/db'
import { AppError } from '../../platform/errors'
import type { Arrival } from '../../queue/arrival'
import { conversationIdOf } from '../../queue/inbox'
import type { DoorLog } from '../wecom/door-log'
import type { CallbackStore, NewCallback } from './callback-store'
import type { PushedFrame } from './frame'
import { fromCallback } from './from-callback'
import type { Translated } from './from-callback'
import type { MediaKeeper } from './media-keeper'

/** Writes down what WeCom pushes, in the order it came, before anything else happens with it. */
export interface Intake {
  take(frame: PushedFrame): void
  /** Resolves when everything taken so far is stored, or when stopping has given up on a store that is away. */
  settled(): Promise<void>
  stop(): Promise<void>
}

export interface IntakeDeps {
  db: Db
  clock: Clock
  log: DoorLog
  botId: string
  callbacks: CallbackStore
  media: MediaKeeper
  /** The inbox inside our transaction; gives the ids that were new. */
  acceptIn(tx: Queryable, arrivals: Arrival[]): Promise<string[]>
  communityOf?: () => Promise<string | undefined>
  /** After the commit. `fresh` is false for a second delivery. */
  onStored(stored: { translated: Translated; arrivals: Arrival[]; fresh: boolean }[]): void
  retryMs?: number
}

/** So many frames share one commit. */
const BATCH = 100
const RETRY_MS = 1_000

export function createIntake(deps: IntakeDeps): Intake {
  const { db, clock, log, botId } = deps
  const waiting: { frame: PushedFrame; at: Date }[] = []
  let pumping: Promise<void> | null = null
  let stopping = false
  let wake = () => {}

  return {
    take(frame) {
      waiting.push({ frame, at: clock.now() })
      pumping ??= pump().finally(() => (pumping = null))
    },
    settled: () => pumping ?? Promise.resolve(),
    async stop() {
      stopping = true
      wake()
      await pumping
      if (waiting.length > 0) log.error({ frames: waiting.length }, 'messages could not be stored before the stop')
    },
  }

  /** One transaction at a time: what an owner sent first is the first in the inbox. */
  async function pump(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting.slice(0, BATCH).map(({ frame, at }) => fromCallback(frame, { botId, now: at }))
      try {
        await store(batch)
      } catch (error) {
        if (!(error instanceof AppError && error.retryable)) await oneByOne(batch)
        else if (stopping) return
        else {
          // WeCom has no acknowledgement for what it pushed, so nothing brings it again: it waits here for the store.
          log.warn({ err: error, frames: waiting.length }, 'messages wait for the database')
          await new Promise<void>((resolve) => {
            const timer = setTimeout(resolve, deps.retryMs ?? RETRY_MS)
            wake = () => (clearTimeout(timer), resolve())
          })
          continue
        }
      }
      waiting.splice(0, batch.length)
    }
  }

  async function store(batch: readonly Translated[]): Promise<void> {
    const communityId = await deps.communityOf?.()
    const named = await Promise.all(batch.map((one) => withLabels(one)))
    const stored = await db.tx(async (tx) => {
      const all = named.flatMap(({ arrivals }) =>
        arrivals.map((arrival) => (communityId === undefined ? arrival : { ...arrival, communityId })),
      )
      const fresh = new Set(await deps.acceptIn(tx, all))
      for (const one of named) if (one.stray) await putAside(tx, one.stray)
      await deps.callbacks.remember(tx, named.flatMap(callbackOf))
      await deps.media.remember(
        tx,
        named.flatMap((one) => (isFresh(one, fresh) ? one.media : [])),
      )
      return named.map((one) => ({ translated: one, arrivals: one.arrivals, fresh: isFresh(one, fresh) }))
    })
    deps.onStored(stored)
  }

  async function oneByOne(batch: readonly Translated[]): Promise<void> {
    for (const one of batch)
      await store([one]).catch(async (error: unknown) => {
        log.error({ err: error }, 'a pushed message was refused by the store')
        const reason = error instanceof Error ? error.message : String(error)
        const id = one.arrivals[0]?.message.id ?? one.stray?.id ?? 'unknown'
        await putAside(db, { id, item: one.arrivals, reason }).catch(() => undefined)
      })
  }

  function callbackOf({ answerable, arrivals }: Translated): NewCallback[] {
    const first = arrivals[0]
    if (!answerable || !first) return []
    const { msgid, reqId, kind } = answerable
    return [
      {
        msgid,
        reqId,
        kind,
        conversationId: conversationIdOf(first.message),
        inboxId: inboxIdOf(first),
        // Our own clock: limits of WeCom run from its sending, which is a moment before.
        at: clock.now(),
      },
    ]
  }

  /** A tap names its key only; the words on the button are in the newest menu that had it. */
  async function withLabels(translated: Translated): Promise<Translated> {
    const arrivals = await Promise.all(
      translated.arrivals.map(async (arrival) => {
        const { content } = arrival.message
        if (content.kind !== 'menu' || content.text !== '') return arrival
        const rows = await db.query<{ label: string }>(
          'aibot-menu-label',
          `select option ->> 'label' as label
             from exchange e join exchange_content c on c.exchange_id = e.id,
                  jsonb_array_elements(c.body -> 'content' -> 'options') option
            where e.conversation_id = $1 and e.direction = 'out' and e.kind = 'menu' and option ->> 'id' = $2
            order by e.seq desc limit 1`,
          [conversationIdOf(arrival.message), content.menuId],
        )
        return { ...arrival, message: { ...arrival.message, content: { ...content, text: rows[0]?.label ?? '' } } }
      }),
    )
    return { ...translated, arrivals }
  }

  async function putAside(tx: Queryable, stray: NonNullable<Translated['stray']>): Promise<void> {
    await tx.query(
      'aibot-stray-put',
      `insert into aibot_stray (id, bot_id, item, reason, at) values ($1, $2, $3::jsonb, $4, $5) on conflict (id) do nothing`,
      [stray.id, botId, JSON.stringify(stray.item) ?? 'null', stray.reason.slice(0, 500), clock.now()],
    )
  }
}

/** As the inbox names its rows (queue/inbox.ts). */
function inboxIdOf({ message }: Arrival): string {
  return `${message.channel}:${message.account}:${message.id}`
}

function isFresh({ arrivals }: Translated, fresh: ReadonlySet<string>): boolean {
  return arrivals.some((arrival) => fresh.has(inboxIdOf(arrival)))
}
