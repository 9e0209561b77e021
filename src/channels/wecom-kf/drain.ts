import type { Clock } from '../../platform/clock'
import type { SyncPage } from '../wecom/answers'
import type { CallOptions } from '../wecom/api-call'
import type { DoorLog } from '../wecom/door-log'
import { WecomError } from '../wecom/wecom-error'
import type { ClaimedAccount } from './account-store'

export interface DrainDeps {
  syncMsg(
    request: { openKfid: string; cursor?: string; token?: string; limit?: number },
    options?: CallOptions,
  ): Promise<SyncPage>
  /** Commits the page's messages and `next_cursor` together. */
  store(page: { items: unknown[]; nextCursor: string | null; last: boolean }): Promise<void>
  clock: Clock
  log: DoorLog
  /** True once the process wants to stop: the page under way is finished, the next one is left to others. */
  stopping(): boolean
  signal?: AbortSignal
}

/** Whether everything was drained; false when it was broken off between two pages. */
export type Drained = boolean

const TOKEN_LIFE_MS = 10 * 60_000
/** With a token small pages keep the transactions short; without one few calls matter more (wecom-protocol §5.7). */
const LIMIT = { withToken: 200, without: 1000 }
/** `has_more` 1 with an empty list occurs; but the same place over and over again is a fault of the other side. */
const STANDSTILLS = 20

/**
 * Pulls page after page until `has_more` is 0, and only that ends it: empty and short pages are normal. Each page is durable
 * with its cursor before the next is asked for, so a crash anywhere repeats at most a page that was not stored.
 */
export async function drain(deps: DrainDeps, account: ClaimedAccount): Promise<Drained> {
  let cursor = account.cursor
  let token = liveToken(account, deps.clock.now())
  let standstills = 0
  let begunAgain = false
  for (;;) {
    const page = await pull()
    const nextCursor = page.next_cursor || cursor
    const last = page.has_more !== 1
    standstills = page.msg_list.length === 0 && nextCursor === cursor ? standstills + 1 : 0
    await deps.store({ items: page.msg_list, nextCursor, last })
    cursor = nextCursor
    if (last) return true
    if (deps.stopping()) return false
    if (standstills >= STANDSTILLS) throw new Error(`sync_msg promises more and gives nothing, ${standstills} times`)
  }

  async function pull(): Promise<SyncPage> {
    try {
      return await ask()
    } catch (error) {
      if (!(error instanceof WecomError)) throw error
      if (error.errcode === 95007 && token !== null) {
        token = null
        return pull()
      }
      // Once: a server that takes no cursor at all would have us begin again for ever.
      if (cursor === null || begunAgain || !mayMeanBadCursor(error)) throw error
      return withoutCursor(error)
    }
  }

  function ask(from = cursor): Promise<SyncPage> {
    return deps.syncMsg(
      {
        openKfid: account.openKfid,
        ...(from === null ? {} : { cursor: from }),
        ...(token === null ? {} : { token }),
        limit: token === null ? LIMIT.without : LIMIT.withToken,
      },
      { signal: deps.signal },
    )
  }

  /** Which code a cursor that is too old gets is not documented; if it goes on without one, it was the cursor. */
  async function withoutCursor(error: WecomError): Promise<SyncPage> {
    const page = await ask(null)
    deps.log.warn(
      { account: account.openKfid, errcode: error.errcode },
      'the cursor was refused: catching up from the oldest message WeCom keeps',
    )
    cursor = null
    begunAgain = true
    account.catchingUp = true
    return page
  }
}

function liveToken({ callbackToken, callbackAt }: ClaimedAccount, now: Date): string | null {
  const alive = callbackAt !== null && now.getTime() - callbackAt.getTime() < TOKEN_LIFE_MS
  return alive ? callbackToken || null : null
}

function mayMeanBadCursor({ errorClass, errcode }: WecomError): boolean {
  // These speak of the account or of the callback's token.
  if (errcode === 95000 || errcode === 60251 || errcode === 60252 || errcode === 95007) return false
  return errorClass === 'bug' || errorClass === 'unknown' || errorClass === 'stale'
}
