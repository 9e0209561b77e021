import type { Queryable } from '../../platform/database/db'
import { notFound } from '../../platform/errors'

/** The first that fits is the reason (contract.md §7); a later, graver one takes its place. */
export const HANDOFF_REASONS = ['emergency', 'requested', 'sentiment', 'policy', 'stuck', 'error'] as const
export type HandoffReason = (typeof HANDOFF_REASONS)[number]

export const HANDOFF_STATUSES = ['waiting', 'active', 'closed'] as const
export type HandoffStatus = (typeof HANDOFF_STATUSES)[number]

/** A talk that a person takes over. Exactly one holder while it is active (design D9). */
export interface Handoff {
  id: string
  seq: string
  conversationId: string
  channel: string
  account: string
  user: string
  personId: string | null
  communityId: string | null
  communityZone: string | null
  reason: HandoffReason
  evidence: string[]
  status: HandoffStatus
  mode: 'native' | 'console'
  /** Somebody was on duty: the bot waits with the owner. Otherwise it serves on and says when a person comes. */
  staffed: boolean
  assignee: string | null
  /** How far the chain of people who were asked has come; -1: nobody yet. */
  step: number
  asked: AskedPerson[]
  card: Record<string, unknown>
  caseId: string | null
  openedAt: Date
  acceptedAt: Date | null
  closedAt: Date | null
  closedBy: string | null
  summary: string | null
}

/** Somebody who was asked to take the talk. `staff` is a staff id, or a WeCom user id nobody entered as staff. */
export interface AskedPerson {
  staff: string
  name: string
  step: number
  at: string
}

export const SELECT_HANDOFF = `
select h.*, h.seq::text as seq, v.channel, v.account, v.user_id, m.time_zone as community_zone,
       h.txid < pg_snapshot_xmin(pg_current_snapshot()) as settled
  from handoff h
  join conversation v on v.id = h.conversation_id
  left join community m on m.id = h.community_id`

export async function findHandoff(tx: Queryable, id: string): Promise<Handoff | null> {
  const rows = await tx.query<HandoffRow>('find-handoff', `${SELECT_HANDOFF} where h.id = $1`, [id])
  return rows[0] ? toHandoff(rows[0]) : null
}

export async function getHandoff(tx: Queryable, id: string): Promise<Handoff> {
  const found = await findHandoff(tx, id)
  if (!found) throw notFound('handoff_not_found', `There is no handoff ${id}.`)
  return found
}

export interface HandoffRow {
  id: string
  seq: string
  settled: boolean
  conversation_id: string
  channel: string
  account: string
  user_id: string
  person_id: string | null
  community_id: string | null
  community_zone: string | null
  reason: HandoffReason
  evidence: string[]
  status: HandoffStatus
  mode: 'native' | 'console'
  staffed: boolean
  assignee: string | null
  step: number
  asked: AskedPerson[]
  card: Record<string, unknown>
  case_id: string | null
  opened_at: Date
  accepted_at: Date | null
  closed_at: Date | null
  closed_by: string | null
  summary: string | null
}

export function toHandoff(row: HandoffRow): Handoff {
  return {
    id: row.id,
    seq: row.seq,
    conversationId: row.conversation_id,
    channel: row.channel,
    account: row.account,
    user: row.user_id,
    personId: row.person_id,
    communityId: row.community_id,
    communityZone: row.community_zone,
    reason: row.reason,
    evidence: row.evidence,
    status: row.status,
    mode: row.mode,
    staffed: row.staffed,
    assignee: row.assignee,
    step: row.step,
    asked: row.asked,
    card: row.card,
    caseId: row.case_id,
    openedAt: row.opened_at,
    acceptedAt: row.accepted_at,
    closedAt: row.closed_at,
    closedBy: row.closed_by,
    summary: row.summary,
  }
}
