import { z } from 'zod'
import type { Queryable } from '../../platform/database/db'

/**
 * Somebody who told us without a chat. No person of ours stands for them: they are whoever left this phone number, or, where none
 * was left, this name for this home.
 */
const CallerKey = z.union([
  z.object({ phone: z.string() }),
  z.object({ community: z.string(), home: z.string(), name: z.string().nullable() }),
])
export type CallerKey = z.infer<typeof CallerKey>

const PREFIX = 'caller-'

/** Names a caller on pages and routes where others have the id of their person. */
export function callerId(key: CallerKey): string {
  return PREFIX + Buffer.from(JSON.stringify(key)).toString('base64url')
}

/** Null: the id of a person, or of nobody. */
export function readCallerId(id: string): CallerKey | null {
  if (!id.startsWith(PREFIX)) return null
  try {
    return CallerKey.parse(JSON.parse(Buffer.from(id.slice(PREFIX.length), 'base64url').toString()))
  } catch {
    return null
  }
}

/** One telling of a matter: as its first teller, or as one more whom staff noted beside it (`details.callers`). */
export interface Told {
  caseId: string
  /** Of `details.callers`, counted from 0; null: who told it first, whose words are those of the case. */
  place: number | null
  communityId: string
  community: string
  number: string
  status: string
  name: string | null
  phone: string | null
  home: string
  at: Date
}

/** Every telling without a chat; of an anonymous case nobody is known. */
const TOLD = `
  select t.*, m.name as community
    from (select c.id as "caseId", null::int as place, c.community_id as "communityId", c.number, c.status, c.about_staff,
                 c.contact ->> 'name' as name, bare_phone(c.contact ->> 'phone') as phone, ${homeOf('c')} as home, c.opened_at as at
            from cases c where c.conversation_id is null and not c.anonymous
          union all
          select c.id, k.place::int - 1, c.community_id, c.number, c.status, c.about_staff,
                 k.caller ->> 'name', bare_phone(k.caller ->> 'phone'), ${homeOf('c')}, (k.caller ->> 'at')::timestamptz
            from cases c cross join lateral jsonb_array_elements(c.details -> 'callers') with ordinality as k (caller, place)
           where c.details ? 'callers' and not c.anonymous) t
    join community m on m.id = t."communityId"`

function homeOf(row: string): string {
  return `concat_ws('-', ${row}.location ->> 'building', ${row}.location ->> 'unit', ${row}.location ->> 'room')`
}

const MOST = 200

/** By a part of a name, a whole phone number, a home (`3-1-1202`, `3栋1单元1202室`) or a case number, the latest first. */
export async function findTold(tx: Queryable, find: string): Promise<Told[]> {
  const home = find
    .normalize('NFKC')
    .replace(/号楼|单元|[栋幢座号室楼房\s-]+/g, '-')
    .replace(/^-+|-+$/g, '')
  return tx.query<Told & object>(
    'find-told',
    `${TOLD}
      where strpos(coalesce(t.name, ''), $1) > 0 or t.phone = nullif(bare_phone($1), '') or t.number = upper($1)
         or (t.home = $2 and t.home like '%-%')
      order by t.at desc, t."caseId" limit ${MOST}`,
    [find, home],
  )
}

/** Everything one caller told, the latest first. */
export async function toldBy(tx: Queryable, key: CallerKey): Promise<Told[]> {
  const [phone, community, home, name] =
    'phone' in key ? [key.phone, null, null, null] : [null, key.community, key.home, key.name]
  return tx.query<Told & object>(
    'told-by',
    `${TOLD}
      where t.phone = $1
         or ($1::text is null and coalesce(t.phone, '') = '' and t."communityId" = $2 and t.home = $3
             and t.name is not distinct from $4::text)
      order by t.at desc, t."caseId"`,
    [phone, community, home, name],
  )
}

/** Null: nothing was left by which they could be told from others. */
export function keyOf({ phone, communityId, home, name }: Told): CallerKey | null {
  if (phone) return { phone }
  return home.includes('-') ? { community: communityId, home, name } : null
}
