import type { Case } from '../../../records/case/case'
import { caseView } from '../../../records/case/case-view'
import { keepAnonymous } from '../../../records/case/keep-anonymous'
import type { CaseItem } from '../../contract/case'
import type { DeskCase } from '../../contract/console'
import type { Viewer } from './viewer'

/** A case on the console's pages. */
export function showCase(found: Case, viewer: Viewer, zone: string): DeskCase {
  return {
    ...shownCase(found, viewer, zone),
    // Which cases belong together is told on the case's own page, without those this person may not see.
    links: [],
    conversationId: isWithheld(found, viewer) ? null : found.conversationId,
  }
}

/** A case as this person may see it: of an anonymous one nobody, of a confidential one only those who need to know who it was. */
export function shownCase(found: Case, viewer: Viewer, zone: string): CaseItem {
  const item = toCaseItem(isWithheld(found, viewer) ? nameless(found) : found, zone)
  return { ...item, anonymous: found.anonymous }
}

/** An anonymous case was written down without names; a confidential one has them, also in its words, and whoever told it besides. */
function nameless(found: Case): Case {
  if (found.anonymous) return found
  const { callers: _callers, ...details } = found.details
  const { summary, location, contact, rating } = found
  const masked = (words: string) =>
    keepAnonymous({ summary: words, location, contact, details: {} }, found.user).summary
  return {
    ...found,
    ...keepAnonymous({ summary, location, contact, details }, found.user),
    rating: rating && { ...rating, comment: masked(rating.comment) },
    stages: found.stages.map((stage) => ({ ...stage, note: masked(stage.note) })),
    anonymous: true,
  }
}

/** The view takes times that may be missing; when a case was opened and its stages were written is always known. */
export const toCaseItem = (found: Case, zone: string) => caseView(found, zone) as CaseItem

/** Whether name, phone, room and talk stay closed to this person. */
export function isWithheld(found: Case, viewer: Viewer): boolean {
  if (found.anonymous) return true
  if (!found.confidential || viewer.leads) return false
  return ![found.assignee, found.ownerOfRecord].some((who) => who !== null && viewer.names.includes(who))
}
