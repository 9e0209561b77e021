import type { Queryable } from '../../platform/database/db'

export interface FoundPerson {
  id: string
  name: string | null
  phone: string | null
  homes: string[]
  /** `channel user`, and what the channel calls them. */
  identities: { channel: string; user: string; nickname: string | null }[]
  community: string | null
  messages: number
  openCases: number
  lastAt: Date | null
  erasedAt: Date | null
}

const MOST = 30

/** Owners by a part of their name, a whole phone number, a channel's user or a case number; those who wrote last come first. */
export async function findPeople(
  db: Queryable,
  query: { find: string; communityIds: readonly string[] | null },
): Promise<FoundPerson[]> {
  return db.query<FoundPerson & object>(
    'find-people',
    `select p.id, p.name, p.phone, m.name as community, p.erased_at as "erasedAt",
            coalesce((select jsonb_agg(concat_ws('-', h.building, h.unit, h.room) order by o.since)
                        from person_house o join house h on h.id = o.house_id where o.person_id = p.id and o.until is null), '[]') as homes,
            coalesce((select jsonb_agg(jsonb_build_object('channel', i.channel, 'user', i.external_id, 'nickname', i.nickname)
                                       order by i.channel, i.external_id)
                        from identity i where i.person_id = p.id), '[]') as identities,
            (select count(*)::int from exchange e join conversation v on v.id = e.conversation_id
              where v.person_id = p.id and e.author = 'owner') as messages,
            (select count(*)::int from cases c
              where (c.person_id = p.id or exists (select from case_reporter r where r.case_id = c.id and r.person_id = p.id))
                and c.status not in ('closed', 'cancelled')) as "openCases",
            (select max(v.last_at) from conversation v where v.person_id = p.id) as "lastAt"
       from person p left join community m on m.id = p.community_id
      where (strpos(coalesce(p.name, ''), $1) > 0 or p.phone = $1
             or exists (select from identity i where i.person_id = p.id and (i.external_id = $1 or i.nickname = $1))
             or exists (select from cases c where c.person_id = p.id and c.number = upper($1) and not c.anonymous))
        and ($2::text[] is null or p.community_id = any($2)
             or exists (select from conversation v where v.person_id = p.id and v.community_id = any($2)))
      order by "lastAt" desc nulls last, p.id
      limit ${MOST}`,
    [query.find, query.communityIds],
  )
}
