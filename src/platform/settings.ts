import { resolve } from 'node:path'
import type { Environment } from './environment'
import { invalid } from './errors'
import { projectRoot } from './project-root'
import { NEEDS, SECRET, TOGETHER, Variables, settingNames } from './setting-variables'
import type { LogLevel } from './setting-variables'
import type { StaffHours } from './staff-hours'

/** The configuration of one deployment (contract.md §2), checked; what is optional and not given is undefined. */
export interface Settings {
  host: string
  /** 0 asks the system for a free port. */
  port: number
  /** Without a slash at the end. */
  publicUrl?: string
  dataDir: string
  databaseUrl?: string
  redisUrl?: string
  apiToken?: string
  adminPassword?: string
  /** The self-built app that manages the 微信客服 accounts. */
  wecom?: {
    corpId: string
    agentId: number
    secret: string
    token: string
    encodingAesKey: string
    /** Undefined: every account the app may manage. */
    kfAccounts?: string[]
  }
  wecomApiBase: string
  wecomOauthBase: string
  wecomLoginBase: string
  aibot?: { id: string; secret: string; url: string }
  groupWebhook?: string
  /** Undefined: native where the account has servicers, else console. */
  handoffMode?: 'native' | 'console'
  webChat: 'local' | 'public' | 'off'
  model?: {
    /** Undefined: an endpoint that asks for none, as a model on one's own machine. */
    apiKey?: string
    baseUrl: string
    chat: string
    embedding?: string
    transcribe?: string
    /** Requests a day; undefined: no limit. */
    budgetPerDay?: number
  }
  knowledgeDir: string
  staffHours: StaffHours
  turnQuietMs: number
  caseWebhook?: { url: string; secret: string }
  timeZone: string
  logLevel: LogLevel
}

/**
 * Reads every setting or throws one error whose message has a sentence a line for every fault; `details` is the list.
 * An empty value counts as not given; relative folders start at `root`.
 */
export function readSettings(environment: Environment, root = projectRoot()): Settings {
  const given: Record<string, string> = {}
  for (const name of settingNames) {
    const value = environment[name]?.trim()
    if (value) given[name] = value
  }
  const parsed = Variables.safeParse(given)
  const faults = [
    ...(parsed.error?.issues ?? []).map((issue) => sentence(String(issue.path[0]), issue.message, given)),
    ...halfGiven(given),
  ]
  if (!parsed.success || faults.length > 0) throw invalid('settings', faults.join('\n'), faults)
  return assemble(parsed.data, root)
}

function halfGiven(given: Record<string, string>): string[] {
  const faults: string[] = []
  for (const group of TOGETHER) {
    const present = group.filter((name) => given[name])
    if (present.length === 0) continue
    for (const name of group) {
      if (!given[name])
        faults.push(`${name} must be given too, because ${present.join(', ')} ${present.length === 1 ? 'is' : 'are'}.`)
    }
  }
  for (const [name, ...others] of NEEDS) {
    if (!given[name] || others.some((other) => given[other])) continue
    faults.push(`${name} is given, so ${others.join(' or ')} must be given too.`)
  }
  return faults
}

function sentence(name: string, expected: string, given: Record<string, string>): string {
  const what = `${name} must be ${expected}`
  return SECRET.has(name) ? `${what}; what was given is not.` : `${what}, but is "${given[name] ?? ''}".`
}

function assemble(given: Variables, root: string): Settings {
  const { WECOM_CORP_ID, WECOM_AGENT_ID, WECOM_SECRET, WECOM_TOKEN, WECOM_ENCODING_AES_KEY } = given
  return {
    host: given.HOST,
    port: given.PORT,
    publicUrl: given.PUBLIC_URL,
    dataDir: resolve(root, given.DATA_DIR),
    databaseUrl: given.DATABASE_URL,
    redisUrl: given.REDIS_URL,
    apiToken: given.API_TOKEN,
    adminPassword: given.ADMIN_PASSWORD,
    wecom:
      WECOM_CORP_ID && WECOM_AGENT_ID && WECOM_SECRET && WECOM_TOKEN && WECOM_ENCODING_AES_KEY
        ? {
            corpId: WECOM_CORP_ID,
            agentId: WECOM_AGENT_ID,
            secret: WECOM_SECRET,
            token: WECOM_TOKEN,
            encodingAesKey: WECOM_ENCODING_AES_KEY,
            kfAccounts: given.WECOM_KF_ACCOUNTS,
          }
        : undefined,
    wecomApiBase: given.WECOM_API_BASE,
    wecomOauthBase: given.WECOM_OAUTH_BASE,
    wecomLoginBase: given.WECOM_LOGIN_BASE,
    aibot:
      given.WECOM_AIBOT_ID && given.WECOM_AIBOT_SECRET
        ? { id: given.WECOM_AIBOT_ID, secret: given.WECOM_AIBOT_SECRET, url: given.WECOM_AIBOT_URL }
        : undefined,
    groupWebhook: given.WECOM_GROUP_WEBHOOK,
    handoffMode: given.HANDOFF_MODE,
    webChat: given.WEB_CHAT,
    model: modelOf(given),
    knowledgeDir: resolve(root, given.KNOWLEDGE_DIR),
    staffHours: given.STAFF_HOURS,
    turnQuietMs: given.TURN_QUIET_MS,
    caseWebhook:
      given.CASE_WEBHOOK_URL && given.CASE_WEBHOOK_SECRET
        ? { url: given.CASE_WEBHOOK_URL, secret: given.CASE_WEBHOOK_SECRET }
        : undefined,
    timeZone: given.TIME_ZONE,
    logLevel: given.LOG_LEVEL,
  }
}

/** A key or an address says that a model is wanted; a model on one's own machine may ask for no key. */
function modelOf(given: Variables): Settings['model'] {
  if (!given.OPENAI_API_KEY && !given.OPENAI_BASE_URL) return undefined
  return {
    apiKey: given.OPENAI_API_KEY,
    baseUrl: given.OPENAI_BASE_URL ?? 'https://api.openai.com/v1',
    chat: given.OPENAI_MODEL,
    embedding: given.OPENAI_EMBEDDING_MODEL,
    transcribe: given.OPENAI_TRANSCRIBE_MODEL,
    budgetPerDay: given.MODEL_BUDGET_PER_DAY,
  }
}
