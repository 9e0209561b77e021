import type { Queryable } from '../../../platform/database/db'
import { isWithinHours, type StaffHours } from '../../../platform/staff-hours'
import { toIsoWithOffset } from '../../../platform/zoned-time'
import type { Case } from '../../../records/case/case'
import { partsOfCase } from '../../../records/case/case-parts'
import { photosOfCase } from '../../../records/case/case-photos'
import { openMinutesBetween } from '../../../records/case/working-time'
import { officeHours } from '../../../records/community/office-hours'
import type { CaseClock, CaseMessage, CaseSheet } from '../../contract/desk-cases'
import { paths } from '../../contract/paths'
import { isWithheld, showCase } from './show-case'
import type { Viewer } from './viewer'

/** All that is known of one case, told once: for its own page and for printing. */
export async function readSheet(
  tx: Queryable,
  found: Case,
  options: { viewer: Viewer; now: Date; zone: string; hours: StaffHours | undefined },
): Promise<CaseSheet> {
  const { viewer, zone } = options
  const where = found.communityZone ?? zone
  const iso = (at: Date) => toIsoWithOffset(at, where)
  const closed = isWithheld(found, viewer)
  const [parts, photos, linked, promises, messages, reporterNames] = await Promise.all([
    partsOfCase(tx, found.id),
    photosOfCase(tx, found.id),
    linkedTo(tx, found.id, viewer),
    promisesOf(tx, found.id),
    closed ? [] : messagesOf(tx, found.id, iso),
    closed ? [] : reportersOf(tx, found.id),
  ])
  return {
    ...showCase(found, viewer, zone),
    links: linked.map(({ type, id }) => ({ type, id })),
    pausedReason: found.pausedReason,
    transferTo: found.transferTo,
    reporterNames,
    aboutStaff: found.aboutStaff,
    clock: await clockOf(tx, found, options),
    linked,
    promises: promises.map(({ due_at, made_at, ended_at, ...promise }) => ({
      ...promise,
      dueAt: iso(due_at),
      madeAt: iso(made_at),
      endedAt: ended_at && iso(ended_at),
    })),
    messages,
    parts: parts.map((part) => ({ ...part, addedAt: iso(part.addedAt) })),
    photos: photos.map(({ id, moment, addedBy, addedAt }) => ({
      id,
      moment,
      addedBy,
      url: paths.casePhoto(found.id, id),
      addedAt: iso(addedAt),
    })),
  }
}

/** The file behind a message of this case; null when there is none, or when it would say who reported it. */
export async function fileOfCase(tx: Queryable, found: Case, viewer: Viewer, seq: number): Promise<string | null> {
  if (isWithheld(found, viewer)) return null
  const rows = await tx.query<{ file_id: string | null }>(
    'file-of-case-message',
    `select coalesce(x.body #>> '{content,attachment,fileId}', x.body #>> '{content,fileId}') as file_id
       from case_exchange l
       join exchange e on e.id = l.exchange_id
       join exchange_content x on x.exchange_id = e.id
      where l.case_id = $1 and e.seq = $2`,
    [found.id, seq],
  )
  return rows[0]?.file_id ?? null
}

/** While it is paused the clock stands where it stood when the pause began. */
async function clockOf(
  tx: Queryable,
  found: Case,
  { now, zone, hours }: { now: Date; zone: string; hours: StaffHours | undefined },
): Promise<CaseClock | null> {
  if (found.dueAt === null || !RUNNING.includes(found.status)) return null
  const standing = found.status === 'paused'
  const paused = found.stages.findLast(({ stage }) => stage === 'paused')
  const from = standing && paused ? paused.at : now
  const time = await officeHours(tx, found.communityId, { zone, hours })
  return {
    leftMinutes: Math.floor((found.dueAt.getTime() - from.getTime()) / 60_000),
    officeMinutes: openMinutesBetween(from, found.dueAt, time),
    officeOpen: isWithinHours(time.hours, now, time.zone),
    standing,
  }
}

