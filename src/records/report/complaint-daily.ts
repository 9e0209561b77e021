import type { Queryable } from '../../platform/database/db'
import { IS_ACT, NOT_ABOUT } from './case-rows'
import { SCOPE, paramsOf, within, type ReportScope } from './report-scope'

/** One complaint of a day (domain.md B3): the owner's words, our answer, and who had it in hands when the day ended. */
export interface ComplaintRow {
  caseId: string
  number: string
  community: string | null
  zone: string
  /** Word for word; of an anonymous one the masked summary, of one typed in by staff what they wrote down. */
  voice: string
  receivedAt: Date
  /** Null: nobody had answered by the end of the day. */
  answer: string | null
  answeredAt: Date | null
  answeredBy: 'staff' | 'bot' | null
  handler: string
  anonymous: boolean
  conversationId: string | null
  /** Places in the exchange log; none of an anonymous one, which would name who spoke. */
  exchangeSeqs: number[]
}

/**
 * 投诉日报 of the scope's day, in the order the complaints came. It tells how things stood when the day ended (now, while it
 * lasts): made again later it is the same, but for words erased meanwhile.
 */
export async function readComplaintDaily(tx: Queryable, scope: ReportScope): Promise<ComplaintRow[]> {
  const rows = await tx.query<Row>(
    'complaint-daily',
    `${SCOPE},
     complaint as (
       select c.*, s.ends, s.zone, m.name as community_name
         from cases c
         join scope s on s.community = coalesce(c.community_id, '')
         left join community m on m.id = c.community_id
        where c.kind = 'complaint' and ${within('c.opened_at')} and ${NOT_ABOUT})
     select c.id, c.number, c.opened_at, c.anonymous, c.zone, c.community_name, c.summary, o.words, o.seqs,
            case when c.anonymous then null else c.conversation_id end as conversation_id,
            a.text as answer, a.at as answered_at, a.by as answered_by, a.seq::text as answer_seq,
            coalesce(f.name, d.handler) as handler
       from complaint c
       left join lateral (${OWN_WORDS}) o on true
       left join lateral (${FIRST_ANSWER}) a on true
      cross join lateral (select coalesce(
              (select g.handler from case_stage g where g.case_id = c.id and g.at < c.ends order by g.seq desc limit 1),
              c.assignee, c.owner_of_record) as handler) d
       left join staff f on f.id = d.handler
      order by c.opened_at, c.number`,
    paramsOf(scope),
  )
  return rows.map(toComplaint)
}

/** What the owner had said up to the filing; later words to the same case (urges, thanks) are not the complaint. */
const OWN_WORDS = `
  select string_agg(w.text, E'\\n' order by w.seq) as words, array_agg(w.seq order by w.seq) as seqs
    from (select e.seq, coalesce(nullif(t.text, ''), nullif(x.text, ''),
                   case when x.erased_at is not null then '（原话已按业主要求删除）'
                        else case e.kind when 'image' then '[图片]' when 'voice' then '[语音]' when 'video' then '[视频]'
                                         when 'file' then '[文件]' when 'location' then '[位置]' else '[消息]' end end) as text
            from case_exchange k
            join exchange e on e.id = k.exchange_id
            left join exchange_content x on x.exchange_id = e.id
            left join transcript t on t.exchange_id = e.id
           where k.case_id = c.id and not c.anonymous and e.author = 'owner' and e.kind <> 'event' and e.recalled_at is null
             and e.at <= c.opened_at) w`

/** What somebody of us said first, in the talk or with an act the owner is told of; before that the bot's own reply stands in. */
const FIRST_ANSWER = `
  select * from (
    (select e.at, x.text, 'staff' as by, e.seq, 1 as rank
       from exchange e join exchange_content x on x.exchange_id = e.id
      where e.conversation_id = c.conversation_id and not c.anonymous and e.author = 'staff' and e.direction = 'out'
        and e.kind <> 'event' and e.at >= c.opened_at and e.at < c.ends and x.text <> ''
      order by e.at, e.seq limit 1)
    union all
    (select g.at, g.note, 'staff', null, 1
       from case_stage g
      where g.case_id = c.id and g.stage in ('coordinate', 'follow_up', 'supervise', 'paused', 'resumed')
        and ${IS_ACT} and g.note <> '' and g.at < c.ends
      order by g.at, g.seq limit 1)
    union all
    (select e.at, x.text, 'bot', e.seq, 2
       from case_exchange k
       join exchange e on e.id = k.exchange_id
       join exchange_content x on x.exchange_id = e.id
      where k.case_id = c.id and not c.anonymous and e.author = 'bot' and e.kind <> 'event' and e.delivery <> 'failed'
        and e.at >= c.opened_at and e.at < c.ends and x.text <> ''
      order by e.seq limit 1)) said
   order by rank, at limit 1`

interface Row {
  id: string
  number: string
  opened_at: Date
  anonymous: boolean
  zone: string
  community_name: string | null
  summary: string
  words: string | null
  seqs: string[] | null
  conversation_id: string | null
  answer: string | null
  answered_at: Date | null
  answered_by: 'staff' | 'bot' | null
  answer_seq: string | null
  handler: string
}

const toComplaint = (row: Row): ComplaintRow => ({
  caseId: row.id,
  number: row.number,
  community: row.community_name,
  zone: row.zone,
  voice: row.words ?? row.summary,
  receivedAt: row.opened_at,
  answer: row.answer,
  answeredAt: row.answered_at,
  answeredBy: row.answered_by,
  handler: row.handler,
  anonymous: row.anonymous,
  conversationId: row.conversation_id,
  exchangeSeqs: [...(row.seqs ?? []), ...(row.answer_seq === null ? [] : [row.answer_seq])].map(Number),
})
