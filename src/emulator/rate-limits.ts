import { ApiError } from './api-error'
import type { World } from './world'

/** Per API: 10 000 a minute (§10). Who goes beyond is blocked for a minute, and calling meanwhile is a violation. */
export class RateLimits {
  private readonly blockedUntil = new Map<string, number>()
  /** By the machine's own clock: what was on its way then, and what nobody could yet be told of. */
  private readonly blockedAt = new Map<string, number>()
  private readonly minutes = new Map<string, { minute: number; count: number }>()

  constructor(private readonly world: World) {}

  check(path: string): void {
    const now = this.world.now()
    if (now < (this.blockedUntil.get(path) ?? -Infinity)) {
      if (performance.now() - (this.blockedAt.get(path) ?? 0) > this.world.settings.limits.blockedGraceMs)
        this.world.violations.note('called-while-blocked', 'the window of 45009 is not over', path)
      throw new ApiError(45009)
    }
    const minute = Math.floor(now / 60_000)
    const counter = this.minutes.get(path)
    const count = counter?.minute === minute ? counter.count + 1 : 1
    this.minutes.set(path, { minute, count })
    if (count <= this.world.settings.limits.perApiPerMinute) return
    this.world.violations.note('rate-limit', `${count} calls within a minute`, path)
    this.block(path)
  }

  block(path: string, ms = 60_000): never {
    this.blockedUntil.set(path, this.world.now() + ms)
    this.blockedAt.set(path, performance.now())
    throw new ApiError(45009)
  }
}
