import { ApiError } from './api-error'
import { AccessTokens } from './access-tokens'
import { CardCodes } from './card-codes'
import { FaultPlan } from './faults'
import { MediaShelf } from './media-shelf'
import { OneTimeCodes } from './one-time-codes'
import { SeededRandom } from './random'
import type { Session } from './session'
import { expire, newSession } from './session'
import type { Settings } from './settings'
import type { LogItem } from './sync-log'
import { SyncLog } from './sync-log'
import { ViolationBook } from './violations'

export interface ServicerEntry {
  userid: string
  receiving: boolean
  /** 0 stopped, 1 paused; meaningful while not receiving. */
  stopType: 0 | 1
}

export interface Account {
  openKfid: string
  name: string
  avatar: string
  /** May the app call for this account at all? 48007 otherwise. */
  granted: boolean
  /** Ticked under 通过API管理; otherwise sessions go straight to staff and sending is 95018 (§5.1). */
  managePrivilege: boolean
  servicers: Map<string, ServicerEntry>
  departments: Set<number>
  sessions: Map<string, Session>
  log: SyncLog
  /** msgid → what was sent with it; unique within the account (§5.12). */
  usedMsgids: Map<string, string>
}

export interface Received {
  msgid: string
  openKfid: string
  msgtype: string
  /** What a person reads: a menu's head, entries and tail in lines. */
  text: string
  /** Entries that can be tapped. */
  menu: Array<{ type: string; id?: string; label: string }>
  payload: unknown
  via: 'send_msg' | 'event' | 'servicer'
  at: Date
  recalled: boolean
}

export interface ResidentRecord {
  externalUserid: string
  nickname: string
  received: Received[]
  /** What this resident sent, by msgid: recall and the play page need it. */
  sent: Map<string, { openKfid: string; text: string; at: Date }>
}

export interface MemberRecord {
  userid: string
  name: string
  departments: number[]
  visible: boolean
  activated: boolean
  /** Cards and texts of the app that reached this member, newest last. */
  inbox: AppMessage[]
}

export interface AppMessage {
  msgid: string
  msgtype: string
  receivers: string[]
  /** Receivers over 30 a minute or 1000 an hour: dropped without a word. */
  dropped: string[]
  body: Record<string, unknown>
  /** text, markdown and card titles, for tests to search. */
  text: string
  taskId: string | null
  responseCode: string | null
  /** Set by update_template_card, by receiver. */
  updates: Map<string, unknown>
  via: 'message/send' | 'passive'
  recalled: boolean
  at: Date
}

export interface WebhookMessage {
  msgtype: string
  body: Record<string, unknown>
  at: Date
}

export interface Department {
  id: number
  parentId: number
}

/** A tag of the contacts: members, and whole departments. */
export interface Tag {
  id: number
  name: string
  userids: string[]
  departments: number[]
}

export interface OauthCode {
  userid: string | null
  openid: string | null
  bornAt: number
  used: boolean
}

/** Everything the platform knows. The API changes it from one side, residents and staff from the other. */
export class World {
  readonly random: SeededRandom
  readonly faults: FaultPlan
  readonly violations: ViolationBook
  readonly tokens: AccessTokens
  readonly codes: OneTimeCodes
  readonly cardCodes: CardCodes
  readonly media: MediaShelf
  readonly accounts = new Map<string, Account>()
  /** What the admin console shows of the app. */
  readonly app = { name: '首问助手', closed: false }
  readonly residents = new Map<string, ResidentRecord>()
  readonly members = new Map<string, MemberRecord>()
  readonly appMessages: AppMessage[] = []
  readonly webhookMessages: WebhookMessage[] = []
  readonly oauthCodes = new Map<string, OauthCode>()
  readonly departments = new Map<number, Department>([[1, { id: 1, parentId: 0 }]])
  readonly tags = new Map<number, Tag>()
  /** Host and port that sign-in may come back to; null accepts any (可信域名, 授权回调域). */
  trustedHost: string | null = null
  /** Told after every new item of an account's log; start-emulator turns it into a callback. */
  onNews: (account: Account) => void = () => undefined
  /** Told of every call that passed the door, just before it is answered: what people do at that moment comes first. */
  onCall: (call: { path: string; body: unknown }) => void = () => undefined

