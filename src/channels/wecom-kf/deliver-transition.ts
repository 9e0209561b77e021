import type { Clock } from '../../platform/clock'
import type { Db, Queryable } from '../../platform/database/db'
import type { OutboundContent } from '../../messages/outbound'
import { DELIVERY_ATTEMPTS } from '../../queue/delivery'
import type { DeliveryResult, OutboxBody, OutboxItem } from '../../queue/delivery'
import type { KfState } from '../wecom/answers'
import type { Owner, WecomApi } from '../wecom/api-client'
import type { DoorLog } from '../wecom/door-log'
import { isSameUser } from '../wecom/servicers'
import { WecomError } from '../wecom/wecom-error'
import { candidatesFor, mayUsePool } from './choose-servicer'
import { retryLater } from './retry-later'
import type { ServicerBook } from './servicer-store'
import { HOURS_48_MS } from './session'
import type { CodeScene } from './session'
import { hasCode, keepCode, knowState } from './session-store'

type Transition = Extract<OutboxBody, { kind: 'transition' }>

export type TransitionOutcome = 'assigned' | 'pool' | 'stayed' | 'ended'

export interface TransitionResult {
  handoffId: string
  outcome: TransitionOutcome
  servicer?: string
  /** What the owner was told by the code of the change: it is to stand in the log. */
  said?: { content: OutboundContent; sourceId: string }
  /** The change was made, its answer and with it the code was lost: nobody of ours can tell the owner any more. */
  untold?: boolean
}

export interface TransitionDeps {
  db: Db
  clock: Clock
  log: DoorLog
  api: Pick<WecomApi, 'serviceState' | 'transferSession'>
  servicers: Pick<ServicerBook, 'ask'>
  /** Whether people take handoffs now, by the hours of the owner's community. */
  withinHours(talk: { conversationId: string; account: string; user: string }, at: Date): Promise<boolean> | boolean
  /** What the owner hears when a colleague has joined, or the talk waits in the pool; null for nothing. */
  wording?(outcome: 'assigned' | 'pool'): OutboundContent | null
  /** The outbox's own way to an owner. */
  say(item: OutboxItem, body: Extract<OutboxBody, { kind: 'message' }>, signal: AbortSignal): Promise<DeliveryResult>
  /** Written into the handoff; may be told the same twice. */
  onTransition(result: TransitionResult): Promise<void>
}

type Outcome = Pick<TransitionResult, 'outcome' | 'servicer'>
/** A notice that cannot be sent at once is tried again this often; then the colleague must greet the owner. */
const NOTICE_TRIES = 3

/** A servicer who just left, or may not be used: the next one is tried. */
const NOT_THIS_ONE = new Set([95014, 95019, 60030, 60253])
const CANDIDATES = 3
const END_CODE_MS = 20_000

/**
 * Hands the session to a person, or takes it back (design D9). WeCom is asked for the state first and after every surprise:
 * 3 → 3 is legal there and would take a session from a colleague without a word (wecom-protocol §5.14).
 */
