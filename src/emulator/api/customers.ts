import { z } from 'zod'
import { HOURS_48_MS } from '../session'
import type { Session } from '../session'
import type { World } from '../world'
import type { Answer, Call, Route } from './route'
import { fields } from './route'

const Request = z.object({
  external_userid_list: z.array(z.string()).min(1).max(100),
  need_enter_session_context: z.union([z.literal(0), z.literal(1)]).default(0),
})

/** §5.15: only who entered or wrote within 48 hours can be resolved. */
export function customerRoute(world: World): Route {
  return { method: 'POST', path: 'kf/customer/batchget', handle }

  function handle(call: Call): Answer {
    const request = fields(Request, call.body)
    const known = request.external_userid_list.flatMap((user) => {
      const recent = recentSessions(user)
      return recent.length > 0 ? [describe(user, recent, request.need_enter_session_context === 1)] : []
    })
    const found = new Set(known.map((customer) => customer.external_userid))
    return {
      customer_list: known,
      invalid_external_userid: request.external_userid_list.filter((user) => !found.has(user)),
    }
  }

  function recentSessions(user: string): Session[] {
    const recent = (at: number | null | undefined): boolean => at != null && world.now() - at <= HOURS_48_MS
    return [...world.accounts.values()]
      .flatMap((account) => account.sessions.get(user) ?? [])
      .filter((session) => recent(session.lastResidentAt) || recent(session.entry?.at))
  }

  function describe(user: string, sessions: Session[], withContext: boolean): { external_userid: string } {
    const entries = sessions.flatMap((session) => session.entry ?? []).filter((e) => world.now() - e.at <= HOURS_48_MS)
    const last = entries.sort((a, b) => b.at - a.at)[0]
    const context = last ? { scene: last.scene, scene_param: last.sceneParam } : undefined
    return {
      external_userid: user,
      ...{ nickname: world.resident(user).nickname, avatar: 'https://wx.qlogo.cn/emulator/0', gender: 0 },
      ...(withContext && context ? { enter_session_context: context } : {}),
    }
  }
}
