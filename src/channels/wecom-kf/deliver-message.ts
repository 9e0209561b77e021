import type { Clock } from '../../platform/clock'
import type { Db } from '../../platform/database/db'
import type { OutboundContent } from '../../messages/outbound'
import { mayUseReserve } from '../../queue/delivery'
import type { DeliveryResult, OutboxBody, OutboxItem } from '../../queue/delivery'
import type { KfState } from '../wecom/answers'
import type { KfMessageBody, Owner, WecomApi } from '../wecom/api-client'
import type { DoorLog } from '../wecom/door-log'
import type { Uploads } from '../wecom/uploads'
import { WecomError } from '../wecom/wecom-error'
import type { CodeScene, KfSession } from './session'
import { isWithin48Hours } from './session'
import {
  doubtState,
  giveAllowanceBack,
  hadCode,
  knowState,
  readSession,
  returnCode,
  takeAllowance,
  takeCode,
} from './session-store'
import { asText, fileOf, toKfBody } from './shape'
import { retryLater } from './retry-later'

type Message = Extract<OutboxBody, { kind: 'message' }>

export interface DeliverDeps {
  db: Db
  clock: Clock
  api: Pick<WecomApi, 'sendMsg' | 'sendMsgOnEvent' | 'serviceState'>
  log: DoorLog
  uploads: Uploads
}

/** Knowledge of a session older than this is no knowledge: a person may have taken over while the bot was thinking. */
const SURE_MS = 2_000
/** Attempts of one delivery after a lost answer, always with the same msgid. */
const TRIES = 3
/** The scene whose code fits a state, for words that go out although a person serves. */
const CODE_OF_STATE: Partial<Record<KfState, CodeScene>> = { 2: 'pool', 3: 'assigned', 4: 'ended' }
const STATE_OF_CODE: Partial<Record<CodeScene, KfState>> = { pool: 2, assigned: 3, ended: 4 }