export function createTransitionDelivery(deps: TransitionDeps) {
  const { db, clock, api, servicers } = deps

  return async function deliverTransition(
    item: OutboxItem,
    body: Transition,
    signal: AbortSignal,
  ): Promise<DeliveryResult> {
    const owner = { openKfid: item.account, user: item.user }
    try {
      const outcome = body.to === 'end' ? await end(owner, signal) : await handOver(item, owner, body.target, signal)
      const notice = body.to === 'end' ? null : await tellOwner(outcome.outcome, item, owner, signal)
      if (notice && 'retry' in notice) return notice.retry
      await deps.onTransition({ handoffId: body.handoffId, ...outcome, ...notice })
      return { kind: 'sent', reason: outcome.outcome }
    } catch (error) {
      if (!(error instanceof WecomError)) throw error
      const again = ['transient', 'throttled', 'token'].includes(error.errorClass)
      // The last attempt is not followed by another: whoever waits for this handoff must know.
      if (again && item.attempts + 1 < DELIVERY_ATTEMPTS) return retryLater(error, item.attempts)
      // No way to move this session: it stays where it is, and the handoff waits for a person in the console.
      deps.log.error({ account: item.account, errcode: error.errcode }, 'a session could not be handed over')
      await deps.onTransition({ handoffId: body.handoffId, outcome: 'stayed' })
      return { kind: 'failed', reason: `wecom_${error.errcode ?? 'unreachable'}` }
    }
  }

  /**
   * By the one-time code that came with the change (wecom-protocol §5.13), at once and before anybody knows of the person who
   * holds the talk: later words would look like a bot that speaks while a person serves. The code was committed with the change,
   * so a crash in between loses no notice; only a lost answer does, for codes come with the first change alone.
   */
  async function tellOwner(
    outcome: TransitionOutcome,
    item: OutboxItem,
    owner: Owner,
    signal: AbortSignal,
  ): Promise<Pick<TransitionResult, 'said' | 'untold'> | { retry: DeliveryResult } | null> {
    if (outcome !== 'assigned' && outcome !== 'pool') return null
    const content = deps.wording?.(outcome)
    if (!content) return null
    // An id of its own, derived from the row's, so that the same notice again is the same message (wecom-protocol §5.12).
    const id = `${item.id}n`.slice(-32)
    if (!(await hasCode(db, owner, { scene: outcome, id, now: clock.now() })))
      return outcome === 'assigned' && item.attempts > 0 ? { untold: true } : null
    const way = outcome
    const result = await deps.say({ ...item, id }, { kind: 'message', content, way, evenWhenServed: true }, signal)
    if (result.kind === 'retry' && item.attempts + 1 < NOTICE_TRIES) return { retry: result }
    return result.kind === 'sent' ? { said: { content, sourceId: result.sourceId ?? id } } : { untold: true }
  }

  async function handOver(
    item: OutboxItem,
    owner: Owner,
    target: string | undefined,
    signal: AbortSignal,
    again = false,
  ): Promise<Outcome> {
    const { state, servicer } = await look(owner, signal)
    if (state === 4) return { outcome: 'stayed' }
    if (state === 3 && (target === undefined || (servicer !== null && isSameUser(servicer, target))))
      return { outcome: 'assigned', servicer: servicer ?? undefined }
    const staff = await servicers.ask(owner.openKfid)
    const load = await loadOf(db, owner.openKfid)
    const prefer = item.body.kind === 'transition' ? item.body.prefer : undefined
    try {
      for (const candidate of candidatesFor(staff, load, target, prefer).slice(0, CANDIDATES)) {
        if (await assign(owner, candidate, signal)) return { outcome: 'assigned', servicer: candidate }
      }
      // Somebody chosen who cannot take it: nothing moves, whoever chose must know.
      if (state === 3) return { outcome: 'assigned', servicer: servicer ?? undefined }
      if (state === 2) return { outcome: 'pool' }
      if (target !== undefined) return { outcome: 'stayed' }
      if (!mayUsePool(staff, await deps.withinHours(item, clock.now()))) return { outcome: 'stayed' }
      await move(owner, 2, undefined, signal)
      return { outcome: 'pool' }
    } catch (error) {
      if (!(error instanceof WecomError) || error.errorClass !== 'state') throw error
      // Not as we had read it a moment ago: read again and decide once more, never in a loop.
      if (error.errcode === 95013 || again) return settleAfterSurprise(owner, signal)
      return handOver(item, owner, target, signal, true)
    }
  }

  async function settleAfterSurprise(owner: Owner, signal: AbortSignal): Promise<Outcome> {
    const { state, servicer } = await look(owner, signal)
    if (state === 3) return { outcome: 'assigned', servicer: servicer ?? undefined }
    return { outcome: state === 2 ? 'pool' : 'stayed' }
  }

  /** False when this servicer cannot take it. */
  async function assign(owner: Owner, servicer: string, signal: AbortSignal): Promise<boolean> {
    try {
      await move(owner, 3, servicer, signal)
      return true
    } catch (error) {
      if (error instanceof WecomError && error.errcode !== null && NOT_THIS_ONE.has(error.errcode)) return false
      throw error
    }
  }

  /** 不用人工了, or a person closed it elsewhere. Only 3 → 4 is a listed way; out of the pool it leads through a person. */
  async function end(owner: Owner, signal: AbortSignal): Promise<Outcome> {
    const { state } = await look(owner, signal)
    if (state === 0 || state === 1 || state === 4) return { outcome: 'ended' }
    try {
      if (state === 2 && !(await throughAPerson(owner, signal))) return { outcome: 'pool' }
      await move(owner, 4, undefined, signal)
      return { outcome: 'ended' }
    } catch (error) {
      if (!(error instanceof WecomError) || error.errorClass !== 'state') throw error
      const now = await look(owner, signal)
      return now.state === 2 ? { outcome: 'pool' } : now.state === 3 ? { outcome: 'stayed' } : { outcome: 'ended' }
    }
  }

  async function throughAPerson(owner: Owner, signal: AbortSignal): Promise<boolean> {
    const staff = await servicers.ask(owner.openKfid)
    for (const candidate of candidatesFor(staff, await loadOf(db, owner.openKfid)).slice(0, CANDIDATES))
      if (await assign(owner, candidate, signal)) return true
    return false
  }

  async function look(owner: Owner, signal: AbortSignal) {
    const at = clock.now()
    const now = await api.serviceState(owner, { signal })
    await knowState(db, owner, { ...now, source: 'get', at })
    return now
  }

  /** Moves the session and keeps the code that comes with the first change, for the rows that follow. */
  async function move(owner: Owner, to: KfState, servicer: string | undefined, signal: AbortSignal): Promise<void> {
    const at = clock.now()
    const { code } = await api.transferSession(owner, to, servicer, { signal })
    // API-made changes bring no event (wecom-protocol §5.14): what is not written now is not known.
    await db.tx(async (tx) => {
      await knowState(tx, owner, { state: to, servicer: servicer ?? null, source: 'trans', at })
      if (code) await keepCode(tx, owner, { scene: SCENES[to] ?? 'ended', code, goodUntil: codeEnd(to, at) })
    })
  }
}

const SCENES: Partial<Record<KfState, CodeScene>> = { 2: 'pool', 3: 'assigned', 4: 'ended' }

function codeEnd(to: KfState, at: Date): Date {
  return new Date(at.getTime() + (to === 4 ? END_CODE_MS : HOURS_48_MS))
}

async function loadOf(db: Queryable, openKfid: string): Promise<Map<string, number>> {
  const rows = await db.query<{ servicer: string; sessions: string }>(
    'kf-servicer-load',
    `select lower(servicer) as servicer, count(*) as sessions from kf_session
      where open_kfid = $1 and state = 3 and servicer is not null group by 1`,
    [openKfid],
  )
  return new Map(rows.map(({ servicer, sessions }) => [servicer, Number(sessions)]))
}
