import type { Queryable } from '../../platform/database/db'
import { toldBy, type CallerKey } from './caller'

/**
 * A copy of what is kept of somebody who told us without a chat, on request (个人信息保护法 45). Of a matter that others told first
 * only their own line and words: the rest is those others'. Null: nothing is kept.
 */
export async function exportCaller(db: Queryable, key: CallerKey): Promise<Record<string, unknown> | null> {
  const told = await toldBy(db, key)
  if (told.length === 0) return null
  const own = told.flatMap(({ caseId, place }) => (place === null ? [caseId] : []))
  const cases = await db.query(
    'export-caller-cases',
    `select number, kind, category, status, source, summary, location, contact, details - 'callers' as details, opened_at, resolved_at,
            closed_at, rating
       from cases where id = any($1) order by seq`,
    [own],
  )
  const promises = await db.query(
    'export-caller-promises',
    'select what, made_at, due_at, ended_at, ending from promise where case_id = any($1) order by made_at',
    [own],
  )
  const joined = []
  for (const { caseId, place, number, name, phone, home, at } of told) {
    if (place === null) continue
    const words = await db.query<{ note: string }>(
      'export-caller-words',
      `select note from case_stage where case_id = $1 and stage in ('joined', 'urged') and at = $2`,
      [caseId, at],
    )
    joined.push({ number, name, phone, home, at, words: words.map(({ note }) => note).join('\n') })
  }
  return { caller: key, cases, joined, promises }
}
