import { z } from 'zod'
import type { Clock } from '../../platform/clock'
import type { Db } from '../../platform/database/db'
import type { OutboxItem } from '../../queue/delivery'
import { startLoop } from '../../queue/loop'
import type { Loop, Waker } from '../../queue/loop'
import { splitText } from '../../messages/split-text'
import type { DoorLog } from '../wecom/door-log'
import { cleanText } from '../wecom/raw-json'
import { WecomError } from '../wecom/wecom-error'
import type { AppApi } from './app-api'
import type { CardContent } from './card'
import { taskIdOf, toTemplateCard } from './card'
import { findCard, queueUpdate } from './card-store'
import type { ClaimedSend } from './send-store'
import { claimSend, delaySend, finishSend, nextSendMs, sentSince } from './send-store'

export interface SendLoopDeps {
  db: Db
  clock: Clock
  log: DoorLog
  waker: Waker
  api: AppApi
  /** A card reached nobody: whoever else can be told in words. */
  onUnreachable: (item: OutboxItem) => Promise<void>
  /** Something for staff was given up: somebody must hear of it by another way. */
  onGivenUp: (kind: string, reason: string) => Promise<void>
  onError: (error: unknown) => void
  byHand?: boolean
}

/** What wakes this loop. */
export const APP_SEND_LANE = 'app-send'

/** Above the patience of one call with all its retries. */
const LEASE_SECONDS = 60
const TEXT_BYTES = 2048
/** Of 30 a minute and 1000 an hour for each member (§6.3); the rest is for the notices in words that go beside. Excess is dropped without a word. */
const A_MINUTE = 20
const AN_HOUR = 900
const BACKOFF_MS = [1_000, 3_000, 10_000, 30_000, 60_000, 300_000, 600_000, 1200_000, 1800_000, 3600_000]

const TextBody = z.object({ text: z.string() })
const UpdateBody = z.object({ codes: z.array(z.string()), label: z.string() })
const CardBody = z.object({ content: z.custom<CardContent>(), fallback: z.custom<OutboxItem>().nullable() })

