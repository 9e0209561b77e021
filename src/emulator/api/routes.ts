import type { MsgTokens } from '../msg-tokens'
import type { World } from '../world'
import { accessTokenRoutes } from './access-token'
import { accountRoutes } from './accounts'
import { agentRoute } from './agent'
import { appMessageRoutes } from './app-message'
import { customerRoute } from './customers'
import { mediaRoutes } from './media'
import { recallRoute } from './recall'
import type { Route } from './route'
import { sendMsgRoute } from './send-msg'
import { sendMsgOnEventRoute } from './send-msg-on-event'
import { serviceStateRoutes } from './service-state'
import { servicerRoutes } from './servicers'
import { staffRoutes } from './staff'
import { statisticRoutes } from './statistics'
import { syncMsgRoute } from './sync-msg'
import { webhookRoute } from './webhook'

/** Every call the emulator knows, under `/cgi-bin/`. */
export function apiRoutes(world: World, msgTokens: MsgTokens): Route[] {
  return [
    ...accessTokenRoutes(world),
    ...accountRoutes(world),
    ...servicerRoutes(world),
    ...serviceStateRoutes(world),
    syncMsgRoute(world, msgTokens),
    sendMsgRoute(world),
    sendMsgOnEventRoute(world),
    customerRoute(world),
    recallRoute(world),
    ...statisticRoutes(world),
    ...mediaRoutes(world),
    ...appMessageRoutes(world),
    webhookRoute(world),
    ...staffRoutes(world),
    agentRoute(world),
  ]
}
