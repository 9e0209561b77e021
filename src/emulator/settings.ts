import type { Clock } from '../platform/clock'
import { systemClock } from '../platform/clock'
import type { KfState } from './session'

/**
 * What the vendor's pages leave open (wecom-protocol §14). Nothing here is knowledge: each default is the choice that is
 * safest to test against, and a test that cares sets the other one as well.
 */
export interface Unverified {
  /** `gettoken` inside the validity: the same token with the time it has left, a new one beside it, or a new one that kills the old. */
  repeatedGettoken: 'same' | 'new-keeps-old' | 'new-kills-old'
  /** Code for an expired access token; expired ones have been seen under both. */
  expiredTokenErrcode: 40014 | 42001
  /** May the callback's token serve several pages (common in SDKs)? `false`: one call a token, then 95007. */
  msgTokenReusable: boolean
  /** Pulls without token, per account and minute of the clock; the real figure is unpublished. Beyond: 45009. */
  tokenlessPullsPerMinute: number
  /** A cursor we never gave. */
  badCursorErrcode: number
  /** A cursor older than the three days: go on at the oldest kept item, or answer the bad-cursor code. */
  oldCursor: 'oldest' | 'error'
  /** `sync_msg` without `open_kfid`. */
  missingOpenKfidErrcode: number
  /** Text above 2048 bytes. */
  longText: 'refuse' | 'cut'
  /** Sending into an ended session, or one that has not begun. */
  sendAfterEndErrcode: 95013 | 95018
  /** Is a used msgid noticed before or after the rules about state, 48 hours and five messages? */
  duplicateCheck: 'first' | 'last'
  /** Do welcome, pool, assignment and end messages count towards the five? */
  codeMessagesCount: boolean
  /** A menu tap is a message of the resident, so presumably it renews the five. */
  menuTapRenews: boolean
  /** One-time codes of §5.13 that are not known, too old, already used (codes borrowed from the sign-in page). */
  codeErrcodes: { unknown: number; expired: number; used: number }
  /** State changes beyond the ones the page lists as allowed, for example `[[1, 4]]`. */
  extraTransitions: ReadonlyArray<readonly [KfState, KfState]>
  /** After 48 hours without a word: the session counts as ended (4), or keeps its state and only sending fails. */
  after48Hours: 'ended' | 'kept'
  /** Does a second delivery of a callback carry a fresh timestamp, nonce and ciphertext? */
  retryIsFresh: boolean
  /** Is any status but 200 repeated, or only silence and broken connections? */
  retryOnHttpError: boolean
  /** Does a passive reply to `template_card_event` update the card? A hidden remark says the server ignores it. */
  passiveCardUpdate: boolean
  /** `recall_msg` is missing from the pages of the WeCom edition. */
  recallSupported: boolean
  /** What stands in place of a file above the inbound limits. */
  oversizeHint: string
  /** Wrong secrets from one address before it is banned for an hour. */
  wrongSecretsBeforeBan: number
}

export const safestGuesses: Unverified = {
  repeatedGettoken: 'same',
  expiredTokenErrcode: 42001,
  msgTokenReusable: true,
  tokenlessPullsPerMinute: 60,
  badCursorErrcode: 40058,
  oldCursor: 'oldest',
  missingOpenKfidErrcode: 60251,
  longText: 'refuse',
  sendAfterEndErrcode: 95018,
  duplicateCheck: 'first',
  codeMessagesCount: false,
  menuTapRenews: true,
  codeErrcodes: { unknown: 40029, expired: 42003, used: 42022 },
  extraTransitions: [],
  after48Hours: 'ended',
  retryIsFresh: false,
  retryOnHttpError: true,
  passiveCardUpdate: false,
  recallSupported: true,
  oversizeHint: '[文件超过大小限制，请在手机端查看]',
  wrongSecretsBeforeBan: 5,
}

/** From which point on a habit is written down as a violation, and how patient the platform is. Rates run on the clock. */
export interface Limits {
  perApiPerMinute: number
  gettokensPerMinute: number
  /** Calls with a token after it was refused; a few are fair, when several processes shared it. */
  callsWithRefusedToken: number
  mediaFetchesPerMinute: number
  /** Real time in which a call to a blocked API is no fault: several processes need a moment to tell each other. */
  blockedGraceMs: number
  callbackTimeoutMs: number
  callbackAttempts: number
  callbackRetryDelayMs: number
  verificationTimeoutMs: number
}

const vendorLimits: Limits = {
  perApiPerMinute: 10_000,
  gettokensPerMinute: 10,
  callsWithRefusedToken: 10,
  mediaFetchesPerMinute: 3,
  blockedGraceMs: 0,
  callbackTimeoutMs: 5_000,
  callbackAttempts: 3,
  callbackRetryDelayMs: 100,
  verificationTimeoutMs: 1_000,
}

export interface EmulatorOptions {
  clock?: Clock
  callbackUrl?: string
  corpId?: string
  secret?: string
  agentId?: number
  token?: string
  aesKey?: string
  webhookKey?: string
  /** 0 takes any free port. */
  port?: number
  host?: string
  /** Same seed, same faults and same ids. */
  seed?: number
  tokenLifetimeSeconds?: number
  limits?: Partial<Limits>
  unverified?: Partial<Unverified>
}

export interface Settings extends Required<Omit<EmulatorOptions, 'limits' | 'unverified' | 'callbackUrl'>> {
  limits: Limits
  unverified: Unverified
}

/** The key's last character carries non-zero unused bits, as nearly every real one does (wecom-protocol §3.1). */
export function settle(options: EmulatorOptions): Settings {
  return {
    clock: options.clock ?? systemClock,
    corpId: options.corpId ?? 'ww5e0a1b2c3d4f5a6b',
    secret: options.secret ?? 'emulator-secret-0123456789abcdefghijklmnop',
    agentId: options.agentId ?? 1000002,
    token: options.token ?? 'EmulatorToken2026',
    aesKey: options.aesKey ?? 'kWxPEV2UEDyxWpmPdKC3F4dgPDmOvfKX1HGnEUDS1aR',
    webhookKey: options.webhookKey ?? '693a91f6-7a2c-4bc4-97a0-0ec2sifa5aaa',
    port: options.port ?? 0,
    host: options.host ?? '127.0.0.1',
    seed: options.seed ?? 1,
    tokenLifetimeSeconds: options.tokenLifetimeSeconds ?? 7200,
    limits: { ...vendorLimits, ...options.limits },
    unverified: { ...safestGuesses, ...options.unverified },
  }
}
