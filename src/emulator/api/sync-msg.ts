import { z } from 'zod'
import { ApiError } from '../api-error'
import type { MsgTokens } from '../msg-tokens'
import type { LogItem } from '../sync-log'
import type { Account, World } from '../world'
import type { Answer, Call, Route } from './route'
import { fields } from './route'

const PATH = 'kf/sync_msg'

const Request = z.object({
  open_kfid: z.string().optional(),
  cursor: z.string().max(64).optional(),
  token: z.string().max(128).optional(),
  limit: z.number().int().min(1).max(1000).default(1000),
  voice_format: z.union([z.literal(0), z.literal(1)]).default(0),
})

export function syncMsgRoute(world: World, msgTokens: MsgTokens): Route {
  const hadCursor = new Set<string>()
  const tokenless = new Map<string, number[]>()
  return {
    method: 'POST',
    path: PATH,
    alone: (call) => {
      const account = (call.body as { open_kfid?: string } | undefined)?.open_kfid
      return account ? { key: account, same: '', rule: 'concurrent-pulls' } : undefined
    },
    handle,
  }

  function handle(call: Call): Answer {
    const request = fields(Request, call.body)
    if (!request.open_kfid) {
      world.violations.note('sync-without-open-kfid', 'open_kfid is required', PATH)
      throw new ApiError(world.settings.unverified.missingOpenKfidErrcode, 'open_kfid')
    }
    const account = world.account(request.open_kfid, PATH)
    checkToken(account, request.token)
    if (!request.cursor && hadCursor.has(account.openKfid))
      world.violations.note('cursor-dropped', 'pulled from the start again', PATH)
    const answer = page(account, request)
    hadCursor.add(account.openKfid)
    return answer
  }

  function page(account: Account, request: z.infer<typeof Request>): Answer {
    const now = world.now()
    try {
      if (world.faults.strike('emptyPage', PATH))
        return { next_cursor: account.log.sameCursor(request.cursor, now), has_more: 1, msg_list: [] }
      const short = world.faults.strike('shortPage', PATH)
      const found = account.log.page(request.cursor || undefined, short ? 1 : request.limit, now)
      const items = found.items.map((item) => withVoiceFormat(item, request.voice_format))
      return { next_cursor: found.next, has_more: short || found.hasMore ? 1 : 0, msg_list: items }
    } catch (error) {
      // The way back after a refused cursor is to pull without one (§5.7): that is no violation.
      hadCursor.delete(account.openKfid)
      throw error
    }
  }

  function checkToken(account: Account, token: string | undefined): void {
    if (token) {
      const dead = world.faults.strike('msgTokenDeath', PATH)
      if (dead || !msgTokens.accept(token, account.openKfid, world.now())) throw new ApiError(95007)
      return
    }
    const recent = [...(tokenless.get(account.openKfid) ?? []).filter((at) => world.now() - at < 60_000), world.now()]
    tokenless.set(account.openKfid, recent)
    if (recent.length <= world.settings.unverified.tokenlessPullsPerMinute) return
    world.violations.note('sync-without-token-too-often', `${recent.length} within a minute`, PATH)
    throw new ApiError(45009)
  }
}

/** A voice message of a resident is kept in both encodings; the pull says which one it wants. */
function withVoiceFormat(item: LogItem, format: 0 | 1): LogItem {
  const voice = item.voice as { media_id: string; silk?: string } | undefined
  if (!voice?.silk) return item
  return { ...item, voice: { media_id: format === 1 ? voice.silk : voice.media_id } }
}