/** One message of the outbox to the owner, by the way it must travel (wecom-protocol §5.11–5.14, design D9 and D12). */
export function createMessageDelivery(deps: DeliverDeps) {
  const { db, clock, api } = deps

  return async function deliverMessage(item: OutboxItem, body: Message, signal: AbortSignal): Promise<DeliveryResult> {
    const owner = { openKfid: item.account, user: item.user }
    if (body.way === 'welcome') return (await byCode('welcome', item, body, owner, signal)) ?? welcomeWithoutCode()
    const session = await sureSession(item, owner, signal)
    if ('failed' in session) return session.failed
    return decide(session, item, body, owner, signal)

    /** Entering is no message: without its code only an owner who has written can be greeted. */
    async function welcomeWithoutCode(): Promise<DeliveryResult> {
      const known = await sureSession(item, owner, signal)
      if ('failed' in known) return known.failed
      const open = (known.state === 0 || known.state === 1) && isWithin48Hours(known, clock.now())
      return open ? plain(known, item, body, owner, signal) : { kind: 'drop', reason: 'welcome_code_dead' }
    }
  }

  async function decide(
    session: KfSession,
    item: OutboxItem,
    body: Message,
    owner: Owner,
    signal: AbortSignal,
  ): Promise<DeliveryResult> {
    const { state } = session
    const wanted = body.way === 'plain' ? null : (body.way as CodeScene)
    if (wanted && STATE_OF_CODE[wanted] === state) {
      const sent = await byCode(wanted, item, body, owner, signal)
      if (sent) return sent
    }
    if (state === 0 || state === 1) return plain(session, item, body, owner, signal)
    if (state === 4) return afterTheEnd(wanted)
    // 2 and 3: a person serves, or is about to. Safety text and notices may use the code of that state.
    const scene = state === null ? undefined : CODE_OF_STATE[state]
    if (scene && (body.evenWhenServed || wanted) && scene !== wanted) {
      const sent = await byCode(scene, item, body, owner, signal)
      if (sent) return sent
    }
    if (!item.bot) return { kind: 'failed', reason: 'answer_in_wecom' }
    return { kind: 'drop', reason: 'a person serves' }
  }

  /** In an ended session nothing goes out until the owner writes; a farewell without its code is not said later. */
  function afterTheEnd(wanted: CodeScene | null): DeliveryResult {
    if (wanted === null) return { kind: 'park', reason: 'session_ended' }
    return { kind: 'drop', reason: `${wanted}_code_dead` }
  }

  async function plain(
    session: KfSession,
    item: OutboxItem,
    body: Message,
    owner: Owner,
    signal: AbortSignal,
  ): Promise<DeliveryResult> {
    const now = clock.now()
    if (!isWithin48Hours(session, now)) return { kind: 'park', reason: 'outside_48_hours' }
    const content = await bodyOf(body.content, signal)
    if (content instanceof WecomError) return retryLater(content, item.attempts)
    const send = { id: item.id, now, useReserve: mayUseReserve(item), anyway: false }
    if (!(await db.tx((tx) => takeAllowance(tx, owner, send)))) return { kind: 'park', reason: 'five_messages_used' }
    for (let attempt = 1; ; attempt += 1) {
      try {
        const { msgid } = await api.sendMsg(owner, item.id, content, { signal })
        await knowState(db, owner, { state: 1, servicer: null, source: 'send', at: now })
        return { kind: 'sent', sourceId: msgid || item.id }
      } catch (error) {
        if (!(error instanceof WecomError)) throw error
        if (error.errorClass === 'transient' && attempt < TRIES && !signal.aborted) continue
        const file = fileOf(body.content)
        // The picture is gone over there before its time: brought anew, once.
        if (error.errorClass === 'stale' && file !== null && item.attempts === 0) {
          await deps.uploads.forget(file)
          await giveAllowanceBack(db, owner, item.id)
          return { kind: 'retry', afterMs: 0, error: error.message }
        }
        return refused(error, item, owner)
      }
    }
  }

  /** With its picture brought to WeCom; words alone when there is no picture that WeChat can show. */
  async function bodyOf(content: OutboundContent, signal: AbortSignal): Promise<KfMessageBody | WecomError> {
    const file = fileOf(content)
    if (file === null) return toKfBody(content)
    try {
      const { imageId, documentId } = deps.uploads
      const mediaId = await (content.type === 'file' ? documentId : imageId)(file, signal)
      return mediaId === null ? toKfBody(asText(content)) : toKfBody(content, () => mediaId)
    } catch (error) {
      if (!(error instanceof WecomError)) throw error
      // Refused for what it is, not for the moment: the words go without it.
      return ['bug', 'unknown', 'stale'].includes(error.errorClass) ? toKfBody(asText(content)) : error
    }
  }

  /** By a one-time code; null when there is none that lives, so that another way is looked for. */
  async function byCode(
    scene: CodeScene,
    item: OutboxItem,
    body: Message,
    owner: Owner,
    signal: AbortSignal,
  ): Promise<DeliveryResult | null> {
    const now = clock.now()
    const code = scene === 'welcome' ? body.code : undefined
    const taken = await db.tx(async (tx) => {
      // Whether these count towards the five is not stated, so they are counted, and never held back for it. The session
      // first, then the code, as a pulled page does: two that meet cannot wait for each other.
      await takeAllowance(tx, owner, { id: item.id, now, useReserve: true, anyway: true })
      const found = await takeCode(tx, owner, { scene, id: item.id, now, code })
      if (!found) await giveAllowanceBack(tx, owner, item.id)
      return found
    })
    if (!taken) {
      // Tried before and too late now: perhaps it arrived, so it is not said again by another way.
      return (await hadCode(db, owner, { scene, id: item.id })) ? { kind: 'drop', reason: `${scene}_code_dead` } : null
    }
    const takesMenu = scene === 'welcome' || scene === 'ended'
    const content = takesMenu && body.content.type === 'menu' ? body.content : asText(body.content)
    // An earlier attempt of this row, before a crash or a lost answer, may have spent the code.
    let maybeDone = taken.again
    for (let attempt = 1; ; attempt += 1) {
      try {
        const { msgid } = await api.sendMsgOnEvent(taken.code, item.id, toKfBody(content), { signal })
        return { kind: 'sent', sourceId: msgid || item.id }
      } catch (error) {
        if (!(error instanceof WecomError)) throw error
        maybeDone ||= error.maybeDone
        if (error.errorClass === 'transient' && attempt < TRIES && !signal.aborted) continue
        return codeRefused(error, scene, item, owner, maybeDone)
      }
    }
  }

  async function codeRefused(
    error: WecomError,
    scene: CodeScene,
    item: OutboxItem,
    owner: Owner,
    maybeDone: boolean,
  ): Promise<DeliveryResult | null> {
    switch (error.errorClass) {
      case 'duplicate':
        return { kind: 'sent', sourceId: item.id }
      case 'transient':
      case 'throttled':
      case 'token':
      case 'configuration':
        return retryLater(error, item.attempts)
      case 'state':
        await doubtState(db, owner)
        await giveAllowanceBack(db, owner, item.id)
        await returnCode(db, owner, scene, item.id)
        return { kind: 'drop', reason: `${scene}_code_in_wrong_state` }
      default:
        // Which code a used or late one-time code gets is not documented. After a lost answer it most likely means that the
        // first attempt had arrived; saying it a second time by another way would be worse than this doubt.
        if (maybeDone) return { kind: 'sent', sourceId: item.id, reason: 'unconfirmed' }
        await giveAllowanceBack(db, owner, item.id)
        return null
    }
  }

  /** What a refusal of `send_msg` means for the row (wecom-protocol §5.20, §11). */
  async function refused(error: WecomError, item: OutboxItem, owner: Owner): Promise<DeliveryResult> {
    // Accepted already, by an earlier attempt with the same id.
    if (error.errorClass === 'duplicate') return { kind: 'sent', sourceId: item.id }
    if (['transient', 'throttled', 'token', 'configuration'].includes(error.errorClass))
      return retryLater(error, item.attempts)
    await giveAllowanceBack(db, owner, item.id)
    if (error.errorClass === 'window') return { kind: 'park', reason: `wecom_${error.errcode}` }
    if (error.errorClass === 'state') return afterStateError(error, item, owner)
    return { kind: 'failed', reason: `wecom_${error.errcode}` }
  }

  /** The session was not as we believed: read it, and let that decide (wecom-protocol §5.20). */
  async function afterStateError(error: WecomError, item: OutboxItem, owner: Owner): Promise<DeliveryResult> {
    await doubtState(db, owner)
    const session = await sureSession(item, owner)
    if ('failed' in session) return session.failed
    const { state } = session
    if (state === 2 || state === 3)
      return item.bot ? { kind: 'drop', reason: 'a person serves' } : { kind: 'failed', reason: 'answer_in_wecom' }
    if (state === 4 || error.errcode === 95013) return { kind: 'park', reason: 'session_ended' }
    // Still with the bot, and yet refused: over 48 hours, or the account is not managed by API (wecom-protocol §5.1).
    if (!isWithin48Hours(session, clock.now())) return { kind: 'park', reason: 'outside_48_hours' }
    if (item.attempts === 0) return { kind: 'retry', afterMs: 1_000, error: error.message }
    deps.log.error(
      { account: owner.openKfid, errcode: error.errcode, state },
      'WeCom refuses the bot’s words although no person serves: is the account managed by API?',
    )
    return { kind: 'park', reason: `wecom_${error.errcode}` }
  }

  /** The session as it is now: from what we know for sure, else from WeCom. */
  async function sureSession(
    item: OutboxItem,
    owner: Owner,
    signal?: AbortSignal,
  ): Promise<KfSession | { failed: DeliveryResult }> {
    const known = await readSession(db, owner)
    const age = known.knownAt ? clock.now().getTime() - known.knownAt.getTime() : Infinity
    if (known.state !== null && Math.abs(age) <= SURE_MS) return known
    try {
      const knownAt = clock.now()
      const { state, servicer } = await api.serviceState(owner, { signal })
      await knowState(db, owner, { state, servicer, source: 'get', at: knownAt })
      return { ...known, state, servicer, source: 'get', knownAt }
    } catch (error) {
      if (!(error instanceof WecomError)) throw error
      // Asking is blocked for a minute or more: what we knew has to do, and a refusal tells the rest.
      if (error.errorClass === 'throttled' && (known.state === 0 || known.state === 1)) return known
      if (error.errorClass === 'bug' || error.errorClass === 'unknown')
        return { failed: { kind: 'failed', reason: `wecom_${error.errcode}` } }
      return { failed: retryLater(error, item.attempts) }
    }
  }
}
