import type { z } from 'zod'
import type { Clock } from '../../platform/clock'
import type { AccessToken, TokenStore } from './access-token'
import { createAccessToken, MemoryTokenStore } from './access-token'
import type { Alarm } from './alarms'
import { Alarms } from './alarms'
import type { AppMessageAnswer, Customer, KfAccount, KfState, SyncPage } from './answers'
import * as answers from './answers'
import type { CallOptions } from './api-call'
import { createApiCall } from './api-call'
import { ApiGate } from './api-gate'
import type { DoorLog } from './door-log'
import { createHttp } from './http-exchange'
import type { Download } from './media-download'
import { readDownload } from './media-download'
import type { Upload } from './multipart'
import { multipart } from './multipart'
import { toRawJson } from './raw-json'
import type { Servicers } from './servicers'
import type { SharedPauses } from './shared-pauses'
import { toServicers } from './servicers'
import { WecomError } from './wecom-error'

export interface WecomApiSettings {
  /** WECOM_API_BASE. */
  base: string
  corpId: string
  secret: string
  agentId: number
}

export interface WecomApiDeps {
  clock: Clock
  log: DoorLog
  /** Shared by all processes; without it this process keeps its own. */
  tokens?: TokenStore
  /** What one process is told of rate limits, the others hear. */
  pauses?: SharedPauses
  fetch?: typeof fetch
  random?(): number
  pause?(ms: number, signal?: AbortSignal): Promise<unknown>
  /** Patience with one attempt (default 5 s; files have their own). */
  timeoutMs?: number
}

/** The object of a message to an owner, beside `msgtype` (wecom-protocol §5.11). */
export type KfMessageBody =
  | { msgtype: 'text'; text: { content: string } }
  | { msgtype: 'msgmenu'; msgmenu: KfMenu }
  | { msgtype: 'image'; image: { media_id: string } }
  | { msgtype: 'file'; file: { media_id: string } }
  | { msgtype: 'link'; link: { title: string; desc?: string; url: string; thumb_media_id: string } }
  | { msgtype: 'miniprogram'; miniprogram: { appid: string; title?: string; thumb_media_id: string; pagepath: string } }
  | { msgtype: 'location'; location: { latitude: number; longitude: number; name?: string; address?: string } }

export interface KfMenu {
  head_content?: string
  list: Array<{ type: 'click'; click: { id: string; content: string } }>
  tail_content?: string
}

export interface Owner {
  openKfid: string
  user: string
}

/** The published API as far as we use it. Every method throws a WecomError for whatever is not success. */
export type WecomApi = ReturnType<typeof createWecomApi>

