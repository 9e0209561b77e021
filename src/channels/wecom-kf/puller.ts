import type { Arrival } from '../../queue/arrival'
import { startLoop } from '../../queue/loop'
import type { Loop } from '../../queue/loop'
import type { WecomApi } from '../wecom/api-client'
import { WecomError } from '../wecom/wecom-error'
import type { AccountStore, ClaimedAccount } from './account-store'
import { LostLease } from './account-store'
import { drain } from './drain'
import { fromKfItem } from './from-kf-item'
import type { Translated } from './from-kf-item'
import type { MediaKeeper } from './media-keeper'
import type { StorePageDeps } from './store-page'
import type { SessionFact } from './session'
import { knownUsers } from './session-store'
import { storePage } from './store-page'

export interface PullerDeps extends StorePageDeps {
  api: Pick<WecomApi, 'syncMsg'>
  accounts: AccountStore
  media: MediaKeeper
  /**
   * Our community of an owner who came by this link, or (without a scene) of somebody who writes for the first time; undefined
   * when the deployment cannot tell. A hint, never a proof of address.
   */
  communityOf?(entry: { account: string; scene?: string; sceneParam?: string }): Promise<string | undefined>
  byHand?: boolean
}

export interface Puller {
  /** Something may have been stored for us to pull. */
  wake(): void
  /** Pulls until nothing is due: for tests. */
  drain(): Promise<number>
  /** Finishes the pages under way. */
  stop(): Promise<void>
}

/** Accounts at once in this process; each is pulled by one process at a time. */
const AT_ONCE = 4
const RENEW_MS = 2_000
/** A server that hangs must not keep us from stopping; what was not stored is pulled after the next start. */
const STOP_MS = 5_000
/** After so long without a pull, what waits there is not news any more. */
const LONG_STOP_MS = 10 * 60_000

/** Drains `sync_msg` of every account that was announced or is due (wecom-protocol §5.10). */
export function startPuller(deps: PullerDeps): Puller {
  const { accounts, log, clock, media } = deps
  const busy = new Set<string>()
  const wakers = new Set<() => void>()
  const halt = new AbortController()
  let stopping = false

  const loop: Loop = startLoop({
    name: 'kf-pull',
    concurrency: AT_ONCE,
    byHand: deps.byHand,
    waker: {
      onWake: (_lane, wake) => {
        wakers.add(wake)
        return () => void wakers.delete(wake)
      },
    },
    claim: async () => {
      const account = await accounts.claim([...busy])
      if (!account) return null
      busy.add(account.openKfid)
      return () => pullAccount(account).finally(() => busy.delete(account.openKfid))
    },
    untilNextMs: () => accounts.untilNextMs(),
    onError: (error) => log.error({ err: error }, 'pulling from WeCom failed'),
  })

  return {
    wake: () => wakers.forEach((wake) => wake()),
    drain: () => loop.drain(),
    stop: async () => {
      stopping = true
      const patience = setTimeout(() => halt.abort(), STOP_MS)
      await loop.stop()
      clearTimeout(patience)
    },
  }

  async function pullAccount(account: ClaimedAccount): Promise<void> {
    account.catchingUp ||= isLongAgo(account)
    const lost = new AbortController()
    const renewal = setInterval(() => {
      accounts.renew(account).then(
        (still) => still || lost.abort(),
        // The store is away: the lease runs out by itself, and the fence holds.
        () => undefined,
      )
    }, RENEW_MS)
    try {
      const store = (page: { items: unknown[]; nextCursor: string | null; last: boolean }) => storeItems(account, page)
      const syncMsg = deps.api.syncMsg
      const done = await drain(
        { syncMsg, store, clock, log, stopping: () => stopping, signal: AbortSignal.any([lost.signal, halt.signal]) },
        account,
      )
      if (done) await accounts.finish(account)
      else await accounts.release(account)
    } catch (error) {
      if (error instanceof LostLease || lost.signal.aborted) return
      await accounts.fail(account, failureOf(error, account))
      const facts = error instanceof WecomError ? { errcode: error.errcode } : { err: error }
      log.warn({ account: account.openKfid, ...facts }, 'an account could not be pulled; it is tried again')
    } finally {
      clearInterval(renewal)
    }
  }

  async function storeItems(
    account: ClaimedAccount,
    page: { items: unknown[]; nextCursor: string | null; last: boolean },
  ): Promise<void> {
    const context = { openKfid: account.openKfid, now: clock.now() }
    const items = page.items.map((item) => fromKfItem(item, context))
    if (!account.catchingUp) for (const { session } of items) if (session) mendClock(session.fact, context.now)
    const filled = await media.fill(await withCommunity(account, items))
    await storePage(deps, account, { ...page, items, arrivals: filled.arrivals }, filled.remember)
  }

  /** By the account, else by the link they came through, else as for anybody who writes for the first time. */
  async function withCommunity(account: ClaimedAccount, items: readonly Translated[]): Promise<Arrival[]> {
    const arrivals = items.flatMap((item) => item.arrivals)
    const communityId = account.communityId
    if (communityId !== null) return arrivals.map((arrival) => ({ ...arrival, communityId }))
    if (!deps.communityOf) return arrivals
    const known = await knownUsers(deps.db, account.openKfid, [...new Set(arrivals.map(({ message }) => message.user))])
    const placed: Arrival[] = []
    for (const arrival of arrivals) {
      const { user, content } = arrival.message
      const entry = content.kind === 'enter' ? { scene: content.scene, sceneParam: content.sceneParam } : {}
      const asked = content.kind === 'enter' || !known.has(user)
      known.add(user)
      const found = asked ? await deps.communityOf({ account: account.openKfid, ...entry }) : undefined
      placed.push(found ? { ...arrival, communityId: found } : arrival)
    }
    return placed
  }

  function isLongAgo({ cursor, lastPullAt }: ClaimedAccount): boolean {
    return cursor === null || (lastPullAt !== null && clock.now().getTime() - lastPullAt.getTime() > LONG_STOP_MS)
  }
}

/** Pulled as news and yet old: a clock is wrong. The owner has just written, and must not count as silent for 48 hours. */
function mendClock(fact: SessionFact, now: Date): void {
  if (fact.kind !== 'owner-wrote') return
  fact.at = new Date(Math.max(fact.at.getTime(), now.getTime() - LONG_STOP_MS))
}

function failureOf(error: unknown, { failures }: ClaimedAccount) {
  const growing = Math.min(10_000, 500 * 2 ** failures)
  const message = error instanceof Error ? error.message : String(error)
  if (!(error instanceof WecomError)) return { error: message, waitMs: growing, throttled: false, gone: false }
  const { errorClass, errcode, retryAfterMs } = error
  // Deleted, or taken from the app; the next listing brings it back if it is there again.
  const gone = errcode === 95004 || errcode === 48007
  const waitMs = Math.max(retryAfterMs, errorClass === 'transient' || errorClass === 'token' ? growing : 60_000)
  return { error: message, waitMs, throttled: errorClass === 'throttled', gone }
}
