import type { Queryable } from '../../platform/database/db'
import { newId } from '../../platform/ids'
import { lockTalk } from '../lock-talk'
import { getHandoff, HANDOFF_REASONS, type Handoff, type HandoffReason } from './handoff'
import { tellHandoff } from './tell-handoff'

export interface NewHandoff {
  conversationId: string
  personId: string | null
  communityId: string | null
  reason: HandoffReason
  /** The owner's words that decided. */
  evidence: readonly string[]
  mode: 'native' | 'console'
  staffed: boolean
  card: Record<string, unknown>
  caseId?: string | null
  at: Date
  now?: Date
  zone?: string
  by?: string
}

/** `merged`: one was open already, and this reason became part of it. */
export type OpenedHandoff = Handoff & { merged: boolean }

/** Asks for a person. A talk has one open handoff at most: a second call adds its evidence, and a graver reason rules. */
export async function openHandoff(tx: Queryable, wanted: NewHandoff): Promise<OpenedHandoff> {
  await lockTalk(tx, wanted.conversationId)
  const open = await tx.query<{ id: string }>(
    'open-handoff-of-talk',
    `select id from handoff where conversation_id = $1 and status <> 'closed'`,
    [wanted.conversationId],
  )
  const known = open[0]?.id
  const id = known === undefined ? await insertHandoff(tx, wanted) : await mergeHandoff(tx, known, wanted)
  const found = await getHandoff(tx, id)
  await tellHandoff(tx, found, known === undefined ? 'opened' : 'joined', {
    by: wanted.by ?? 'bot',
    at: wanted.at,
    now: wanted.now ?? wanted.at,
    zone: wanted.zone ?? 'Asia/Shanghai',
  })
  return { ...found, merged: known !== undefined }
}

/** The graver of two reasons. */
export function graver(first: HandoffReason, second: HandoffReason): HandoffReason {
  return HANDOFF_REASONS.indexOf(second) < HANDOFF_REASONS.indexOf(first) ? second : first
}

async function insertHandoff(tx: Queryable, wanted: NewHandoff): Promise<string> {
  const id = newId('ho', wanted.now ?? wanted.at)
  await tx.query(
    'insert-handoff',
    `insert into handoff (id, conversation_id, person_id, community_id, reason, evidence, mode, staffed, card, case_id, opened_at)
     values ($1, $2, $3, $4, $5, $6::jsonb, $7, $8, $9::jsonb, $10, $11)`,
    [
      id,
      wanted.conversationId,
      wanted.personId,
      wanted.communityId,
      wanted.reason,
      JSON.stringify([...new Set(wanted.evidence)]),
      wanted.mode,
      wanted.staffed,
      JSON.stringify(wanted.card),
      wanted.caseId ?? null,
      wanted.at,
    ],
  )
  return id
}

async function mergeHandoff(tx: Queryable, id: string, wanted: NewHandoff): Promise<string> {
  const known = await getHandoff(tx, id)
  await tx.query(
    'merge-handoff',
    `update handoff set reason = $2, evidence = $3::jsonb, card = card || $4::jsonb, case_id = coalesce(case_id, $5),
            staffed = staffed or $6
      where id = $1`,
    [
      id,
      graver(known.reason, wanted.reason),
      JSON.stringify([...new Set([...known.evidence, ...wanted.evidence])]),
      JSON.stringify(wanted.card),
      wanted.caseId ?? null,
      wanted.staffed,
    ],
  )
  return id
}
