import { toIsoWithOffset } from '../../platform/zoned-time'
import type { Case, StageRow } from './case'

/**
 * A case as the API shows it (contract.md §4), field by field. `zone` is the deployment's; a community's own wins. An anonymous
 * case shows nobody: no reporters, and no way into the exchange log that would name them.
 */
export function caseView(found: Case, zone: string) {
  const time = (at: Date | null) => at && toIsoWithOffset(at, found.communityZone ?? zone)
  const seqOf = new Map(found.exchanges.map((exchange) => [exchange.id, exchange.seq]))
  const { anonymous, location, appointment, rating } = found
  return {
    id: found.id,
    number: found.number,
    kind: found.kind,
    category: found.category,
    emergencyType: found.emergencyType,
    status: found.status,
    priority: found.priority,
    summary: found.summary,
    user: anonymous ? null : found.user,
    reporters: anonymous ? [] : found.reporters.map((reporter) => reporter.user),
    community: found.community,
    location: {
      building: location.building ?? null,
      unit: location.unit ?? null,
      room: anonymous ? null : (location.room ?? null),
      place: location.place ?? null,
      text: location.text ?? null,
    },
    appointment: appointment && { from: time(appointment.from), to: time(appointment.to), text: appointment.text },
    contact: anonymous ? null : found.contact,
    anonymous,
    confidential: found.confidential,
    details: found.details,
    attachments: found.attachments.map((attachment) => ({
      kind: attachment.kind,
      exchangeSeq: anonymous ? null : (seqOf.get(attachment.exchangeId) ?? null),
    })),
    urges: found.urges,
    openedAt: time(found.openedAt),
    dueAt: time(found.dueAt),
    assignee: found.assignee,
    ownerOfRecord: found.ownerOfRecord,
    source: found.source,
    links: found.links,
    rating: rating && { score: rating.score, comment: rating.comment, at: time(rating.at) },
    stages: shownStages(found.stages).map(({ stage, at, actor, note }) => ({
      stage,
      at: time(at),
      actor: shownActor(found, actor),
      note,
    })),
    exchangeSeqs: anonymous ? [] : found.exchanges.map((exchange) => exchange.seq),
  }
}

/** Who did something, as it may be shown: an act of the owner's own is signed with their user, which an anonymous case keeps to itself. */
export function shownActor({ anonymous, user, reporters }: Case, actor: string): string {
  const isOwner = actor === user || reporters.some((reporter) => reporter.user === actor)
  return anonymous && isOwner ? 'owner' : actor
}

export type CaseView = ReturnType<typeof caseView>

/** The bot's intake stands until a person takes the case in; from then on theirs is the one (contract.md §8: accept writes `intake`). */
export function shownStages(stages: readonly StageRow[]): StageRow[] {
  const accepted = stages.findLastIndex((row) => row.stage === 'intake')
  return stages.filter((row, index) => row.stage !== 'intake' || index === accepted)
}
