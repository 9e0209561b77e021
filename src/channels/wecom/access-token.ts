import type { Clock } from '../../platform/clock'

export interface KeptToken {
  token: string
  /** From then on somebody should fetch the next one. */
  refreshAt: Date
}

/** Where all processes of a deployment share the one token (wecom-protocol §4, rules 1, 3 and 4). */
export interface TokenStore {
  read(): Promise<KeptToken | null>
  write(kept: KeptToken): Promise<void>
  /** Compare-and-delete: only if the kept one is still the one that failed. */
  forget(token: string): Promise<void>
  /** One at a time among all processes. */
  alone<T>(work: () => Promise<T>): Promise<T>
  /** WeCom refused our secret: all processes together try no more often than one would (wrong secrets ban the address). */
  refusal(): Promise<TokenRefusal | null>
  refuse(refusal: TokenRefusal | null): Promise<void>
}

export interface TokenRefusal {
  errcode: number
  until: Date
  /** How often in a row. */
  times: number
}

export interface AccessToken {
  get(): Promise<string>
  /** A call was refused with it: forgotten everywhere, unless somebody has replaced it already. */
  refused(token: string): Promise<void>
}

interface Deps {
  store: TokenStore
  clock: Clock
  /** `gettoken`. */
  fetch(): Promise<{ token: string; expiresInSeconds: number }>
  /** 0 ≤ x < 1: processes must not all refresh in the same second. */
  random(): number
}

export function createAccessToken({ store, clock, fetch, random }: Deps): AccessToken {
  let mine: KeptToken | null = null
  let underWay: Promise<KeptToken> | null = null
  // A renewal under way may have read the shared copy a moment before it was forgotten.
  let dead: string | null = null

  return { get, refused }

  async function get(): Promise<string> {
    if (mine && isFresh(mine)) return mine.token
    underWay ??= renew().finally(() => (underWay = null))
    mine = await underWay
    return mine.token
  }

  async function refused(token: string): Promise<void> {
    dead = token
    if (mine?.token === token) mine = null
    await store.forget(token)
  }

  async function renew(): Promise<KeptToken> {
    const shared = await store.read()
    if (shared && isFresh(shared)) return shared
    return store.alone(async () => {
      // Whoever waited for the lock finds the result of the one before.
      const now = await store.read()
      if (now && isFresh(now)) return now
      const { token, expiresInSeconds } = await fetch()
      if (dead === token) dead = null
      const kept = { token, refreshAt: refreshTime(expiresInSeconds) }
      await store.write(kept)
      return kept
    })
  }

  /** Five to seven minutes before the end; of a short life, or the short rest of one, a fifth is enough. */
  function refreshTime(expiresInSeconds: number): Date {
    const lifeMs = expiresInSeconds * 1000
    const marginMs = Math.min(300_000 + random() * 120_000, lifeMs * (0.2 + random() * 0.1))
    // A repeated gettoken may give the same token with what is left of it: no rush of calls in its last seconds.
    return new Date(clock.now().getTime() + Math.max(lifeMs - marginMs, Math.min(lifeMs, 10_000)))
  }

  function isFresh(kept: KeptToken): boolean {
    return kept.token !== dead && kept.refreshAt > clock.now()
  }
}

/** For one process. */
export class MemoryTokenStore implements TokenStore {
  private kept: KeptToken | null = null
  private refused: TokenRefusal | null = null
  private last: Promise<unknown> = Promise.resolve()

  async read(): Promise<KeptToken | null> {
    return this.kept
  }

  async write(kept: KeptToken): Promise<void> {
    this.kept = kept
  }

  async forget(token: string): Promise<void> {
    if (this.kept?.token === token) this.kept = null
  }

  alone<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.last.then(work, work)
    this.last = turn.catch(() => undefined)
    return turn
  }

  async refusal(): Promise<TokenRefusal | null> {
    return this.refused
  }

  async refuse(refusal: TokenRefusal | null): Promise<void> {
    this.refused = refusal
  }
}
