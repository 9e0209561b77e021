import type { Clock } from '../../platform/clock'
import type { DoorLog } from '../wecom/door-log'
import type { AibotConnection, Ending } from './connection'
import { AibotRefused } from './connection'
import type { HeldLease, LeaseStore, Trouble } from './lease'
import { LEASE_MS } from './lease'

/** Keeps the bot connected from exactly one process, as long as that does any good. */
export interface Keeper {
  /** Claims or renews the lease and connects when it may; called every second. Never throws. */
  tick(): Promise<void>
  readonly connection: AibotConnection | null
  /** Closes, then lets the next process in. */
  stop(): Promise<void>
}

export interface KeeperDeps {
  lease: LeaseStore
  clock: Clock
  log: DoorLog
  connect: () => Promise<AibotConnection>
  onConnected: () => void
  /** Between 0 and 1: two deployments that were cut off together should not come back in step. */
  random?: () => number
}

/**
 * After an eviction by somebody else WeCom says not to reconnect, or two instances fight (wecom-protocol §8.3). A colleague's
 * laptop that was started by mistake goes away by itself, though, so after a while one try is made; each wait is twice as long.
 * A refused secret is not repeated either: subscribing is rate-protected.
 */
const WAITS: Record<Trouble, { firstMs: number; mostMs: number }> = {
  kicked: { firstMs: 120_000, mostMs: 3600_000 },
  refused: { firstMs: 300_000, mostMs: 3600_000 },
  unreachable: { firstMs: 1_000, mostMs: 30_000 },
}
const RENEW_MS = 2_000
/** Closed this long before the lease ends by our own clock: the next process may connect the moment it does. */
const MARGIN_MS = 2_000
/** A connection that lived this long was a good one. */
const STABLE_MS = 600_000
/** Tries in vain until somebody is told. */
const TELL_AFTER = 5

export function createKeeper(deps: KeeperDeps): Keeper {
  const { lease, clock, log } = deps
  let held: HeldLease | null = null
  let renewedAt = 0
  let connection: AibotConnection | null = null
  let connectedAt: Date | null = null
  let nextTry: Date | null = null
  let stopped = false
  let ticking: Promise<void> = Promise.resolve()
  let busy = false

  return {
    get connection() {
      return connection
    },
    tick() {
      if (busy || stopped) return ticking
      busy = true
      ticking = step()
        .catch((error: unknown) => log.warn({ err: error }, 'the bot’s connection could not be looked after'))
        .finally(() => void (busy = false))
      return ticking
    },
    async stop() {
      stopped = true
      await ticking
      hangUp()
      if (held) await lease.release(held).catch(() => undefined)
      held = null
    },
  }

  async function step(): Promise<void> {
    if (held && performance.now() - renewedAt > LEASE_MS - MARGIN_MS) lose('the lease could not be renewed')
    if (!held) {
      const asked = performance.now()
      held = await lease.claim()
      if (!held) return
      renewedAt = asked
      nextTry = held.notBefore
    } else if (performance.now() - renewedAt > RENEW_MS) {
      const asked = performance.now()
      if (await lease.renew(held)) renewedAt = asked
      else return lose('another process has taken over')
    }
    if (!connection && (nextTry === null || nextTry <= clock.now())) await open(held)
    else if (connection && held.trouble && connectedAt && clock.now().getTime() - connectedAt.getTime() > STABLE_MS) {
      held = { ...held, trouble: null, troubles: 0 }
      await lease.calm(held)
    }
  }

  async function open(mine: HeldLease): Promise<void> {
    let made: AibotConnection
    try {
      made = await deps.connect()
    } catch (error) {
      const refused = error instanceof AibotRefused && error.errcode !== -1
      return fail(mine, refused ? 'refused' : 'unreachable', error instanceof Error ? error.message : String(error))
    }
    if (stopped || held?.epoch !== mine.epoch) return made.close()
    connection = made
    connectedAt = clock.now()
    void made.ended.then((ending) => onEnd(made, ending))
    if (mine.trouble && mine.trouble !== 'kicked') {
      held = { ...mine, trouble: null, troubles: 0 }
      await lease.calm(mine)
    }
    await lease.connected(mine, connectedAt)
    log.info({}, 'the bot is connected')
    deps.onConnected()
  }

  async function onEnd(made: AibotConnection, ending: Ending): Promise<void> {
    if (connection !== made) return
    connection = null
    const mine = held
    if (stopped || !mine) return
    // Before anything is awaited: the next tick must not connect at once.
    nextTry = new Date(clock.now().getTime() + WAITS[ending.kind === 'kicked' ? 'kicked' : 'unreachable'].firstMs)
    try {
      // Evicted by a process of this deployment that holds the lease now: that is how taking over looks, no trouble.
      if (ending.kind === 'kicked' && !(await lease.renew(mine))) return lose('another process has taken over')
      if (ending.kind === 'kicked')
        return await fail(mine, 'kicked', 'another connection of the same bot evicted this one')
      await lease.disconnected(mine)
      return await fail(mine, 'unreachable', ending.reason)
    } catch (error) {
      nextTry = new Date(clock.now().getTime() + WAITS.unreachable.mostMs)
      log.warn({ err: error }, 'the end of the bot’s connection could not be noted')
    }
  }

  /** Waits, longer each time, and tells who runs the bot when waiting alone will not help. */
  async function fail(mine: HeldLease, kind: Trouble, note: string): Promise<void> {
    const now = clock.now()
    const count = mine.trouble === kind ? mine.troubles + 1 : 1
    const { firstMs, mostMs } = WAITS[kind]
    const waitMs = Math.min(mostMs, firstMs * 2 ** Math.min(count - 1, 20)) * (1 + (deps.random ?? Math.random)() / 4)
    nextTry = new Date(now.getTime() + waitMs)
    if (held?.epoch === mine.epoch) held = { ...mine, trouble: kind, troubles: count }
    const facts = { trouble: kind, note, seconds: Math.round(waitMs / 1000) }
    if (kind === 'kicked')
      log.error(facts, 'the bot was evicted by a connection that is not ours: is it started elsewhere?')
    else if (kind === 'refused')
      log.error(facts, 'WeCom refuses the bot: are WECOM_AIBOT_ID and WECOM_AIBOT_SECRET right?')
    else if (count % TELL_AFTER === 0) log.error({ ...facts, count }, 'the bot cannot connect')
    else log.info(facts, 'the bot connects again in a moment')
    // A short break is no trouble worth keeping; after TELL_AFTER tries the console shall show it.
    if (kind !== 'unreachable' || count >= TELL_AFTER)
      await lease.trouble(mine, { kind, note, at: now, notBefore: nextTry, count })
  }

  function lose(why: string): void {
    log.info({}, `the bot is let go: ${why}`)
    held = null
    hangUp()
  }

  function hangUp(): void {
    const closing = connection
    connection = null
    closing?.close()
  }
}
