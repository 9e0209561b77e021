import { apiRoutes } from './api/routes'
import { Callbacks } from './callbacks'
import type { Delivery } from './callbacks'
import type { FaultPlan } from './faults'
import { Member } from './member'
import { MsgTokens } from './msg-tokens'
import { Resident } from './resident'
import type { ExtraPage } from './server'
import { startServer } from './server'
import { Servicer } from './servicer'
import type { Session } from './session'
import type { EmulatorOptions } from './settings'
import { settle } from './settings'
import { signInPage } from './sign-in-page'
import type { Violation } from './violations'
import type { Account, AppMessage, WebhookMessage } from './world'
import { World } from './world'
import { document, field } from './xml'

/** The variables that point a Shouwen process here (contract §2). */
export type WecomEnv = Record<
  | 'WECOM_API_BASE'
  | 'WECOM_CORP_ID'
  | 'WECOM_SECRET'
  | 'WECOM_AGENT_ID'
  | 'WECOM_TOKEN'
  | 'WECOM_ENCODING_AES_KEY'
  | 'WECOM_GROUP_WEBHOOK'
  | 'WECOM_OAUTH_BASE'
  | 'WECOM_LOGIN_BASE',
  string
>

/**
 * A WeCom server in this process, over real HTTP and with real encryption, strict by wecom-protocol and on the clock it
 * is given. It starts with one KF account (`wkEmulator0001`) and one servicer on duty (`zhangsan`).
 *
 *     const wecom = await startEmulator({ clock, callbackUrl: `${app.url}/wecom/callback` })
 *     const resident = wecom.resident('wmZhang')
 *     await resident.text('厨房漏水')
 *     await wecom.until(() => resident.received.length > 0)
 *     expect(wecom.violations).toEqual([])
 *     await wecom.close()
 *
 * 48 hours, codes, tokens and rates run on `clock`; only the network's patience (5 s, slow answers) is real time.
 */
export interface Emulator {
  baseUrl: string
  env: WecomEnv
  /** The account made at the start, for tests that need only one. */
  openKfid: string
  setCallbackUrl(url: string | null): void
  /** Switches the app off in the admin console: `agent/get` tells of it. */
  closeApp(closed?: boolean): void
  /** What saving the callback in the admin console does (§3.2). */
  verifyCallback(how?: { rawPlus?: boolean }): Promise<{ ok: boolean; reason: string }>

  addAccount(account: { openKfid: string; name?: string; managePrivilege?: boolean }): void
  /** Grants the account to the app or takes it away (48007), with the `kf_account_auth_change` event. */
  grant(openKfid: string, granted: boolean): void
  addServicer(openKfid: string, userid: string, options?: { receiving?: boolean }): void
  /** A department as servicers: its members cannot be listed, nor their status (§5.4). */
  addServicerDepartment(openKfid: string, departmentId: number): void
  /** A member of the corp; outside the visible range the app neither sees nor reaches them. */
  addMember(
    userid: string,
    options?: { name?: string; visible?: boolean; activated?: boolean; departments?: number[] },
  ): void

  /** Below department 1 unless another parent is named. */
  addDepartment(id: number, parentId?: number): void
  addTag(tag: { id: number; name?: string; userids?: string[]; departments?: number[] }): void
  /** Where sign-in may come back to, host and port exactly; until it is set, anywhere. */
  trustHost(host: string): void

  resident(externalUserid: string, openKfid?: string): Resident
  servicer(userid: string): Servicer
  member(userid: string): Member

  /** A copy of the session as it stands now. */
  session(openKfid: string, user: string): Session
  /** Everything in an account's log, as `sync_msg` gives it out. */
  log(openKfid: string): ReadonlyArray<Record<string, unknown>>
  /** Several acts, announced by one callback for each account. */
  together(acts: () => Promise<unknown>): Promise<void>

  appMessages: AppMessage[]
  webhookMessages: WebhookMessage[]
  faults: FaultPlan
  violations: Violation[]
  deliveries: Delivery[]
  /** `look` sees every call just before it is answered, and may let people act at that very moment. */
  beforeCall(look: (call: { path: string; body: unknown }) => void): void
  /** Ends the access token early; the next call is refused with the code. */
  killAccessToken(errcode?: 40014 | 42001): void

  /** Resolves when no callback is under way. */
  idle(): Promise<void>
  /** Looks again until it is so; throws after `timeoutMs` of real time. */
  until(condition: () => boolean | Promise<boolean>, timeoutMs?: number): Promise<void>
  close(): Promise<void>
}