/** Delivers texts, cards and changes of cards to members of staff; what fails for a while is tried again. */
export function startSendLoop(deps: SendLoopDeps): Loop {
  const { db, clock, api, log } = deps
  return startLoop({
    name: APP_SEND_LANE,
    waker: deps.waker,
    // One at a time in each process: a member's messages keep their order, and the minute's count stays true.
    concurrency: 1,
    byHand: deps.byHand,
    onError: deps.onError,
    untilNextMs: () => nextSendMs(db, clock.now()),
    claim: async () => {
      const claimed = await claimSend(db, clock.now(), LEASE_SECONDS)
      return claimed && (() => deliver(claimed))
    },
  })

  async function deliver(send: ClaimedSend): Promise<void> {
    const wait = send.kind === 'update' ? 0 : await waitMs(send.receivers)
    if (wait > 0) return again(send, wait, 'enough for this minute', { waited: true })
    try {
      if (send.kind === 'text') await sendText(send)
      else if (send.kind === 'card') await sendCard(send)
      else await updateCard(send)
    } catch (error) {
      if (!(error instanceof WecomError)) deps.onError(error)
      await failed(send, error)
    }
  }

  async function sendText(send: ClaimedSend): Promise<void> {
    const { text } = TextBody.parse(send.body)
    for (const [index, part] of splitText(cleanText(text), TEXT_BYTES).entries())
      noteUnreached((await api.sendText(send.receivers, part, `${send.id}:${index}`)).invaliduser)
    await end(send, 'sent', null)
  }

  async function sendCard(send: ClaimedSend): Promise<void> {
    const { content } = CardBody.parse(send.body)
    // Somebody took the matter before anybody was asked: there is nothing left to press.
    const before = send.cardId === null ? null : await findCard(db, send.cardId)
    if (before && before.label !== null) return end(send, 'dropped', 'settled before it was sent')
    const taskId = taskIdOf(send.cardId ?? send.id, send.attempts)
    const answer = await api.sendCard(send.receivers, toTemplateCard(taskId, content))
    noteUnreached(answer.invaliduser)
    await db.tx(async (tx) => {
      const now = clock.now()
      await tx.query(
        'app-card-sent',
        `update app_card set status = 'sent', response_code = $2, sent_at = $3 where id = $1`,
        [send.cardId, answer.response_code || null, now],
      )
      await finishSend(tx, send.id, { status: 'sent', reason: null, at: now })
      // Settled while it was on its way: nobody has read that yet.
      const card = send.cardId === null ? null : await findCard(tx, send.cardId)
      if (card && card.label !== null) await queueUpdate(tx, card, card.label, { at: now })
    })
  }

  async function updateCard(send: ClaimedSend): Promise<void> {
    const { codes, label } = UpdateBody.parse(send.body)
    const code = codes[0]
    if (code === undefined) return end(send, 'dropped', 'no code left: the next press is answered with its own')
    try {
      await api.updateCard(code, send.receivers, label)
      await end(send, 'sent', null)
    } catch (error) {
      if (!(error instanceof WecomError)) throw error
      const { errorClass } = error
      if (['throttled', 'token', 'configuration'].includes(errorClass)) throw error
      // WeCom says itself that it was busy: nothing happened, the code is still good.
      if (error.errcode === -1) throw error
      // Lost on the way, used or too old: the code may be gone, and trying it again would tell nothing. The next one pays.
      if (codes.length === 1) return end(send, error.maybeDone ? 'sent' : 'failed', error.message)
      await again(send, 1_000, error.message, { waited: true, body: { codes: codes.slice(1), label } })
    }
  }

  async function failed(send: ClaimedSend, error: unknown): Promise<void> {
    const why = error instanceof Error ? error.message : String(error)
    if (send.attempts < BACKOFF_MS.length && mayHelp(error)) {
      const pause = BACKOFF_MS[send.attempts - 1] ?? 0
      return again(send, Math.max(pause, error instanceof WecomError ? error.retryAfterMs : 0), why, { waited: false })
    }
    await end(send, 'failed', why)
    // A card that cannot be shown must not keep its news from people: the words go out as before there were cards.
    const fallback = send.kind === 'card' ? CardBody.parse(send.body).fallback : null
    if (fallback) await deps.onUnreachable({ ...fallback, createdAt: new Date(fallback.createdAt) })
    else if (send.kind !== 'update') await deps.onGivenUp(send.kind, why)
  }

  async function end(send: ClaimedSend, status: 'sent' | 'failed' | 'dropped', reason: string | null): Promise<void> {
    await db.tx(async (tx) => {
      await finishSend(tx, send.id, { status, reason, at: clock.now() })
      if (send.kind === 'card' && status === 'failed')
        await tx.query('app-card-failed', `update app_card set status = 'failed' where id = $1`, [send.cardId])
    })
  }

  function again(
    send: ClaimedSend,
    afterMs: number,
    why: string,
    options: { waited: boolean; body?: object },
  ): Promise<void> {
    // An attempt of a card that waited has used no task_id.
    return delaySend(db, send.id, { ...options, until: new Date(clock.now().getTime() + afterMs), why })
  }

  /** How long until the receivers may get one more. */
  async function waitMs(receivers: readonly string[]): Promise<number> {
    const now = clock.now().getTime()
    if ((await sentSince(db, receivers, new Date(now - 60_000))) >= A_MINUTE) return 15_000
    return (await sentSince(db, receivers, new Date(now - 3600_000))) >= AN_HOUR ? 300_000 : 0
  }

  function noteUnreached(invaliduser: string): void {
    // A success all the same: the others got it (§6.3).
    if (invaliduser) log.warn({ invaliduser }, 'some staff cannot be reached: are they in the app’s visible range?')
  }
}

/** All receivers outside the visible range (81013) is for an administrator to change, and nobody waits for that. */
function mayHelp(error: unknown): boolean {
  if (!(error instanceof WecomError)) return true
  return error.errcode !== 81013 && ['transient', 'throttled', 'token', 'configuration'].includes(error.errorClass)
}
