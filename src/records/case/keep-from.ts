import type { Queryable } from '../../platform/database/db'
import { findStaff } from '../community/staff'
import type { Case } from './case'
import { lockCase } from './lock-case'
import { getCase } from './read-case'
import { tellCase } from './tell-case'

/**
 * A colleague is named once the complaint is on record: from now on it does not exist for them (domain.md B1), and what they or those
 * beneath them had in hands is the new leader's. A transfer waits for its receiver; this one cannot wait with them.
 */
export async function keepFrom(
  tx: Queryable,
  id: string,
  change: {
    about: readonly string[]
    /** Those under them, who do not lead it either. */
    beneath: readonly string[]
    /** Staff id of whoever leads it where one of those did. */
    leader: string
    at: Date
    now: Date
    zone: string
  },
): Promise<Case> {
  await lockCase(tx, id)
  const found = await getCase(tx, id)
  if (found.status === 'closed' || found.status === 'cancelled') return found
  const barred = [...change.about, ...change.beneath]
  const [isLed, isWorkedOn, isPassedOn] = [
    await isOneOf(tx, found.ownerOfRecord, barred),
    await isOneOf(tx, found.assignee, barred),
    await isOneOf(tx, found.transferTo, barred),
  ]
  await tx.query(
    'keep-case-from',
    `update cases
        set about_staff = array(select distinct unnest(about_staff || $2::text[]) order by 1), owner_of_record = $3, assignee = $4,
            transfer_to = $5, version = version + 1
      where id = $1`,
    [
      id,
      [...change.about],
      isLed ? change.leader : found.ownerOfRecord,
      isWorkedOn ? change.leader : found.assignee,
      isPassedOn || isLed ? null : found.transferTo,
    ],
  )
  const kept = await getCase(tx, id)
  if (!isLed && !isWorkedOn) return kept
  await tx.query(
    'case-kept-from-stage',
    `insert into case_stage (case_id, stage, at, actor, note) values ($1, 'transferred', $2, 'system', $3)`,
    [id, change.at, `→ ${change.leader}`],
  )
  await tellCase(tx, kept, 'transferred', { ...change, by: 'system', to: change.leader })
  return getCase(tx, id)
}

/** Records keep a staff id or a name, as given. */
export async function isOneOf(tx: Queryable, who: string | null, staff: readonly string[]): Promise<boolean> {
  if (who === null) return false
  const id = (await findStaff(tx, who))?.id ?? who
  return staff.includes(id)
}
