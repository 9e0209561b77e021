import type { Queryable } from '../../platform/database/db'
import { sha256 } from './chain'

export interface RootHead {
  conversation_id: string
  link: string
  hash: string
}

/**
 * Ties all conversations together as they stand now (design D11): the root of `day` is taken over the root before it and the
 * last hash of every conversation that has moved since, so through its predecessors it vouches for all of them. Made once a
 * day; the second time returns the first one's root.
 */
export async function makeDailyRoot(tx: Queryable, day: string, at: Date): Promise<string> {
  // Two processes reach midnight together.
  await tx.query('lock-daily-root', 'lock table chain_root in share row exclusive mode')
  const known = await tx.query<{ root: string }>('daily-root-of', 'select root from chain_root where day = $1::date', [
    day,
  ])
  if (known[0]) return known[0].root
  const before = await tx.query<{ root: string }>(
    'last-daily-root',
    'select root from chain_root order by day desc limit 1',
  )
  const moved = await tx.query<RootHead>(
    'moved-since-root',
    `select v.id as conversation_id, v.links::text as link, v.head_hash as hash
       from conversation v
      where v.links > coalesce((select max(h.link) from chain_root_head h where h.conversation_id = v.id), 0)
      order by v.id collate "C"`,
  )
  const root = sha256(rootOf(before[0]?.root ?? '', moved))
  await tx.query(
    'insert-daily-root',
    `insert into chain_root (day, root, conversations, made_at)
     values ($1::date, $2, (select count(*) from conversation where links > 0), $3)`,
    [day, root, at],
  )
  await tx.query(
    'insert-root-heads',
    `insert into chain_root_head (day, conversation_id, link, hash)
     select $1::date, id, link, hash from unnest($2::text[], $3::bigint[], $4::text[]) as m(id, link, hash)`,
    [day, moved.map((head) => head.conversation_id), moved.map((head) => head.link), moved.map((head) => head.hash)],
  )
  return root
}

/** What a root is the hash of. */
export function rootOf(before: string, moved: readonly RootHead[]): string {
  return [before, ...moved.map(({ conversation_id, link, hash }) => `${conversation_id}|${link}|${hash}`)].join('\n')
}
