import { ApiError } from '../api-error'
import type { World } from '../world'
import type { Answer, Call, Route } from './route'

/** `agent/get`: the app and who sees it (https://developer.work.weixin.qq.com/document/path/90227). */
export function agentRoute(world: World): Route {
  return { method: 'GET', path: 'agent/get', handle }

  function handle(call: Call): Answer {
    if (Number(call.query.get('agentid')) !== world.settings.agentId)
      throw new ApiError(301002, 'not allow operate another agent with this accesstoken')
    const seen = [...world.members.values()].filter((one) => one.visible)
    return {
      agentid: world.settings.agentId,
      name: world.app.name,
      allow_userinfos: { user: seen.map(({ userid }) => ({ userid })) },
      allow_partys: { partyid: [] },
      allow_tags: { tagid: [] },
      close: world.app.closed ? 1 : 0,
      redirect_domain: '',
    }
  }
}
