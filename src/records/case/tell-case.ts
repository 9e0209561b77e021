import type { Queryable } from '../../platform/database/db'
import { scheduleJob } from '../../queue/schedule'
import { tellOutside } from '../outside-event'
import type { Case } from './case'
import { caseView, shownActor } from './case-view'

/** What can happen to a case. A job named `case-<event>` carries it to whoever finds the words (style.md §1: records don't speak). */
export const CASE_EVENTS = [
  'opened',
  'joined',
  'accepted',
  'assigned',
  'progressed',
  'paused',
  'resumed',
  'resolved',
  'reopened',
  'closed',
  'cancelled',
  'urged',
  'transferred',
  'taken_over',
  'rated',
] as const
export type CaseEvent = (typeof CASE_EVENTS)[number]

/** The body of a `case-…` job. */
export interface CaseEventBody extends Record<string, unknown> {
  caseId: string
  conversationId: string | null
  version: number
  by: string
  note: string
  to: string | null
  /** When it was done, by the talk's own clock. */
  at: string
  /** The talk of the owner who did it; the case's own is that of whoever reported it first. */
  talk: TalkOfAct | null
}

export interface TalkOfAct {
  conversationId: string
  personId: string | null
}

/** Leaves word of a change: a job for our own tasks and, where there is one, an event for the outside complaint system. */
export async function tellCase(
  tx: Queryable,
  found: Case,
  event: CaseEvent,
  facts: { by: string; note?: string; to?: string | null; at: Date; now: Date; zone: string; talk?: TalkOfAct },
): Promise<void> {
  const body: CaseEventBody = {
    caseId: found.id,
    conversationId: found.conversationId,
    version: found.version,
    by: facts.by,
    note: facts.note ?? '',
    to: facts.to ?? null,
    at: facts.at.toISOString(),
    talk: facts.talk ?? null,
  }
  const kind = `case-${event}`
  await scheduleJob(tx, { kind, key: `${kind}:${found.id}:${found.version}`, dueAt: facts.now, body })
  await tellOutside(tx, {
    conversationId: found.conversationId,
    type: 'case',
    at: facts.at,
    now: facts.now,
    data: {
      change: event,
      by: shownActor(found, facts.by),
      note: facts.note ?? '',
      case: caseView(found, facts.zone),
    },
  })
}
