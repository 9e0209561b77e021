import { IS_ACT, NOT_ABOUT, TALK_OF_CASE } from './case-rows'
import { SCOPE, dayOf, within } from './report-scope'

/** Records keep a staff id or any name (contract.md §8): both are one person. */
const person = (who: string) => `coalesce((select f.name from staff f where f.id = ${who}), ${who})`

/** Talks somebody took, by whoever did, also where it was passed on later; of before that was kept, by the holder. */
export const TOOK_TALK_ROWS = `${SCOPE}
select h.id, h.accepted_at as at, ${dayOf('h.accepted_at')} as day, ${person('coalesce(h.taken_by, h.assignee)')} as key,
       null::float8 as value, null::text as case_id, h.conversation_id, null::text as note
  from handoff h
  join conversation v on v.id = h.conversation_id
  join scope s on s.community = coalesce(v.community_id, '')
 where ${within('h.accepted_at')} and coalesce(h.taken_by, h.assignee) is not null`

const act = (stage: string, value: string) => `${SCOPE}
select g.case_id || ' ' || g.seq as id, g.at, ${dayOf('g.at')} as day, ${person('g.actor')} as key, ${value} as value, g.case_id,
       ${TALK_OF_CASE}, g.note
  from case_stage g
  join cases c on c.id = g.case_id
  join scope s on s.community = coalesce(c.community_id, '')
 where ${within('g.at')} and g.stage = '${stage}' and ${IS_ACT} and ${NOT_ABOUT}`

export const TOOK_CASE_ROWS = act('intake', 'null::float8')
export const RESOLVED_ROWS = act('supervise', 'extract(epoch from g.at - c.opened_at)::float8 / 60')

/** By whoever worked on it, on the day the owner said so. */
export const RATED_ROWS = `${SCOPE}
select r.id, r.at, ${dayOf('r.at')} as day, ${person('r.who')} as key, r.score as value, r.id as case_id, r.conversation_id,
       null::text as note
  from (select c.id, (c.rating ->> 'at')::timestamptz as at, (c.rating ->> 'score')::float8 as score,
               coalesce(c.assignee, c.owner_of_record) as who, coalesce(c.community_id, '') as community, ${TALK_OF_CASE}
          from cases c
         where c.rating is not null and c.opened_at < $6 and ${NOT_ABOUT}) r
  join scope s on s.community = r.community
 where ${within('r.at')}`

const promise = (ending: 'kept' | 'broken') => `${SCOPE}
select p.id, p.ended_at as at, ${dayOf('p.ended_at')} as day, ${person('w.who')} as key, null::float8 as value, p.case_id,
       case when coalesce(c.anonymous, false) then null else p.conversation_id end as conversation_id,
       case when coalesce(c.anonymous, false) then null else p.what end as note
  from promise p
  left join cases c on c.id = p.case_id
  left join handoff h on h.id = p.handoff_id
 cross join lateral (select coalesce(c.assignee, h.assignee, c.owner_of_record, '') as who) w
  join scope s on s.community = coalesce(p.community_id, '')
 where ${within('p.ended_at')} and p.ending = '${ending}' and (c.id is null or ${NOT_ABOUT})`

export const PROMISE_KEPT_ROWS = promise('kept')
export const PROMISE_BROKEN_ROWS = promise('broken')
