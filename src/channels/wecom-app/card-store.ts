import type { Queryable } from '../../platform/database/db'
import { newId } from '../../platform/ids'
import type { OutboxItem } from '../../queue/delivery'
import type { CardContent } from './card'
import { queueSend } from './send-store'

export interface Card {
  id: string
  subject: 'handoff' | 'case'
  subjectId: string
  communityId: string | null
  step: string
  /** Lower case, as user ids compare. */
  receivers: string[]
  responseCode: string | null
  status: 'queued' | 'sent' | 'failed'
  label: string | null
  sentAt: Date | null
}

/** Puts a card on its way, in the transaction of whatever it is about. `fallback` is told in words if nobody can be reached. */
export async function queueCard(
  tx: Queryable,
  wanted: {
    subject: Card['subject']
    subjectId: string
    communityId: string | null
    step: string
    receivers: readonly string[]
    content: CardContent
    fallback?: OutboxItem
    /** Not before; settled by then, it is not sent at all. */
    dueAt?: Date
    at: Date
  },
): Promise<string> {
  const id = newId('cd', wanted.at)
  const receivers = lower(wanted.receivers)
  await tx.query(
    'app-card-insert',
    `insert into app_card (id, subject, subject_id, community_id, step, receivers, created_at)
     values ($1, $2, $3, $4, $5, $6::jsonb, $7)`,
    [id, wanted.subject, wanted.subjectId, wanted.communityId, wanted.step, JSON.stringify(receivers), wanted.at],
  )
  const body = { content: wanted.content, fallback: wanted.fallback ?? null }
  await queueSend(tx, {
    id: `card:${id}`,
    kind: 'card',
    cardId: id,
    receivers,
    body,
    at: wanted.at,
    dueAt: wanted.dueAt,
  })
  return id
}

export async function findCard(tx: Queryable, id: string): Promise<Card | null> {
  const rows = await tx.query<CardRow>('app-card-find', `select ${COLUMNS} from app_card where id = $1`, [id])
  return rows[0] ? toCard(rows[0]) : null
}

/** Cards of a matter whose buttons still ask for something, and nobody else changes them meanwhile. */
export async function liveCards(tx: Queryable, subject: Card['subject'], subjectId: string): Promise<Card[]> {
  const rows = await tx.query<CardRow>(
    'app-card-live',
    `select ${COLUMNS} from app_card where subject = $1 and subject_id = $2 and label is null and status <> 'failed'
      order by id for no key update`,
    [subject, subjectId],
  )
  return rows.map(toCard)
}

/** Whoever has been offered the matter so far. */
export async function everybodyOffered(tx: Queryable, subject: Card['subject'], subjectId: string): Promise<string[]> {
  const rows = await tx.query<{ receiver: string }>(
    'app-card-offered',
    `select distinct jsonb_array_elements_text(receivers) as receiver from app_card
      where subject = $1 and subject_id = $2 and step = 'offer' order by receiver`,
    [subject, subjectId],
  )
  return rows.map(({ receiver }) => receiver)
}

/** Nothing is left to press: whoever got the card reads these words. Told twice, the first stands. */
export async function settleCard(
  tx: Queryable,
  id: string,
  settled: { label: string; code?: string; at: Date },
): Promise<void> {
  const rows = await tx.query<CardRow>(
    'app-card-settle',
    `update app_card set label = $2, settled_at = $3 where id = $1 and label is null returning ${COLUMNS}`,
    [id, settled.label, settled.at],
  )
  const card = rows[0] && toCard(rows[0])
  // One that is still on its way is updated when it has gone out (`send-loop.ts`).
  if (card?.status === 'sent') await queueUpdate(tx, card, settled.label, settled)
}

/** One update for everybody who got it, paid for by the winner's click, else by the code of the send (§6.5). */
export async function queueUpdate(
  tx: Queryable,
  card: Card,
  label: string,
  options: { code?: string; receivers?: readonly string[]; at: Date },
): Promise<void> {
  const receivers = lower(options.receivers ?? card.receivers)
  const spare = options.receivers === undefined && card.responseCode !== null ? [card.responseCode] : []
  const codes = [...(options.code ? [options.code] : []), ...spare]
  if (codes.length === 0) return
  await queueSend(tx, {
    id: `update:${card.id}:${codes[0]}`,
    kind: 'update',
    cardId: card.id,
    receivers,
    body: { codes, label },
    at: options.at,
  })
}

const COLUMNS = 'id, subject, subject_id, community_id, step, receivers, response_code, status, label, sent_at'

interface CardRow {
  id: string
  subject: Card['subject']
  subject_id: string
  community_id: string | null
  step: string
  receivers: string[]
  response_code: string | null
  status: Card['status']
  label: string | null
  sent_at: Date | null
}

function toCard(row: CardRow): Card {
  const { id, subject, step, receivers, status, label } = row
  return {
    ...{ id, subject, step, receivers, status, label },
    subjectId: row.subject_id,
    communityId: row.community_id,
    responseCode: row.response_code,
    sentAt: row.sent_at,
  }
}

const lower = (userIds: readonly string[]) => [...new Set(userIds.map((id) => id.toLowerCase()))].filter(Boolean)
