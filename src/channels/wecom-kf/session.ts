import type { KfState } from '../wecom/answers'

export type CodeScene = 'welcome' | 'pool' | 'assigned' | 'ended'

/** What we know of one owner's session with one account. */
export interface KfSession {
  state: KfState | null
  servicer: string | null
  source: string
  knownAt: Date | null
  lastOwnerAt: Date | null
  sends: CountedSend[]
}

/** A message that counts towards the five: when it went out, and after which owner message as far as we knew. */
export interface CountedSend {
  id: string
  at: string
  after: string | null
}

/** What a pulled item tells about a session, in the order of the list. */
export type SessionFact =
  | { kind: 'owner-wrote'; at: Date }
  | { kind: 'moved'; at: Date; state: KfState; servicer: string | null }
  /** Something went wrong that makes our knowledge doubtful. */
  | { kind: 'doubt' }

export const HOURS_48_MS = 48 * 3600_000
const FIVE = 5
/** Times of WeCom are whole seconds: an event of second 10 may have happened after our look at 10.4. */
const WHOLE_SECOND_MS = 999

export const unknownSession: KfSession = {
  state: null,
  servicer: null,
  source: 'none',
  knownAt: null,
  lastOwnerAt: null,
  sends: [],
}

export function applyFact(session: KfSession, fact: SessionFact): KfSession {
  switch (fact.kind) {
    case 'owner-wrote':
      return ownerWrote(session, fact.at)
    case 'moved': {
      // Pulled items may be older than what we asked or did ourselves.
      if (session.knownAt && fact.at.getTime() + WHOLE_SECOND_MS < session.knownAt.getTime()) return session
      const { state, servicer } = fact
      // Somewhere within that second: whoever looked before its end may have looked before the event.
      const knownAt = later(session.knownAt, new Date(fact.at.getTime() + WHOLE_SECOND_MS))
      return { ...session, state, servicer, source: 'event', knownAt }
    }
    case 'doubt':
      return { ...session, knownAt: null }
  }
}

/** An ended session opens as new when the owner writes; after 48 silent hours nobody knows (wecom-protocol §5.14). */
function ownerWrote(session: KfSession, at: Date): KfSession {
  const before = session.lastOwnerAt
  const slept = before !== null && at.getTime() - before.getTime() > HOURS_48_MS
  const reopened = session.state === 4 && at.getTime() + WHOLE_SECOND_MS >= (session.knownAt?.getTime() ?? 0)
  return {
    ...session,
    state: slept ? null : reopened ? 0 : session.state,
    servicer: slept || reopened ? null : session.servicer,
    knownAt: slept || reopened ? null : session.knownAt,
    lastOwnerAt: later(before, at),
    // Two messages of one second: what was sent after the first of them renews with the second.
    sends: before?.getTime() === at.getTime() ? session.sends.map((send) => ({ ...send, after: null })) : session.sends,
  }
}

/**
 * Sends that WeCom counts towards the five of the last owner message: those made when we knew of it, and those surely after
 * it by the clock. In the doubtful second none is counted: the one in reserve makes up for it, and an answer that waits for
 * nothing would be worse. Codes' messages are counted too: whether WeCom does is not stated.
 */
export function sendsUsed(session: KfSession): number {
  const since = session.lastOwnerAt?.getTime()
  if (since === undefined) return session.sends.length
  return session.sends.filter(
    ({ at, after }) => Date.parse(at) > since + WHOLE_SECOND_MS || (after !== null && Date.parse(after) >= since),
  ).length
}

/** One of the five stays in reserve for the handoff notice (design D12). */
export function mayStillSend(session: KfSession, useReserve: boolean): boolean {
  return sendsUsed(session) < (useReserve ? FIVE : FIVE - 1)
}

export function isWithin48Hours(session: KfSession, now: Date): boolean {
  return session.lastOwnerAt !== null && now.getTime() - session.lastOwnerAt.getTime() < HOURS_48_MS
}

/** The list of sends with this one; the same row again is no second send. */
export function countSend(session: KfSession, id: string, now: Date): CountedSend[] {
  if (session.sends.some((send) => send.id === id)) return session.sends
  const after = session.lastOwnerAt?.toISOString() ?? null
  return [...session.sends, { id, at: now.toISOString(), after }].slice(-2 * FIVE)
}

function later(one: Date | null, other: Date): Date {
  return one && one > other ? one : other
}
