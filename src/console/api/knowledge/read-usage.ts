import type { Queryable } from '../../../platform/database/db'

export interface Usage {
  hits: number
  lastAt: Date
  unhelpful: number
}

/**
 * How often the answers of the last days went out, by article id, from the log. Owners have no button for 没帮到; what they do is
 * ask for a person: within ten minutes of an answer, before another one, that answer did not help.
 */
export async function readUsage(
  tx: Queryable,
  since: Date,
  communityIds: readonly string[] | null,
): Promise<Map<string, Usage>> {
  const rows = await tx.query<{ id: string; hits: number; last_at: Date; unhelpful: number }>(
    'usage-of-articles',
    USAGE,
    [since, communityIds],
  )
  return new Map(rows.map((row) => [row.id, { hits: row.hits, lastAt: row.last_at, unhelpful: row.unhelpful }]))
}

const USAGE = `
with said as (
  select e.conversation_id, e.at, s ->> 'article' as key, v.community_id,
         lead(e.at) over (partition by e.conversation_id order by e.seq) as next_at
    from exchange e
    join conversation v on v.id = e.conversation_id
    cross join lateral jsonb_array_elements(e.sources) s
   where e.sources <> '[]'::jsonb and e.at >= $1 and e.direction = 'out' and e.author = 'bot'
     and ($2::text[] is null or v.community_id = any($2)))
select a.id, count(*)::int as hits, max(said.at) as last_at,
       count(*) filter (where exists (
         select from handoff h
          where h.conversation_id = said.conversation_id and h.reason in ('requested', 'stuck', 'sentiment')
            and h.opened_at > said.at and h.opened_at <= least(said.at + interval '10 minutes', coalesce(said.next_at, 'infinity')))
       )::int as unhelpful
  from said
  join lateral (select id from article where key = said.key and (community_id is null or community_id = said.community_id)
                 order by community_id nulls last limit 1) a on true
 group by a.id`