export function createWecomApi(settings: WecomApiSettings, deps: WecomApiDeps) {
  const random = deps.random ?? Math.random
  const http = createHttp(settings.base, deps.fetch)
  const shared = {
    http,
    gate: new ApiGate(deps.clock, undefined, deps.pauses),
    alarms: new Alarms(deps.clock),
    clock: deps.clock,
    log: deps.log,
    random,
    pause: deps.pause,
    timeoutMs: deps.timeoutMs,
  }
  const open = createApiCall({ ...shared, token: null })
  const tokens = deps.tokens ?? new MemoryTokenStore()
  const token: AccessToken = createAccessToken({
    store: tokens,
    clock: deps.clock,
    random,
    fetch: fetchToken,
  })
  const calls = createApiCall({ ...shared, token })

  return {
    /** What an administrator must put right before these calls work again. */
    alarms: (): Alarm[] => shared.alarms.list(),
    agentId: settings.agentId,
    /** Calls whose shapes belong to one room (cards, contacts), under the same policy as all others. */
    post,
    get: <T extends z.ZodType>(
      api: string,
      query: Record<string, string>,
      schema: T,
      options?: CallOptions,
    ): Promise<z.infer<T>> => calls.json({ method: 'GET', api, query }, schema, options),
    /** Proves corpid and secret. */
    checkCredentials: async (): Promise<void> => void (await token.get()),

    kfAccounts,
    kfServicers,
    syncMsg: (
      request: { openKfid: string; cursor?: string; token?: string; limit?: number },
      options?: CallOptions,
    ): Promise<SyncPage> =>
      post(
        'kf/sync_msg',
        {
          open_kfid: request.openKfid,
          cursor: request.cursor || undefined,
          token: request.token || undefined,
          limit: request.limit,
        },
        answers.SyncPage,
        options,
      ),

    /** One attempt: whether it may be repeated is decided where the msgid is stored. */
    sendMsg: (owner: Owner, msgid: string, body: KfMessageBody, options?: CallOptions): Promise<{ msgid: string }> =>
      post('kf/send_msg', { touser: owner.user, open_kfid: owner.openKfid, msgid, ...body }, answers.SentAnswer, {
        tries: 1,
        ...options,
      }),
    /** One attempt, as each code works once. */
    sendMsgOnEvent: (
      code: string,
      msgid: string,
      body: KfMessageBody,
      options?: CallOptions,
    ): Promise<{ msgid: string }> =>
      post('kf/send_msg_on_event', { code, msgid, ...body }, answers.SentAnswer, { tries: 1, ...options }),
    recallMsg: (openKfid: string, msgid: string, options?: CallOptions): Promise<unknown> =>
      post('kf/recall_msg', { msgid, open_kfid: openKfid }, answers.SentAnswer, options),

    serviceState,
    /** Moves a session; `code` pays for one message in the new state, and comes on the first change only. */
    transferSession: async (
      owner: Owner,
      to: KfState,
      servicer?: string,
      options?: CallOptions,
    ): Promise<{ code: string | null }> => {
      const body = { ...named(owner), service_state: to, servicer_userid: servicer }
      const { msg_code } = await post('kf/service_state/trans', body, answers.TransAnswer, { tries: 1, ...options })
      return { code: msg_code || null }
    },

    /** Nickname and last entry; only of owners who wrote or entered within 48 hours, the others are left out. */
    customers: async (externalUserids: string[], options?: CallOptions): Promise<Customer[]> => {
      const body = { external_userid_list: externalUserids.slice(0, 100), need_enter_session_context: 1 }
      return (await post('kf/customer/batchget', body, answers.CustomerList, options)).customer_list
    },
    contactWay: async (openKfid: string, scene?: string, options?: CallOptions): Promise<string> =>
      (await post('kf/add_contact_way', { open_kfid: openKfid, scene }, answers.ContactWay, options)).url,

    /** The figures of whole days, of one servicer or the account; from and to are the days' first moments. */
    kfStatistics: async (
      ask: { openKfid: string; servicer?: string; from: Date; to: Date },
      options?: CallOptions,
    ): Promise<Array<{ day: Date; figures: Record<string, number> }>> => {
      const body = {
        open_kfid: ask.openKfid,
        servicer_userid: ask.servicer,
        start_time: ask.from.getTime() / 1000,
        end_time: ask.to.getTime() / 1000,
      }
      const path = ask.servicer === undefined ? 'kf/get_corp_statistic' : 'kf/get_servicer_statistic'
      const { statistic_list } = await post(path, body, answers.StatisticList, options)
      return statistic_list.map(({ stat_time, statistic }) => ({
        day: new Date(stat_time * 1000),
        figures: numbersOf(statistic),
      }))
    },

    media: (mediaId: string, options?: CallOptions): Promise<Download> =>
      calls.answer(
        { method: 'GET', api: 'media/get', query: { media_id: mediaId } },
        (answer) => readDownload('media/get', answer),
        { timeoutMs: 30_000, tries: 2, ...options },
      ),
    uploadMedia: async (
      kind: 'image' | 'voice' | 'video' | 'file',
      upload: Upload,
      options?: CallOptions,
    ): Promise<string> => {
      const request = { method: 'POST' as const, api: 'media/upload', query: { type: kind }, ...multipart(upload) }
      return (await calls.json(request, answers.Uploaded, { timeoutMs: 30_000, ...options })).media_id
    },

    /**
     * A text to staff. The duplicate check makes a second attempt after a lost answer harmless: the same request is
     * suppressed for half an hour.
     */
    sendAppText: (touser: string, content: string, options?: CallOptions): Promise<AppMessageAnswer> => {
      const body = { touser, msgtype: 'text', agentid: settings.agentId, text: { content }, enable_duplicate_check: 1 }
      return post('message/send', body, answers.AppMessageAnswer, options)
    },
  }

  async function fetchToken(): Promise<{ token: string; expiresInSeconds: number }> {
    await heedRefusal()
    const query = { corpid: settings.corpId, corpsecret: settings.secret }
    try {
      const answer = await open.json({ method: 'GET', api: 'gettoken', query }, answers.TokenAnswer)
      await tokens.refuse(null)
      return { token: answer.access_token, expiresInSeconds: answer.expires_in }
    } catch (error) {
      if (error instanceof WecomError && isSecretRefused(error)) await spreadRefusal(error)
      throw error
    }
  }

  /** Another process has just been refused: this one does not try the same secret a second time. */
  async function heedRefusal(): Promise<void> {
    const refusal = await tokens.refusal()
    if (refusal === null || refusal.until <= deps.clock.now()) return
    shared.alarms.adopt(refusal.errcode, refusal.until)
    shared.alarms.check('gettoken')
  }

  async function spreadRefusal({ errcode }: WecomError): Promise<void> {
    const before = await tokens.refusal()
    const times = (before?.times ?? -1) + 1
    const until = new Date(deps.clock.now().getTime() + Math.min(3600_000, 300_000 * 2 ** times))
    await tokens.refuse({ errcode: errcode ?? 0, until, times })
    shared.alarms.adopt(errcode ?? 0, until)
  }

  function post<T extends z.ZodType>(api: string, body: object, schema: T, options?: CallOptions): Promise<z.infer<T>> {
    const request = { method: 'POST' as const, api, body: toRawJson(body), contentType: 'application/json' }
    return calls.json(request, schema, options)
  }

  /** All pages; an account that this app may not manage is listed too, with `manage_privilege` false. */
  async function kfAccounts(options?: CallOptions): Promise<KfAccount[]> {
    const all: KfAccount[] = []
    for (let offset = 0; ; offset += PAGE) {
      const page = await post('kf/account/list', { offset, limit: PAGE }, answers.KfAccountList, options)
      all.push(...page.account_list)
      if (page.account_list.length < PAGE) return all
    }
  }

  async function kfServicers(openKfid: string, options?: CallOptions): Promise<Servicers> {
    const request = { method: 'GET' as const, api: 'kf/servicer/list', query: { open_kfid: openKfid } }
    return toServicers((await calls.json(request, answers.ServicerList, options)).servicer_list)
  }

  async function serviceState(
    owner: Owner,
    options?: CallOptions,
  ): Promise<{ state: KfState; servicer: string | null }> {
    const answer = await post('kf/service_state/get', named(owner), answers.StateAnswer, options)
    return { state: answer.service_state, servicer: answer.service_state === 3 ? answer.servicer_userid || null : null }
  }
}

const PAGE = 100

function numbersOf(statistic: Record<string, unknown>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(statistic).filter((entry): entry is [string, number] => typeof entry[1] === 'number'),
  )
}

/** By WeCom itself, not by an alarm of ours that holds the call back. */
function isSecretRefused({ errcode, retryAfterMs }: WecomError): boolean {
  return (errcode === 40001 || errcode === 40013) && retryAfterMs === 0
}

function named({ openKfid, user }: Owner): { open_kfid: string; external_userid: string } {
  return { open_kfid: openKfid, external_userid: user }
}
