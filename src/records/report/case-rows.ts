import { SCOPE, dayOf, within } from './report-scope'

/** A complaint is not shown, nor counted, to whom it is about. */
export const NOT_ABOUT = '($8 is null or not c.about_staff @> array[$8])'

/** Whose talk it was is told of no anonymous case (contract.md §7). */
export const TALK_OF_CASE = 'case when c.anonymous then null else c.conversation_id end as conversation_id'

/** What closing wrote because nobody had needed it (records/case/act-on-case.ts): no act of anybody. */
export const IS_ACT = `g.actor not in ('bot', 'system') and g.note <> '无需此环节'`

const OPENED = `
  from cases c
  join scope s on s.community = coalesce(c.community_id, '')`
const IN_DAYS = `
 where ${within('c.opened_at')} and ${NOT_ABOUT}`
/** What somebody wanted something done about: the three rates are taken of the same cases. */
const ASKED = `${IN_DAYS} and c.status <> 'cancelled' and c.kind <> 'praise'`

const select = (key: string, value = 'null::float8') => `${SCOPE}
select c.id, c.opened_at as at, ${dayOf('c.opened_at')} as day, ${key} as key, ${value} as value, c.id as case_id,
       ${TALK_OF_CASE}, null::text as note`

export const CASE_ROWS = `${select(`c.kind || '/' || split_part(c.category, '/', 1)`)}${OPENED}${IN_DAYS}`

/**
 * Whether somebody of us took a matter up in time (in danger, taking the talk is that, too): danger to life 5 minutes, urgent 2 hours, else a day (domain.md E2, first
 * responses). One that nobody has taken up yet counts once its time is over.
 */
export const RESPONSE_ROWS = `${select(`case when r.at <= c.opened_at + l.allowed then 'yes'
            when r.at is null and c.opened_at + l.allowed > $7 then 'open' else 'no' end`)}${OPENED}
 cross join lateral (select case c.priority when 'emergency' then interval '5 minutes' when 'urgent' then interval '2 hours'
                                            else interval '24 hours' end as allowed) l
  left join lateral (select min(t.at) as at
                       from (select g.at from case_stage g
                              where g.case_id = c.id and ${IS_ACT}
                                and g.stage in ('intake', 'pass_on', 'coordinate', 'follow_up', 'supervise', 'paused')
                             union all
                             select h.accepted_at from handoff h
                              where c.priority = 'emergency' and h.conversation_id = c.conversation_id
                                and h.accepted_at >= c.opened_at) t) r on true${ASKED}`

/** Closed: the owner said it was done, or said nothing for 72 hours after we did (contract.md §8). */
export const SOLVED_ROWS = `${select(`case when c.status = 'closed' then 'yes' else 'no' end`)}${OPENED}${ASKED}`

/** Four and five are content (domain.md B38: below four somebody rings up). */
export const SATISFIED_ROWS = `${select(
  `case when (c.rating ->> 'score')::int >= 4 then 'yes' else 'no' end`,
  `(c.rating ->> 'score')::float8`,
)}${OPENED}${ASKED} and c.rating is not null`

export const REOPENED_ROWS = `${SCOPE}
select g.case_id || ' ' || g.seq as id, g.at, ${dayOf('g.at')} as day, '' as key, null::float8 as value, g.case_id,
       ${TALK_OF_CASE}, g.note
  from case_stage g
  join cases c on c.id = g.case_id
  join scope s on s.community = coalesce(c.community_id, '')
 where ${within('g.at')} and g.stage = 'reopened' and ${NOT_ABOUT}
   and exists (select from case_stage d where d.case_id = g.case_id and d.stage = 'supervise' and d.note <> '无需此环节'
                 and d.seq < g.seq and d.at >= g.at - interval '7 days')`

/** Who waits for a person now: the days play no part. */
export const WAITING_ROWS = `${SCOPE}
select h.id, h.opened_at as at, ${dayOf('h.opened_at')} as day, h.reason as key, null::float8 as value, null::text as case_id,
       h.conversation_id, null::text as note
  from handoff h
  join conversation v on v.id = h.conversation_id
  join scope s on s.community = coalesce(v.community_id, '')
 where h.status = 'waiting'`
