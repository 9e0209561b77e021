import type { Queryable } from '../../../platform/database/db'
import { toIsoWithOffset } from '../../../platform/zoned-time'
import { handoffNotAbout, messageNotAbout } from '../../../records/case/not-about'
import { HANDOFF_REASONS } from '../../../records/handoff/handoff'
import { SELECT_HANDOFF, toHandoff, type Handoff, type HandoffRow } from '../../../records/handoff/handoff'
import { handoffView } from '../../../records/handoff/handoff-view'
import { openCalls, type TalkNote } from '../../../records/talk-note/talk-note'
import type { DeskHandoff, TalkItem } from '../../contract/console'
import type { Viewer } from './viewer'

export interface WhichTalks {
  viewer: Viewer
  zone: string
  before?: Date
  find?: string
  id?: string
}

const PAGE = 40

/** The talks of the left column: those with an open handoff first, the most urgent and longest waiting on top, then the latest. */
export async function listTalks(tx: Queryable, which: WhichTalks): Promise<{ items: TalkItem[]; more: boolean }> {
  const handoffs = await openHandoffs(tx, which.viewer, which.id ?? null)
  const beside = await besideHandoffs(tx, [...handoffs.values()])
  const first = [...handoffs.keys()]
  const isFirstPage = which.before === undefined && which.find === undefined && which.id === undefined
  const rows = await readTalks(tx, which, isFirstPage ? first : [])
  const items = rows.slice(0, first.length + PAGE).map((row) => toItem(row, handoffs.get(row.id), beside, which.zone))
  const place = new Map(first.map((id, index) => [id, index]))
  items.sort((a, b) => (place.get(a.id) ?? Infinity) - (place.get(b.id) ?? Infinity) || later(a, b))
  return { items, more: rows.length > items.length }
}

const later = (a: TalkItem, b: TalkItem) => Date.parse(b.lastAt ?? '') - Date.parse(a.lastAt ?? '')

async function openHandoffs(
  tx: Queryable,
  { principal, staffId, names }: Viewer,
  talk: string | null,
): Promise<Map<string, Handoff>> {
  const rows = await tx.query<HandoffRow>(
    'desk-open-handoffs',
    `${SELECT_HANDOFF}
      where h.status <> 'closed' and ($1::text[] is null or h.community_id = any($1))
        and ($3::text is null or h.conversation_id = $3) and ${handoffNotAbout('$4', '$5')}
      order by h.status = 'active', array_position($2::text[], h.reason), h.opened_at limit 300`,
    [principal.communityIds, HANDOFF_REASONS, talk, staffId, names],
  )
  return new Map(rows.map((row) => [row.conversation_id, toHandoff(row)]))
}

/** By when somebody was promised, the first time; and who was called to help and has not come yet. */
interface Beside {
  due: Map<string, Date>
  calls: Map<string, TalkNote>
}

async function besideHandoffs(tx: Queryable, handoffs: readonly Handoff[]): Promise<Beside> {
  const ids = handoffs.map(({ id }) => id)
  if (ids.length === 0) return { due: new Map(), calls: new Map() }
  const rows = await tx.query<{ handoff_id: string; due_at: Date }>(
    'due-of-handoffs',
    `select handoff_id, min(due_at) as due_at from promise where handoff_id = any($1) and kind = 'join' group by handoff_id`,
    [ids],
  )
  return { due: new Map(rows.map((row) => [row.handoff_id, row.due_at])), calls: await openCalls(tx, ids) }
}

/** 「3栋2单元502」 and 「3-2-502」 are one home. */
const homeIn = (find: string) => find.replace(/(栋|幢|号楼|座|单元|室)/gu, '-').replace(/-+$/u, '')

