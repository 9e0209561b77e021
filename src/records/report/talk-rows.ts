import { SCOPE, dayOf, within } from './report-scope'

/**
 * An owner on one day is one talk. `alone`: the bot answered, nobody took over, no colleague spoke, no question stayed without an
 * article, and nothing that was filed in it had to be opened again. `handed`: it was handed over that day. `rest`: a colleague went on with it, it got no answer, or was not done with.
 */
export const TALK_ROWS = `${SCOPE},
spoken as (
  select e.conversation_id, ${dayOf('e.at')} as day, max(e.at) filter (where e.author = 'owner') as at,
         bool_or(e.author = 'owner') as owner, bool_or(e.author = 'bot') as bot, bool_or(e.author = 'staff') as staff
    from exchange e
    join conversation v on v.id = e.conversation_id
    join scope s on s.community = coalesce(v.community_id, '')
   where ${within('e.at')} and e.kind <> 'event'
   group by 1, 2),
handed as (
  select distinct h.conversation_id, ${dayOf('h.opened_at')} as day
    from handoff h
    join conversation v on v.id = h.conversation_id
    join scope s on s.community = coalesce(v.community_id, '')
   where ${within('h.opened_at')}),
in_vain as (
  select distinct u.conversation_id, ${dayOf('u.at')} as day
    from unanswered u
    join conversation v on v.id = u.conversation_id
    join scope s on s.community = coalesce(v.community_id, '')
   where ${within('u.at')}),
undone as (
  select distinct c.conversation_id, ${dayOf('c.opened_at')} as day
    from cases c
    join conversation v on v.id = c.conversation_id
    join scope s on s.community = coalesce(v.community_id, '')
   where ${within('c.opened_at')} and c.reopened > 0)
select p.conversation_id || ' ' || p.day as id, p.at, p.day,
       case when h.day is not null then 'handed' when p.bot and not p.staff and q.day is null and n.day is null then 'alone' else 'rest' end as key,
       null::float8 as value, null::text as case_id, p.conversation_id, null::text as note
  from spoken p
  left join handed h on h.conversation_id = p.conversation_id and h.day = p.day
  left join in_vain q on q.conversation_id = p.conversation_id and q.day = p.day
  left join undone n on n.conversation_id = p.conversation_id and n.day = p.day
 where p.owner`

/** How owners sounded, message by message. */
export const MOOD_ROWS = `${SCOPE}
select e.id, e.at, ${dayOf('e.at')} as day, e.understanding #>> '{sentiment,label}' as key, null::float8 as value,
       null::text as case_id, e.conversation_id, null::text as note
  from exchange e
  join conversation v on v.id = e.conversation_id
  join scope s on s.community = coalesce(v.community_id, '')
 where ${within('e.at')} and e.author = 'owner' and e.kind <> 'event' and e.understanding #>> '{sentiment,label}' is not null`

/** Which articles answered. */
export const ARTICLE_ROWS = `${SCOPE}
select e.id || ' ' || a.place as id, e.at, ${dayOf('e.at')} as day, a.source ->> 'article' as key, null::float8 as value,
       null::text as case_id, e.conversation_id, null::text as note
  from exchange e
  join conversation v on v.id = e.conversation_id
  join scope s on s.community = coalesce(v.community_id, '')
 cross join lateral jsonb_array_elements(e.sources) with ordinality as a (source, place)
 where ${within('e.at')} and e.sources <> '[]'`

/** What owners asked in vain. */
export const UNANSWERED_ROWS = `${SCOPE}
select u.id, u.at, ${dayOf('u.at')} as day, u.normal as key, null::float8 as value, null::text as case_id, u.conversation_id,
       u.query as note
  from unanswered u
  join scope s on s.community = coalesce(u.community_id, '')
 where ${within('u.at')}`
