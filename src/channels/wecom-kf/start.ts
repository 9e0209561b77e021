import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { Clock } from '../../platform/clock'
import type { Db } from '../../platform/database/db'
import type { Files } from '../../platform/files/files'
import type { ChannelSender } from '../../queue/delivery'
import type { CallbackEvent, CallbackHandler } from '../wecom/callback'
import { registerWecomCallback } from '../wecom/callback-routes'
import type { WecomApi } from '../wecom/api-client'
import type { Alarm } from '../wecom/alarms'
import type { DoorLog } from '../wecom/door-log'
import type { EnvelopeKeys } from '../wecom/envelope'
import { createSightings } from '../wecom/health/sightings'
import { createUploads } from '../wecom/uploads'
import type { AccountStatus } from './account-store'
import { askOwners } from './ask-owners'
import type { AskOwnersDeps } from './ask-owners'
import { createAccountStore } from './account-store'
import type { TransitionDeps } from './deliver-transition'
import { createMediaKeeper } from './media-keeper'
import type { Puller, PullerDeps } from './puller'
import { startPuller } from './puller'
import { createKfSender } from './sender'
import { createServicerBook } from './servicer-store'
import { pullStatistics } from './statistics'
import { createWakeups } from './wakeups'

export interface KfDoorDeps
  extends
    Pick<TransitionDeps, 'withinHours' | 'onTransition' | 'wording'>,
    Pick<PullerDeps, 'onUnreachable'>,
    Pick<AskOwnersDeps, 'onOwner'> {
  db: Db
  clock: Clock
  log: DoorLog
  files: Files
  api: WecomApi
  /** Token, EncodingAESKey and corpid of the callback. */
  keys: EnvelopeKeys
  /** WECOM_KF_ACCOUNTS; null for all the app may manage. */
  accounts: readonly string[] | null
  acceptIn: PullerDeps['acceptIn']
  communityOf?: PullerDeps['communityOf']
  /** Events of the same app that are not 微信客服's: messages of staff, cards. May give a passive reply. */
  onOtherEvent?(event: CallbackEvent): Promise<void | Record<string, string>>
  /** Tests drive the door by `pull` alone. */
  byHand?: boolean
}

export interface KfDoor {
  registerRoutes(fastify: FastifyInstance): Promise<void>
  start(): Promise<void>
  /** Takes nothing new, finishes the pages under way. */
  stop(): Promise<void>
  readonly sender: ChannelSender
  /** Who answers this account's owners now; on duty means receiving, whatever the hours say (design D9). */
  staffing(account: string): Promise<Staffing>
  status(): Promise<KfStatus>
  /** Pulls and fetches whatever is due, by hand. */
  pull(): Promise<number>
  /** WeCom's own figures of the days that are missing, as happens by itself once a day. */
  pullStatistics(): Promise<number>
  /** A link to an account, to be printed as a QR code (wecom-protocol §5.5). */
  contactWay(account: string, scene: string): Promise<string>
}

export interface Staffing {
  receiving: string[]
  all: string[]
  departments: number
}

/** For `/readyz`, `doctor` and the set-up page. */
export interface KfStatus {
  ok: boolean
  sentence: string
  accounts: AccountStatus[]
  alarms: Alarm[]
  skewSeconds: number | null
}

const KfEvent = z.object({
  Event: z.literal('kf_msg_or_event'),
  Token: z.string().default(''),
  OpenKfId: z.string().min(1).max(64),
  CreateTime: z.string().regex(/^\d+$/).optional(),
})

const LISTING_MS = 3600_000
const LISTING_RETRY_MS = 60_000
const MEDIA_MS = 15_000
const OWNERS_MS = 3_000
const STATISTICS_MS = 600_000

