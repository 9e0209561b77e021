import { toIsoWithOffset } from '../../platform/zoned-time'
import type { Handoff } from './handoff'

/** A handoff as the API shows it (contract.md §4). */
export function handoffView(found: Handoff, zone: string) {
  const time = (at: Date | null) => at && toIsoWithOffset(at, found.communityZone ?? zone)
  return {
    id: found.id,
    conversationId: found.conversationId,
    user: found.user,
    reason: found.reason,
    evidence: found.evidence,
    status: found.status,
    assignee: found.assignee,
    card: found.card,
    openedAt: time(found.openedAt),
    acceptedAt: time(found.acceptedAt),
    closedAt: time(found.closedAt),
  }
}

export type HandoffView = ReturnType<typeof handoffView>
