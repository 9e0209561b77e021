import { isIP } from 'node:net'
import { z } from 'zod'
import { parseStaffHours } from './staff-hours'

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

const text = z.string()
const oneOf = <const T extends readonly [string, ...string[]]>(values: T) =>
  z.enum(values, { error: `one of ${values.join(', ')}` })
const whole = (from: number, to: number) =>
  text
    .regex(/^\d{1,15}$/, `a whole number from ${from} to ${to}`)
    .transform(Number)
    .refine((number) => number >= from && number <= to, `a whole number from ${from} to ${to}`)
const url = (example: string, ...protocols: string[]) =>
  text
    .refine((value) => hasProtocol(value, protocols), `an address like ${example}`)
    .transform((value) => value.replace(/\/+$/, ''))
const httpUrl = (example: string) => url(example, 'http:', 'https:')
const word = (what: string) => text.regex(/^\S+$/, `${what} without spaces`)

/** Every variable of contract.md §2; a message says what is expected, `sentence` puts the name before it. */
export const Variables = z.object({
  HOST: text.refine(isHost, 'a host name or an IP address like 127.0.0.1').default('127.0.0.1'),
  PORT: whole(0, 65_535).prefault('3978'),
  PUBLIC_URL: httpUrl('https://service.example.com').optional(),
  DATA_DIR: text.default('./data'),
  DATABASE_URL: text
    .refine(
      (value) => hasProtocol(value, ['postgres:', 'postgresql:']),
      'an address like postgres://user:password@host:5432/name',
    )
    .optional(),
  REDIS_URL: url('redis://host:6379', 'redis:', 'rediss:').optional(),
  API_TOKEN: word('a token').optional(),
  ADMIN_PASSWORD: text.optional(),
  WECOM_CORP_ID: word('the corp id (企业ID)').optional(),
  WECOM_AGENT_ID: whole(1, Number.MAX_SAFE_INTEGER).optional(),
  WECOM_SECRET: word('the secret of the app').optional(),
  WECOM_TOKEN: word('the token of the callback').optional(),
  WECOM_ENCODING_AES_KEY: text
    .regex(/^[A-Za-z0-9+/]{43}$/, 'the EncodingAESKey of the callback: exactly 43 letters and digits')
    .optional(),
  WECOM_API_BASE: httpUrl('https://qyapi.weixin.qq.com').default('https://qyapi.weixin.qq.com'),
  WECOM_KF_ACCOUNTS: text
    .transform((value) =>
      value
        .split(/[,，]/)
        .map((account) => account.trim())
        .filter(Boolean),
    )
    .refine((accounts) => accounts.length > 0 && accounts.every((account) => /^\S+$/.test(account)), {
      error: 'a comma list of open_kfid like wkAJ2GCAAAZSfhHCt7IFSvLKtMPxyJTw',
    })
    .optional(),
  WECOM_AIBOT_ID: word('the id of the bot').optional(),
  WECOM_AIBOT_SECRET: word('the secret of the bot').optional(),
  WECOM_AIBOT_URL: url('wss://openws.work.weixin.qq.com', 'ws:', 'wss:').default('wss://openws.work.weixin.qq.com'),
  WECOM_GROUP_WEBHOOK: httpUrl('https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=…').optional(),
  WECOM_OAUTH_BASE: httpUrl('https://open.weixin.qq.com').default('https://open.weixin.qq.com'),
  WECOM_LOGIN_BASE: httpUrl('https://login.work.weixin.qq.com').default('https://login.work.weixin.qq.com'),
  HANDOFF_MODE: oneOf(['native', 'console']).optional(),
  WEB_CHAT: oneOf(['local', 'public', 'off']).default('local'),
  OPENAI_API_KEY: word('a key').optional(),
  OPENAI_BASE_URL: httpUrl('https://api.openai.com/v1').optional(),
  OPENAI_MODEL: word('the name of a chat model').default('gpt-4o-mini'),
  OPENAI_EMBEDDING_MODEL: word('the name of an embedding model').optional(),
  OPENAI_TRANSCRIBE_MODEL: word('the name of a speech model').optional(),
  MODEL_BUDGET_PER_DAY: whole(0, Number.MAX_SAFE_INTEGER).optional(),
  KNOWLEDGE_DIR: text.default('./knowledge'),
  STAFF_HOURS: text
    .transform((value, context) => {
      try {
        return parseStaffHours(value)
      } catch {
        context.addIssue('hours like 08:30-18:00 or Mon-Fri 08:30-12:00,13:30-18:00; Sat-Sun 09:00-17:00')
        return z.NEVER
      }
    })
    .prefault('08:30-18:00'),
  TURN_QUIET_MS: whole(0, 60_000).prefault('1200'),
  CASE_WEBHOOK_URL: httpUrl('https://complaints.example.com/hook').optional(),
  CASE_WEBHOOK_SECRET: text.optional(),
  TIME_ZONE: text.refine(isTimeZone, 'the name of a time zone like Asia/Shanghai').default('Asia/Shanghai'),
  LOG_LEVEL: oneOf(LOG_LEVELS).default('info'),
})
export type Variables = z.infer<typeof Variables>

/** The variables there are, in the order of the contract. */
export const settingNames = Object.keys(Variables.shape) as (keyof Variables)[]

/** Values that must not be read over somebody's shoulder, so no fault repeats them. */
export const SECRET = new Set<string>([
  'DATABASE_URL',
  'REDIS_URL',
  'API_TOKEN',
  'ADMIN_PASSWORD',
  'WECOM_SECRET',
  'WECOM_TOKEN',
  'WECOM_ENCODING_AES_KEY',
  'WECOM_AIBOT_SECRET',
  'WECOM_GROUP_WEBHOOK',
  'OPENAI_API_KEY',
  'CASE_WEBHOOK_URL',
  'CASE_WEBHOOK_SECRET',
] satisfies (keyof Variables)[])

/** Settings that mean something only together: all of them or none. */
export const TOGETHER: readonly (readonly (keyof Variables)[])[] = [
  ['WECOM_CORP_ID', 'WECOM_AGENT_ID', 'WECOM_SECRET', 'WECOM_TOKEN', 'WECOM_ENCODING_AES_KEY'],
  ['WECOM_AIBOT_ID', 'WECOM_AIBOT_SECRET'],
  // A receiver that cannot check the signature of contract.md §5 must not be told owners' words.
  ['CASE_WEBHOOK_URL', 'CASE_WEBHOOK_SECRET'],
]

/** Settings that do nothing without one of others. */
export const NEEDS: readonly (readonly [keyof Variables, ...(keyof Variables)[]])[] = [
  ['WECOM_KF_ACCOUNTS', 'WECOM_CORP_ID'],
  ['WECOM_AIBOT_URL', 'WECOM_AIBOT_ID'],
  ['OPENAI_MODEL', 'OPENAI_API_KEY', 'OPENAI_BASE_URL'],
  ['OPENAI_EMBEDDING_MODEL', 'OPENAI_API_KEY', 'OPENAI_BASE_URL'],
  ['OPENAI_TRANSCRIBE_MODEL', 'OPENAI_API_KEY', 'OPENAI_BASE_URL'],
]

function hasProtocol(value: string, protocols: readonly string[]): boolean {
  return URL.canParse(value) && protocols.includes(new URL(value).protocol) && !/\s/.test(value)
}

function isHost(value: string): boolean {
  return isIP(value) !== 0 || /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(value)
}

function isTimeZone(value: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: value })
    return true
  } catch {
    return false
  }
}
