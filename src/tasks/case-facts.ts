import { cutText } from '../platform/cut-text'
import type { Queryable } from '../platform/database/db'
import { formatChineseTime } from '../platform/zoned-time'
import type { Case } from '../records/case/case'
import { findStaff } from '../records/community/staff'
import type { Phrases } from '../dialogs/phrases'

export type CaseFacts = Record<'number' | 'summary' | 'who' | 'due' | 'note', string>

/** What a sentence about a case may name. `by`: who has just acted; an act has a name wherever somebody gave one. */
export async function factsOf(
  tx: Queryable,
  one: Case,
  options: { phrases: Phrases; note: string; by: string; zone: string; now: Date },
): Promise<CaseFacts> {
  const where = one.communityZone ?? options.zone
  const who =
    (await nameOf(tx, one.assignee)) ?? (await nameOf(tx, options.by)) ?? (await nameOf(tx, one.ownerOfRecord))
  return {
    number: one.number,
    summary: one.summary.length > 40 ? `${cutText(one.summary, 39)}…` : one.summary,
    who: who ?? options.phrases.say('handoff.officer'),
    due: one.dueAt ? formatChineseTime(one.dueAt, where, options.now) : '',
    note: options.note,
  }
}

/**
 * How an owner is told of somebody: post and name of staff we know, else the name as it was given (contract.md §8: "a staff id or
 * any name"), else null: what is no person's name is not said.
 */
export async function nameOf(tx: Queryable, who: string | null): Promise<string | null> {
  if (who === null) return null
  const staff = await findStaff(tx, who)
  if (staff) return `${staff.title}${staff.name}`
  return isName(who) ? who : null
}

/** Programs and accounts act, too; ids and logins mean nothing to an owner. */
function isName(who: string): boolean {
  return /^[\p{Script=Han}·]{2,12}$/u.test(who.trim()) || /^\p{Lu}\p{L}+( \p{Lu}\p{L}+)+$/u.test(who.trim())
}