const RUNNING: readonly string[] = ['open', 'accepted', 'in_progress', 'paused']

/** Cases this person may not see are left out, as if they were not linked. */
async function linkedTo(tx: Queryable, id: string, viewer: Viewer): Promise<CaseSheet['linked']> {
  const rows = await tx.query<Omit<CaseSheet['linked'][number], 'type'> & { type: string; outwards: boolean }>(
    'linked-cases',
    `select l.type, l.outwards, c.id, c.number, c.status, c.summary
       from (select type, to_id as other, true as outwards from case_link where case_id = $1
             union select type, case_id, false from case_link where to_id = $1) l
       join cases c on c.id = l.other
      where ($2::text[] is null or c.community_id = any($2)) and ($3::text is null or not c.about_staff @> array[$3])
      order by c.seq`,
    [id, viewer.principal.communityIds, viewer.staffId],
  )
  return rows.map(({ type, outwards, ...other }) => ({ ...other, type: seenFrom(type, outwards) }))
}

function seenFrom(type: string, outwards: boolean): CaseSheet['linked'][number]['type'] {
  if (type === 'duplicate-of') return outwards ? 'duplicate-of' : 'duplicate'
  if (type === 'parent') return outwards ? 'parent' : 'child'
  return 'related'
}

async function promisesOf(tx: Queryable, id: string) {
  return tx.query<{
    id: string
    what: string
    due_at: Date
    made_at: Date
    ended_at: Date | null
    ending: CaseSheet['promises'][number]['ending']
  }>(
    'promises-of-case',
    'select id, what, due_at, made_at, ended_at, ending from promise where case_id = $1 order by made_at, id limit 100',
    [id],
  )
}

async function reportersOf(tx: Queryable, id: string): Promise<string[]> {
  const rows = await tx.query<{ name: string }>(
    'reporters-of-case',
    `select coalesce(p.name, i.nickname, r.user_id) as name
       from case_reporter r
       left join person p on p.id = r.person_id
       left join lateral (select nickname from identity
                           where channel = r.channel and external_id = r.user_id and nickname is not null limit 1) i on true
      where r.case_id = $1 order by r.at, r.user_id limit 100`,
    [id],
  )
  return rows.map(({ name }) => name)
}

interface MessageRow {
  seq: string
  channel: string
  author: CaseMessage['author']
  author_name: string | null
  kind: string
  text: string | null
  heard: string | null
  erased: boolean
  has_file: boolean
  at: Date
  recalled: boolean
}

/** The latest of them, oldest first. */
async function messagesOf(tx: Queryable, id: string, iso: (at: Date) => string): Promise<CaseMessage[]> {
  const rows = await tx.query<MessageRow>(
    'messages-of-case',
    `select * from (
       select e.seq::text as seq, v.channel, e.author, coalesce(s.name, case when e.author = 'staff' then e.author_id end) as author_name,
              e.kind, x.text, h.text as heard, x.erased_at is not null as erased, e.at, e.recalled_at is not null as recalled,
              coalesce(x.body #>> '{content,attachment,fileId}', x.body #>> '{content,fileId}') is not null as has_file
         from case_exchange l
         join exchange e on e.id = l.exchange_id
         join conversation v on v.id = e.conversation_id
         left join exchange_content x on x.exchange_id = e.id
         left join transcript h on h.exchange_id = e.id
         left join staff s on s.id = e.author_id and e.author = 'staff'
        where l.case_id = $1 and e.kind <> 'event' and e.delivery <> 'failed'
        order by e.seq desc limit 200) m
      order by m.seq::bigint`,
    [id],
  )
  return rows.map((row) => ({
    seq: Number(row.seq),
    channel: row.channel,
    author: row.author,
    authorName: row.author_name,
    kind: row.kind,
    text: row.erased ? '（内容已应业主要求删除）' : [row.text, row.heard].filter(Boolean).join('\n'),
    fileUrl: row.has_file && !row.erased ? paths.caseFile(id, Number(row.seq)) : null,
    at: iso(row.at),
    recalled: row.recalled,
  }))
}