async function readTalks(tx: Queryable, which: WhichTalks, first: string[]): Promise<TalkRow[]> {
  // A guest is shown as 「访客 0jL9」, the end of their id.
  const find = which.find?.replace(/^访客\s*/u, '')
  return tx.query<TalkRow>(
    'desk-talks',
    `with chosen as (
       (select id from conversation where id = any($1))
       union
       (select v.id from conversation v
         left join person p on p.id = v.person_id
        where v.last_at is not null
          and ($2::timestamptz is null or v.last_at < $2)
          and ($3::text[] is null or v.community_id = any($3))
          and ($4::text is null or v.user_id ilike $4 or p.name ilike $4 or p.phone = $9
               or exists (select from person_house o join house h on h.id = o.house_id
                           where o.person_id = v.person_id and o.until is null and concat_ws('-', h.building, h.unit, h.room) = $10)
               or exists (select from cases c where c.conversation_id = v.id and c.number ilike $4 and not c.anonymous and ${SHOWN}))
          and ($5::text is null or v.id = $5)
        order by v.last_at desc limit $6))
     select v.id, v.channel, v.user_id, v.last_at, m.name as community, m.time_zone, v.community_id,
            coalesce(p.name, i.nickname) as name, l.text as last_text, l.author as last_author,
            (select count(*) from (
               select 1 from exchange e
                where e.conversation_id = v.id and e.author = 'owner' and e.kind <> 'event' and e.seq > coalesce(r.seq, 0)
                  and ${messageNotAbout('$11')}
                limit 100) u)::int as unread,
            (select count(*) from cases c
              where c.conversation_id = v.id and c.status not in ('closed', 'cancelled') and not c.anonymous and ${SHOWN})::int as open_cases
       from chosen k
       join conversation v on v.id = k.id
       left join community m on m.id = v.community_id
       left join person p on p.id = v.person_id
       left join identity i on i.channel = v.channel and i.account = v.account and i.external_id = v.user_id
       left join console_reading r on r.conversation_id = v.id and r.account_id = $7
       left join lateral (select x.text, e.author from exchange e left join exchange_content x on x.exchange_id = e.id
                           where e.conversation_id = v.id and e.kind <> 'event' and ${messageNotAbout('$11')} order by e.seq desc limit 1) l on true
      order by v.last_at desc`,
    [
      first,
      which.before ?? null,
      which.viewer.principal.communityIds,
      find === undefined ? null : `%${find.replace(/[\\%_]/g, '\\$&')}%`,
      which.id ?? null,
      PAGE + first.length + 1,
      which.viewer.principal.accountId,
      which.viewer.leads,
      find ?? null,
      find === undefined ? null : homeIn(find),
      which.viewer.staffId,
    ],
  )
}

/** A complaint is not shown, nor counted, to whom it is about; beside a talk a confidential case would say whose it is. */
const SHOWN = `(not c.confidential or $8)
  and not c.about_staff @> array[$11::text]`

interface TalkRow {
  id: string
  channel: string
  user_id: string
  name: string | null
  community: string | null
  community_id: string | null
  time_zone: string | null
  last_at: Date | null
  last_text: string | null
  last_author: TalkItem['lastAuthor']
  unread: number
  open_cases: number
}

function toItem(row: TalkRow, handoff: Handoff | undefined, beside: Beside, zone: string): TalkItem {
  return {
    id: row.id,
    channel: row.channel,
    user: row.user_id,
    name: row.name,
    community: row.community,
    lastAt: row.last_at && toIsoWithOffset(row.last_at, row.time_zone ?? zone),
    lastText: (row.last_text ?? '').slice(0, 80),
    lastAuthor: row.last_author,
    unread: row.unread,
    handoff: handoff ? deskHandoff(handoff, beside, zone) : null,
    openCases: row.open_cases,
  }
}

function deskHandoff(found: Handoff, beside: Beside, zone: string): DeskHandoff {
  const time = (at: Date) => toIsoWithOffset(at, found.communityZone ?? zone)
  const due = beside.due.get(found.id)
  const call = beside.calls.get(found.id)
  return {
    ...(handoffView(found, zone) as Omit<DeskHandoff, 'mode' | 'staffed' | 'dueAt' | 'call'>),
    mode: found.mode,
    staffed: found.staffed,
    dueAt: due ? time(due) : null,
    call: call
      ? { id: call.id, by: call.author, meantFor: call.meantFor ?? '', text: call.text, at: time(call.at) }
      : null,
  }
}
