import type { Clock } from '../platform/clock'

/** Every rule of the protocol that a product broke while it talked to us. A clean run leaves the list empty. */
export const VIOLATIONS = [
  /** send_msg while a person has the session or it waits in the pool (95018). */
  'sent-while-staff-serve',
  /** send_msg in state 4. */
  'sent-after-end',
  'more-than-five-messages',
  'outside-48-hours',
  'text-too-long',
  'menu-limits',
  'field-limits',
  /** The same msgid with other content: the second message is lost behind 95033. */
  'msgid-reused',
  'msgid-malformed',
  'msgid-empty',
  /** Two sends to one resident under way at once: they may arrive in any order. */
  'concurrent-sends',
  'token-loop',
  'token-missing',
  'gettoken-hammering',
  'wrong-secret-repeated',
  'sync-without-open-kfid',
  'sync-without-token-too-often',
  'concurrent-pulls',
  /** Pulled from the start again although it once had a cursor: three days of old messages come again. */
  'cursor-dropped',
  'code-reused',
  'code-late',
  'code-unknown',
  'code-in-wrong-state',
  'transition-not-allowed',
  'escaped-unicode',
  'broken-characters',
  'body-not-json',
  'wrong-method',
  'unknown-endpoint',
  'media-fetched-repeatedly',
  'called-while-blocked',
  'rate-limit',
  'debug-mode',
  'unknown-resident',
  'unknown-account',
  'card-limits',
  'task-id-reused',
  'response-code-reused',
  /** More than 30 a minute to a member: dropped without a word. */
  'member-flooded',
  'all-receivers-invalid',
  'callback-too-slow',
  'callback-refused',
  /** A KF callback expects no passive content. */
  'callback-answered-with-content',
  'passive-reply-broken',
  /** A sign-in address that the platform would refuse, or whose `state` it would not bring back whole (§9.1, §9.2). */
  'sign-in-malformed',
  /** The same sign-in code asked about twice: somebody's second sign-in is lost (§9.3). */
  'sign-in-code-reused',
  /** A number by which an owner can be called, posted to a staff group. */
  'phone-in-group',
] as const
export type ViolationRule = (typeof VIOLATIONS)[number]

export interface Violation {
  rule: ViolationRule
  detail: string
  at: Date
  path?: string
}

export class ViolationBook {
  readonly all: Violation[] = []

  constructor(private readonly clock: Clock) {}

  note(rule: ViolationRule, detail: string, path?: string): void {
    this.all.push({ rule, detail, at: this.clock.now(), path })
  }
}
