import { ApiError } from './api-error'
import type { SeededRandom } from './random'
import type { Settings } from './settings'
import type { ViolationBook } from './violations'

interface Token {
  expiresAt: number
  /** Set when it died before its time: the code it is refused with. */
  deadAs?: 40014 | 42001
  refusals: number
}

/** Access tokens of the one app: issued, expired, killed early, and watched for clients that go on with a refused one. */
export class AccessTokens {
  private readonly tokens = new Map<string, Token>()
  private current = ''
  private issuedAt: number[] = []
  private wrongSecrets = new Map<string, number[]>()

  constructor(
    private readonly settings: Settings,
    private readonly random: SeededRandom,
    private readonly violations: ViolationBook,
  ) {}

  /** `GET gettoken`. Repeated wrong secrets ban the address for an hour. */
  issue(corpId: string, secret: string, ip: string, now: number): { access_token: string; expires_in: number } {
    const wrong = (this.wrongSecrets.get(ip) ?? []).filter((at) => now - at < 3600_000)
    if (wrong.length >= this.settings.unverified.wrongSecretsBeforeBan) {
      this.violations.note('wrong-secret-repeated', `${ip} is banned for an hour`, 'gettoken')
      throw new ApiError(45009, 'ip banned for wrong secrets')
    }
    if (corpId !== this.settings.corpId) throw new ApiError(40013)
    if (secret !== this.settings.secret) {
      this.wrongSecrets.set(ip, [...wrong, now])
      throw new ApiError(40001)
    }
    this.watchHammering(now)
    const running = this.tokens.get(this.current)
    const alive = running && !running.deadAs && running.expiresAt > now
    const habit = this.settings.unverified.repeatedGettoken
    if (alive && habit === 'same') return this.answer(this.current, now)
    if (alive && habit === 'new-kills-old') running.deadAs = 40014
    // ≥ 512 bytes must fit (wecom-protocol §4), so ours are long.
    this.current = `${this.random.id('at')}-${'x'.repeat(480)}`
    this.tokens.set(this.current, { expiresAt: now + this.settings.tokenLifetimeSeconds * 1000, refusals: 0 })
    return this.answer(this.current, now)
  }

  check(value: string | null, path: string, now: number): void {
    if (!value) {
      this.violations.note('token-missing', 'no access_token in the query', path)
      throw new ApiError(41001)
    }
    const token = this.tokens.get(value)
    if (!token) throw new ApiError(40014)
    const errcode = token.deadAs ?? (token.expiresAt <= now ? this.settings.unverified.expiredTokenErrcode : 0)
    if (errcode === 0) return
    token.refusals += 1
    if (token.refusals === this.settings.limits.callsWithRefusedToken + 1)
      this.violations.note('token-loop', `a token was used ${token.refusals} times after its end`, path)
    throw new ApiError(errcode)
  }

  /** The platform may end a token early; the next call with it is refused. */
  kill(errcode: 40014 | 42001): void {
    const token = this.tokens.get(this.current)
    if (token) token.deadAs = errcode
  }

  private answer(value: string, now: number): { access_token: string; expires_in: number } {
    const token = this.tokens.get(value)
    return { access_token: value, expires_in: Math.max(1, Math.floor(((token?.expiresAt ?? now) - now) / 1000)) }
  }

  private watchHammering(now: number): void {
    this.issuedAt = [...this.issuedAt.filter((at) => now - at < 60_000), now]
    if (this.issuedAt.length === this.settings.limits.gettokensPerMinute + 1)
      this.violations.note('gettoken-hammering', `${this.issuedAt.length} calls within a minute`, 'gettoken')
  }
}
