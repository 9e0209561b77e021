import type { Unverified } from './settings'

/** 0 new, 1 bot, 2 pool, 3 human, 4 ended or not begun (wecom-protocol §5.14). */
export type KfState = 0 | 1 | 2 | 3 | 4

export const HOURS_48_MS = 48 * 3600_000
export const MESSAGES_PER_QUESTION = 5

export interface Entry {
  at: number
  scene: string
  sceneParam: string
}

/** One resident with one account. A new round begins when the resident writes after the end. */
export interface Session {
  openKfid: string
  user: string
  state: KfState
  servicer: string | null
  changedAt: number
  round: number
  lastResidentAt: number | null
  sends: number
  welcomedAt: number | null
  entry: Entry | null
  /** Codes come only on the first change to 2 and to 3 of a round. */
  poolCodeGiven: boolean
  humanCodeGiven: boolean
  /** A person took it while a message of the bot was already on its way: that one (its msgid, once it is known) is refused, and is nobody's fault. */
  overtaken?: true | string
}

export function newSession(openKfid: string, user: string, now: number): Session {
  return {
    openKfid,
    user,
    state: 4,
    servicer: null,
    changedAt: now,
    round: 0,
    lastResidentAt: null,
    sends: 0,
    welcomedAt: null,
    entry: null,
    poolCodeGiven: false,
    humanCodeGiven: false,
  }
}

export function moveTo(session: Session, state: KfState, servicer: string | null, now: number): void {
  session.state = state
  session.servicer = state === 3 ? servicer : null
  session.changedAt = now
}

/** The resident writes: the 48 hours and the five messages begin anew, and an ended session opens as new. */
export function residentWrites(session: Session, now: number, renewsAllowance: boolean): void {
  if (session.state === 4) {
    moveTo(session, 0, null, now)
    session.round += 1
    session.poolCodeGiven = false
    session.humanCodeGiven = false
  }
  session.lastResidentAt = now
  if (renewsAllowance) session.sends = 0
}

export function isWithin48Hours(session: Session, now: number): boolean {
  return session.lastResidentAt !== null && now - session.lastResidentAt <= HOURS_48_MS
}

/** No event tells of it: 48 hours after the last word the session is over. */
export function expire(session: Session, now: number, unverified: Unverified): void {
  if (unverified.after48Hours === 'kept' || session.state === 4 || isWithin48Hours(session, now)) return
  moveTo(session, 4, null, now)
}

/** The welcome is offered to whom got none and wrote nothing in the past 48 hours (§5.9). */
export function deservesWelcome(session: Session, now: number): boolean {
  const recently = (at: number | null): boolean => at !== null && now - at <= HOURS_48_MS
  return !recently(session.welcomedAt) && !recently(session.lastResidentAt)
}

const allowed: Record<KfState, readonly KfState[]> = { 0: [1, 2, 3], 1: [2, 3], 2: [3], 3: [3, 4], 4: [] }

/** Only what the page marks *yes*; 0 to 1 is in use by several projects. The rest is a setting (95016). */
export function mayMove(from: KfState, to: KfState, unverified: Unverified): boolean {
  return allowed[from].includes(to) || unverified.extraTransitions.some(([a, b]) => a === from && b === to)
}
