import type { SeededRandom } from './random'
import type { Unverified } from './settings'

const TEN_MINUTES_MS = 600_000

/** The tokens that `kf_msg_or_event` callbacks carry and `sync_msg` takes back: ten minutes, one account (§5.7). */
export class MsgTokens {
  private readonly given = new Map<string, { openKfid: string; at: number; uses: number }>()

  constructor(
    private readonly random: SeededRandom,
    private readonly unverified: Unverified,
  ) {}

  give(openKfid: string, now: number): string {
    const token = this.random.id('ENC')
    this.given.set(token, { openKfid, at: now, uses: 0 })
    return token
  }

  accept(token: string, openKfid: string, now: number): boolean {
    const found = this.given.get(token)
    if (!found || found.openKfid !== openKfid || now - found.at > TEN_MINUTES_MS) return false
    found.uses += 1
    return this.unverified.msgTokenReusable || found.uses === 1
  }
}
