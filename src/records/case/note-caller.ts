import type { Queryable } from '../../platform/database/db'

/** Another who told us of an open case without a chat, kept beside it (`details.callers`). */
export async function noteCaller(
  tx: Queryable,
  id: string,
  caller: { name: string | null; phone: string | null; source: string; at: Date },
): Promise<void> {
  if (!caller.name && !caller.phone) return
  await tx.query(
    'note-caller',
    `update cases
        set details = jsonb_set(details, '{callers}', coalesce(details -> 'callers', '[]') || $2::jsonb), version = version + 1
      where id = $1`,
    [id, JSON.stringify([{ ...caller, at: caller.at.toISOString() }])],
  )
}

/** Two records of one matter have become one: who was noted beside the first is rung back for the second. */
export async function takeCallersAlong(tx: Queryable, id: string, intoId: string): Promise<void> {
  await tx.query(
    'take-callers-along',
    `update cases c
        set details = jsonb_set(c.details, '{callers}', coalesce(c.details -> 'callers', '[]') || (o.details -> 'callers')),
            version = c.version + 1
       from cases o where c.id = $2 and o.id = $1 and o.details ? 'callers'`,
    [id, intoId],
  )
}