  constructor(readonly settings: Settings) {
    this.random = new SeededRandom(settings.seed)
    this.faults = new FaultPlan(new SeededRandom(settings.seed ^ 0x5bd1e995))
    this.violations = new ViolationBook(settings.clock)
    this.tokens = new AccessTokens(settings, this.random, this.violations)
    this.codes = new OneTimeCodes(this.random, settings.unverified, this.violations)
    this.cardCodes = new CardCodes(this.random, this.violations)
    this.media = new MediaShelf(this.random, settings.limits, this.violations)
  }

  now(): number {
    return this.settings.clock.now().getTime()
  }

  addAccount(openKfid: string, name: string): Account {
    const account: Account = {
      openKfid,
      name,
      avatar: 'https://wework.qpic.cn/emulator/kf.png',
      granted: true,
      managePrivilege: true,
      servicers: new Map(),
      departments: new Set(),
      sessions: new Map(),
      log: new SyncLog(this.random.id('c'), this.settings.unverified),
      usedMsgids: new Map(),
    }
    this.accounts.set(openKfid, account)
    return account
  }

  /** The account a call names, or the code the platform answers with. */
  account(openKfid: string, path?: string): Account {
    const account = this.accounts.get(openKfid)
    if (account?.granted) return account
    this.violations.note('unknown-account', openKfid, path)
    throw new ApiError(account ? 48007 : /^wk[\w-]{1,62}$/.test(openKfid) ? 95004 : 95000)
  }

  /** As it stands now: 48 hours may have ended it in the meantime. */
  session(account: Account, user: string): Session {
    const known = account.sessions.get(user) ?? newSession(account.openKfid, user, this.now())
    account.sessions.set(user, known)
    expire(known, this.now(), this.settings.unverified)
    return known
  }

  /** The session a call names; a resident who never came is not related to the company. */
  sessionOfCall(account: Account, user: string, path: string): Session {
    if (account.sessions.has(user)) return this.session(account, user)
    this.violations.note('unknown-resident', user, path)
    throw new ApiError(/^wm[\w-]+$/.test(user) ? 84061 : 40096)
  }

  resident(externalUserid: string): ResidentRecord {
    const known = this.residents.get(externalUserid)
    if (known) return known
    const nickname = `微信用户${externalUserid.slice(2, 8)}`
    const fresh: ResidentRecord = { externalUserid, nickname, received: [], sent: new Map() }
    this.residents.set(externalUserid, fresh)
    return fresh
  }

  /** User ids compare without case (§1). */
  member(userid: string): MemberRecord {
    const key = userid.toLowerCase()
    const known = this.members.get(key)
    if (known) return known
    const fresh = { userid, name: userid, departments: [1], visible: true, activated: true, inbox: [] }
    this.members.set(key, fresh)
    return fresh
  }

  servicer(account: Account, userid: string): ServicerEntry | undefined {
    return account.servicers.get(userid.toLowerCase())
  }

  /** Appends to the account's log and lets the world know. */
  write(account: Account, item: Omit<LogItem, 'msgid' | 'send_time'>): string {
    const msgid = this.random.id('m')
    const entry = { msgid, send_time: Math.floor(this.now() / 1000), ...item } as LogItem
    account.log.append(entry, this.now())
    this.onNews(account)
    return msgid
  }

  event(account: Account, event: { event_type: string } & Record<string, unknown>): string {
    return this.write(account, {
      origin: 4,
      msgtype: 'event',
      event: { open_kfid: account.openKfid, ...event },
    })
  }
}
