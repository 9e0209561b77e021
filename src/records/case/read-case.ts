import type { Queryable } from '../../platform/database/db'
import { notFound } from '../../platform/errors'
import type { Case, StageRow } from './case'

/** Everything a `Case` is made of, for `from cases c`; conditions follow. */
export const SELECT_CASE = `
select c.*, c.seq::text as seq, m.name as community, m.time_zone as community_zone,
       c.txid < pg_snapshot_xmin(pg_current_snapshot()) as settled,
       coalesce((select jsonb_agg(jsonb_build_object('channel', r.channel, 'user', r.user_id, 'personId', r.person_id)
                                  order by r.at, r.user_id)
                   from case_reporter r where r.case_id = c.id), '[]') as reporters,
       coalesce((select jsonb_agg(jsonb_build_object('stage', s.stage, 'at', s.at, 'actor', s.actor, 'note', s.note) order by s.seq)
                   from case_stage s where s.case_id = c.id), '[]') as stages,
       coalesce((select jsonb_agg(jsonb_build_object('type', l.type, 'id', l.other) order by l.type, l.other)
                   from (select type, to_id as other from case_link where case_id = c.id
                         union select type, case_id from case_link where to_id = c.id) l), '[]') as links,
       coalesce((select jsonb_agg(jsonb_build_object('id', e.id, 'seq', e.seq) order by e.seq)
                   from case_exchange x join exchange e on e.id = x.exchange_id where x.case_id = c.id), '[]') as exchanges
  from cases c
  left join community m on m.id = c.community_id`

export async function findCase(tx: Queryable, id: string): Promise<Case | null> {
  const rows = await tx.query<CaseRow>('find-case', `${SELECT_CASE} where c.id = $1`, [id])
  return rows[0] ? toCase(rows[0]) : null
}

export async function getCase(tx: Queryable, id: string): Promise<Case> {
  const found = await findCase(tx, id)
  if (!found) throw notFound('case_not_found', `There is no case ${id}.`)
  return found
}

/** A row as PostgreSQL gives it; only our own statements write these columns, so their forms are known. */
export interface CaseRow {
  id: string
  seq: string
  settled: boolean
  number: string
  kind: Case['kind']
  category: string
  emergency_type: string | null
  status: Case['status']
  priority: Case['priority']
  summary: string
  conversation_id: string | null
  person_id: string | null
  channel: string | null
  user_id: string | null
  community_id: string | null
  community: string | null
  community_zone: string | null
  location: Case['location']
  appointment: { from: string | null; to: string | null; text: string } | null
  contact: Case['contact']
  anonymous: boolean
  confidential: boolean
  about_staff: string[]
  details: Record<string, unknown>
  attachments: Case['attachments']
  urges: number
  opened_at: Date
  due_at: Date | null
  assignee: string | null
  owner_of_record: string
  transfer_to: string | null
  source: string
  rating: { score: number; comment: string; at: string } | null
  paused_from: Case['pausedFrom']
  paused_reason: string | null
  resolved_at: Date | null
  closed_at: Date | null
  reopened: number
  same_matter: string | null
  version: string
  reporters: Case['reporters']
  stages: (Omit<StageRow, 'at'> & { at: string })[]
  links: Case['links']
  exchanges: Case['exchanges']
}

export function toCase(row: CaseRow): Case {
  return {
    id: row.id,
    seq: row.seq,
    number: row.number,
    kind: row.kind,
    category: row.category,
    emergencyType: row.emergency_type,
    status: row.status,
    priority: row.priority,
    summary: row.summary,
    conversationId: row.conversation_id,
    personId: row.person_id,
    channel: row.channel,
    user: row.user_id,
    communityId: row.community_id,
    community: row.community,
    communityZone: row.community_zone,
    location: row.location,
    appointment: row.appointment && {
      ...row.appointment,
      from: toDate(row.appointment.from),
      to: toDate(row.appointment.to),
    },
    contact: row.contact,
    anonymous: row.anonymous,
    confidential: row.confidential,
    aboutStaff: row.about_staff,
    details: row.details,
    attachments: row.attachments,
    urges: row.urges,
    openedAt: row.opened_at,
    dueAt: row.due_at,
    assignee: row.assignee,
    ownerOfRecord: row.owner_of_record,
    transferTo: row.transfer_to,
    source: row.source,
    rating: row.rating && { ...row.rating, at: new Date(row.rating.at) },
    pausedFrom: row.paused_from,
    pausedReason: row.paused_reason,
    resolvedAt: row.resolved_at,
    closedAt: row.closed_at,
    reopened: row.reopened,
    sameMatter: row.same_matter,
    version: Number(row.version),
    reporters: row.reporters,
    stages: row.stages.map((stage) => ({ ...stage, at: new Date(stage.at) })),
    links: row.links,
    exchanges: row.exchanges,
  }
}

const toDate = (iso: string | null) => (iso === null ? null : new Date(iso))