/** The door of 微信客服: callback, puller, sender. `app.ts` hands in what lies above. */
export function createKfDoor(deps: KfDoorDeps): KfDoor {
  const { db, clock, log, api } = deps
  const accounts = createAccountStore({ db, clock })
  const servicers = createServicerBook({ db, api, clock })
  const media = createMediaKeeper({ db, files: deps.files, api, clock, log })
  const wakeups = createWakeups({ db, clock, onStored: () => puller?.wake() })
  const uploads = createUploads({ db, files: deps.files, api, clock })
  const sender = createKfSender({ ...deps, servicers, uploads })
  const timers = new Set<NodeJS.Timeout>()
  const underWay = new Set<Promise<unknown>>()
  let puller: Puller | null = null
  let callback: CallbackHandler | null = null
  const halt = new AbortController()
  let stopped = false

  return {
    registerRoutes,
    start,
    stop,
    sender,
    staffing,
    status,
    pull,
    pullStatistics: statistics,
    contactWay: (account, scene) => api.contactWay(account, scene),
  }

  function statistics(): Promise<number> {
    return pullStatistics({ db, clock, log, api, servicersOf: servicers.known })
  }

  async function registerRoutes(fastify: FastifyInstance): Promise<void> {
    const onSighting = createSightings({
      db,
      clock,
      onError: (error) => log.warn({ err: error }, 'what the callback met could not be noted'),
    })
    callback = await registerWecomCallback(fastify, { ...deps.keys, clock, log, onEvent, onSighting })
  }

  async function onEvent(event: CallbackEvent): Promise<void | Record<string, string>> {
    const news = KfEvent.safeParse(event)
    if (news.success) {
      const { OpenKfId: openKfid, Token: token, CreateTime } = news.data
      if (deps.accounts && !deps.accounts.includes(openKfid)) return
      await wakeups.wake({ openKfid, token, at: CreateTime ? new Date(Number(CreateTime) * 1000) : clock.now() })
      return
    }
    if (event.Event === 'kf_account_auth_change') return void track(listAccounts())
    return deps.onOtherEvent?.(event)
  }

  async function start(): Promise<void> {
    if (deps.accounts) await accounts.ensure(deps.accounts)
    puller = startPuller({ ...deps, accounts, media })
    await accounts.pullAllOnce()
    puller.wake()
    if (deps.byHand) return void (await listAccounts())
    every(MEDIA_MS, () => media.retryDue())
    every(OWNERS_MS, () => askOwners(deps))
    every(STATISTICS_MS, statistics)
    // Not waited for: the door opens although WeCom cannot be reached.
    void track(keepListing())
  }

  async function stop(): Promise<void> {
    stopped = true
    halt.abort()
    for (const timer of timers) clearTimeout(timer)
    await Promise.all([puller?.stop(), media.stop()])
    await Promise.allSettled([...underWay])
  }

  /** The accounts of the app: now, and every hour, for accounts come and go without a word. */
  async function keepListing(): Promise<void> {
    const listed = await listAccounts()
    if (stopped) return
    const timer = setTimeout(
      () => {
        timers.delete(timer)
        void track(keepListing())
      },
      listed ? LISTING_MS : LISTING_RETRY_MS,
    )
    timers.add(timer)
  }

  async function listAccounts(): Promise<boolean> {
    try {
      const listed = await api.kfAccounts({ signal: halt.signal })
      await accounts.register(listed, deps.accounts)
      for (const { open_kfid, manage_privilege } of listed)
        if (manage_privilege === false && (deps.accounts === null || deps.accounts.includes(open_kfid)))
          log.warn({ account: open_kfid }, 'this KF account is not managed by API: the bot may not speak there')
      puller?.wake()
      return true
    } catch (error) {
      if (!stopped) log.warn({ err: error }, 'the KF accounts could not be listed')
      return false
    }
  }

  async function staffing(account: string): Promise<Staffing> {
    const { people, departments } = await servicers.recent(account)
    return {
      receiving: people.filter((one) => one.receiving).map(({ userid }) => userid),
      all: people.map(({ userid }) => userid),
      departments: departments.length,
    }
  }

  async function status(): Promise<KfStatus> {
    const known = await accounts.list()
    const alarms = api.alarms()
    const skewSeconds = callback?.skewed().lastSeconds ?? null
    return { ...verdict(known, alarms), accounts: known, alarms, skewSeconds }
  }

  function every(ms: number, work: () => Promise<unknown>): void {
    const timer = setTimeout(() => {
      timers.delete(timer)
      void track(work().catch((error: unknown) => log.error({ err: error }, 'a chore of the WeCom door failed'))).then(
        () => stopped || every(ms, work),
      )
    }, ms)
    timers.add(timer)
  }

  function track<T>(work: Promise<T>): Promise<T> {
    underWay.add(work)
    const forget = () => void underWay.delete(work)
    work.then(forget, forget)
    return work
  }

  async function pull(): Promise<number> {
    const pulled = (await puller?.drain()) ?? 0
    await media.retryDue()
    await askOwners(deps)
    return pulled
  }
}

function verdict(accounts: AccountStatus[], alarms: Alarm[]): { ok: boolean; sentence: string } {
  const alarm = alarms[0]
  if (alarm) {
    const where = alarm.ip ? ` (add ${alarm.ip} to 企业可信IP)` : ''
    return { ok: false, sentence: `WeCom refuses the app with errcode ${alarm.errcode}${where}` }
  }
  const active = accounts.filter((account) => account.active)
  if (active.length === 0) return { ok: false, sentence: 'no KF account yet' }
  const bad = active.find((account) => account.lastError !== null || account.managePrivilege === false)
  if (bad?.managePrivilege === false) return { ok: false, sentence: `${bad.openKfid} is not managed by API` }
  if (bad) return { ok: false, sentence: `${bad.openKfid}: ${bad.lastError}` }
  return { ok: true, sentence: `${active.length} KF account(s)` }
}
