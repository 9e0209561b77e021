import type { Queryable } from '../../platform/database/db'
import { newId } from '../../platform/ids'
import { scheduleJob } from '../../queue/schedule'
import { tellOutside } from '../outside-event'
import type { Handoff } from './handoff'
import { handoffView } from './handoff-view'

/** What can happen to a handoff; a job named `handoff-<event>` carries it to whoever finds the words. */
export const HANDOFF_EVENTS = ['opened', 'joined', 'accepted', 'passed', 'returned', 'closed'] as const
export type HandoffEvent = (typeof HANDOFF_EVENTS)[number]

export async function tellHandoff(
  tx: Queryable,
  found: Handoff,
  event: HandoffEvent,
  facts: { by: string; at: Date; now: Date; zone: string },
): Promise<void> {
  const kind = `handoff-${event}`
  const body = { handoffId: found.id, conversationId: found.conversationId, by: facts.by, reason: found.reason }
  await scheduleJob(tx, { kind, key: `${kind}:${newId(found.id, facts.now)}`, dueAt: facts.now, body })
  await tellOutside(tx, {
    conversationId: found.conversationId,
    type: 'handoff',
    at: facts.at,
    now: facts.now,
    data: { change: event, by: facts.by, handoff: handoffView(found, facts.zone) },
  })
}
