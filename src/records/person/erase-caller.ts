import type { Queryable } from '../../platform/database/db'
import { toldBy, type CallerKey } from './caller'
import { eraseCases, type PersonErasure } from './erase-person'

/**
 * Erases what somebody told us without a chat, on request (个人信息保护法 47): a case they told first as that of any person, and
 * where they were one of several who told, their line and their words. What is not over keeps them until it is: they are rung back.
 */
export async function eraseCaller(tx: Queryable, key: CallerKey): Promise<PersonErasure> {
  const told = await toldBy(tx, key)
  const ids = [...new Set(told.map(({ caseId }) => caseId))].sort()
  await tx.query('lock-cases', 'select id from cases where id = any($1) order by id for no key update', [ids])
  const now = await toldBy(tx, key)
  const ended = now.filter(({ status }) => ['closed', 'cancelled'].includes(status))
  await eraseCases(
    tx,
    ended.flatMap(({ caseId, place }) => (place === null ? [caseId] : [])),
  )
  // From the last to the first: what goes moves those behind it.
  for (const { caseId, place, at } of [...ended].sort((a, b) => (b.place ?? 0) - (a.place ?? 0))) {
    if (place === null) continue
    await tx.query(
      'erase-caller-words',
      `update case_stage set note = '' where case_id = $1 and stage in ('joined', 'urged') and at = $2`,
      [caseId, at],
    )
    await tx.query(
      'erase-caller-line',
      `update cases set details = jsonb_set(details, '{callers}', (details -> 'callers') - $2::int)
        where id = $1 and details ? 'callers'`,
      [caseId, place],
    )
  }
  return { erased: ended.length, held: 0, openCases: now.length - ended.length }
}
