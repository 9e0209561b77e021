import type { FastifyInstance } from 'fastify'
import type { Redis } from '../platform/redis'
import type { Settings } from '../platform/settings'
import { createLocalCache } from '../platform/shared-cache/local-cache'
import { createRedisCache } from '../platform/shared-cache/redis-cache'
import type { Inbox } from '../queue/inbox'
import { wakerOf } from '../queue/wakers'
import type { TokenStore } from '../channels/wecom/access-token'
import { createWecomApi } from '../channels/wecom/api-client'
import { createDatabaseTokenStore } from '../channels/wecom/database-token-store'
import { sharePauses } from '../channels/wecom/shared-pauses'
import { createTokenStore } from '../channels/wecom/shared-token-store'
import type { KfDoor } from '../channels/wecom-kf/start'
import type { ConsoleDeps } from '../console/api/console-deps'
import type { Ground } from './ground/ground'
import type { KfPorts } from './kf/kf-ports'
import { openKfDoor } from './kf/open-kf-door'
import type { StaffAlerts } from './staff-group/staff-alerts'
import type { TalkEngine } from './talk-engine'
import { createStaffApp } from './wecom-app/staff-app'
import type { StaffApp } from './wecom-app/staff-app'

type WecomSettings = NonNullable<Settings['wecom']>

/** The company's own app: by it owners reach 微信客服 and staff get their cards; one callback serves both. */
export interface Wecom {
  door: KfDoor
  staffApp: StaffApp
  registerRoutes(server: FastifyInstance): Promise<void>
}

export function openWecom(
  ground: Ground,
  given: {
    wecom: WecomSettings
    tokens: TokenStore
    inbox: Inbox
    engine: TalkEngine
    ports: KfPorts
    alerts: StaffAlerts
    search: ConsoleDeps['search']
    moveSession: ConsoleDeps['moveSession']
    publicUrl: () => string
  },
): Wecom {
  const { settings, clock, log, signals, metrics } = ground
  const { wecom, inbox, alerts } = given
  const api = createWecomApi(
    { base: settings.wecomApiBase, corpId: wecom.corpId, secret: wecom.secret, agentId: wecom.agentId },
    { clock, log, tokens: given.tokens, pauses: sharePauses(signals) },
  )
  const door = openKfDoor(ground, { ...given, api, onOtherEvent: (event) => staffApp.receive(event) })
  const staffApp = createStaffApp({
    ...ground,
    ...{ api, inbox, waker: wakerOf(signals), zone: settings.timeZone },
    publicUrl: given.publicUrl,
    search: given.search,
    moveSession: given.moveSession,
    signIn: { corpId: wecom.corpId, oauthBase: settings.wecomOauthBase, loginBase: settings.wecomLoginBase },
    notifyInWords: (item) => door.sender.deliver(item),
    onGivenUp: (kind, reason) => alerts.sendTrouble(kind, reason),
  })
  return {
    door,
    staffApp,
    async registerRoutes(server) {
      server.addHook('onResponse', async ({ routeOptions, method }, reply) => {
        if (routeOptions.url === '/wecom/callback' && method === 'POST')
          metrics.callbackSeconds.observe(reply.elapsedTime / 1000)
      })
      await door.registerRoutes(server)
    },
  }
}

/** All processes share the one token, through Redis or through the database they share anyway. */
export function openTokens({ corpId, agentId }: WecomSettings, redis: Redis | null, ground: Ground): TokenStore {
  const { db, clock, signals } = ground
  const key = `wecom-token:${corpId}:${agentId}`
  if (!redis) return createDatabaseTokenStore(db, { key })
  return createTokenStore(createRedisCache(redis, createLocalCache(clock, signals)), { key, clock })
}
