import type { Queryable } from '../../platform/database/db'
import { conflict, notFound } from '../../platform/errors'

/** Whoever has written within this time is still talking. */
const TALKING_MS = 30 * 60_000

/**
 * The shipped example takes no more part: not in new talks, lists or on duty; what was said there stays in the log. Refused while
 * owners talk there, and before there is another community to talk in.
 */
export async function closeSample(tx: Queryable, communityId: string, at: Date): Promise<string> {
  const rows = await tx.query<{ name: string; sample: boolean; others: boolean; talking: string }>(
    'sample-to-close',
    `select m.name, m.sample,
            exists (select from community o where o.id <> m.id and not o.sample and o.closed_at is null) as others,
            (select count(*) from conversation v
              where v.community_id = m.id
                and (v.last_in_at > $2 or exists (select from handoff h where h.conversation_id = v.id and h.status in ('waiting', 'active')))
            ) as talking
       from community m where m.id = $1 and m.closed_at is null for no key update of m`,
    [communityId, new Date(at.getTime() - TALKING_MS)],
  )
  const found = rows[0]
  if (!found) throw notFound('community', `There is no community ${communityId}.`)
  if (!found.sample) throw conflict('community_not_sample', 'Only the shipped example is closed.')
  if (!found.others) throw conflict('community_only_one', 'There is no other community yet.')
  if (found.talking !== '0')
    throw conflict('community_in_use', `${found.talking} owners talk there.`, { talking: Number(found.talking) })
  await tx.query('close-community', 'update community set closed_at = $2 where id = $1', [communityId, at])
  await tx.query(
    'rest-staff-of-closed',
    `update staff s set active = false
      where exists (select from staff_community w where w.staff_id = s.id and w.community_id = $1)
        and not exists (select from staff_community w join community m on m.id = w.community_id
                         where w.staff_id = s.id and w.community_id <> $1 and m.closed_at is null)`,
    [communityId],
  )
  return found.name
}