export async function startEmulator(
  options: EmulatorOptions = {},
  extraPage: (emulator: Emulator, world: World) => ExtraPage = () => () => false,
): Promise<Emulator> {
  const world = new World(settle(options))
  const { settings } = world
  const msgTokens = new MsgTokens(world.random, settings.unverified)
  const callbacks = new Callbacks(settings, world.faults, world.violations, options.callbackUrl)
  let quiet: Set<Account> | null = null
  world.onNews = (account) => (quiet ? void quiet.add(account) : announceNews(account))

  const pages: ExtraPage[] = [signInPage(world)]
  const server = await startServer(world, apiRoutes(world, msgTokens), (request, response, body) =>
    pages.some((page) => page(request, response, body)),
  )
  const baseUrl = `http://${settings.host}:${server.port}`
  const openKfid = 'wkEmulator0001'
  world.addAccount(openKfid, '幸福家园物业')
  const emulator = describe()
  pages.push(extraPage(emulator, world))
  emulator.addServicer(openKfid, 'zhangsan')
  return emulator

  function describe(): Emulator {
    return {
      baseUrl,
      env: {
        WECOM_API_BASE: baseUrl,
        WECOM_CORP_ID: settings.corpId,
        WECOM_SECRET: settings.secret,
        WECOM_AGENT_ID: String(settings.agentId),
        WECOM_TOKEN: settings.token,
        WECOM_ENCODING_AES_KEY: settings.aesKey,
        WECOM_GROUP_WEBHOOK: `${baseUrl}/cgi-bin/webhook/send?key=${settings.webhookKey}`,
        WECOM_OAUTH_BASE: baseUrl,
        WECOM_LOGIN_BASE: baseUrl,
      },
      openKfid,
      closeApp: (closed = true) => void (world.app.closed = closed),
      setCallbackUrl: (url) => void (callbacks.url = url),
      verifyCallback: (how) => callbacks.verify(how),
      addAccount(account) {
        const made = world.addAccount(account.openKfid, account.name ?? account.openKfid)
        made.managePrivilege = account.managePrivilege ?? true
      },
      grant,
      addServicer(id, userid, { receiving = true } = {}) {
        world.member(userid)
        mustHave(id).servicers.set(userid.toLowerCase(), { userid, receiving, stopType: 0 })
      },
      addMember: (userid, about = {}) => void Object.assign(world.member(userid), about),
      addDepartment: (id, parentId = 1) => void world.departments.set(id, { id, parentId }),
      addTag: ({ id, name = `标签${id}`, userids = [], departments = [] }) =>
        void world.tags.set(id, { id, name, userids, departments }),
      trustHost: (host) => void (world.trustedHost = host),
      addServicerDepartment: (id, departmentId) => void mustHave(id).departments.add(departmentId),
      resident: (user, id = openKfid) => new Resident(world, user, id),
      servicer: (userid) => new Servicer(world, userid),
      member: (userid) => new Member(world, callbacks, userid),
      session: (id, user) => ({ ...world.session(mustHave(id), user) }),
      log: (id) => mustHave(id).log.items,
      together,
      appMessages: world.appMessages,
      webhookMessages: world.webhookMessages,
      faults: world.faults,
      violations: world.violations.all,
      deliveries: callbacks.deliveries,
      beforeCall: (look) => void (world.onCall = look),
      killAccessToken: (errcode = 40014) => world.tokens.kill(errcode),
      idle: () => callbacks.idle(),
      until,
      async close() {
        callbacks.close()
        await server.close()
        await callbacks.idle()
      },
    }
  }

  function mustHave(id: string): Account {
    const account = world.accounts.get(id)
    if (!account) throw new Error(`no KF account ${id}`)
    return account
  }

  function announceNews(account: Account): void {
    // An account that is not granted to the app announces nothing.
    if (!account.granted) return
    const token = msgTokens.give(account.openKfid, world.now())
    const head = [field('ToUserName', settings.corpId), field('CreateTime', seconds()), field('MsgType', 'event')]
    const what = [field('Event', 'kf_msg_or_event'), field('Token', token), field('OpenKfId', account.openKfid)]
    callbacks.announce('kf_msg_or_event', document(...head, ...what))
  }

  function grant(id: string, granted: boolean): void {
    mustHave(id).granted = granted
    const head = [field('ToUserName', settings.corpId), field('FromUserName', 'sys'), field('CreateTime', seconds())]
    const change = field(granted ? 'AuthAddOpenKfId' : 'AuthDelOpenKfId', id)
    const event = [field('MsgType', 'event'), field('Event', 'kf_account_auth_change'), change]
    callbacks.announce('kf_account_auth_change', document(...head, ...event))
  }

  async function together(acts: () => Promise<unknown>): Promise<void> {
    const news = new Set<Account>()
    quiet = news
    try {
      await acts()
    } finally {
      quiet = null
    }
    news.forEach(announceNews)
  }

  function seconds(): number {
    return Math.floor(world.now() / 1000)
  }
}

async function until(condition: () => boolean | Promise<boolean>, timeoutMs = 10_000): Promise<void> {
  const deadline = performance.now() + timeoutMs
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`still not so after ${timeoutMs} ms: ${condition.toString()}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
