import type { Queryable } from '../../platform/database/db'
import { readPage, readPageQuery, type Page, type PageQuery } from '../page'
import { handoffNotAbout } from '../case/not-about'
import { SELECT_HANDOFF, toHandoff, type Handoff, type HandoffRow, type HandoffStatus } from './handoff'

const LIST = { table: 'handoff', numbers: 'handoff_seq_seq' }

export interface HandoffFilter extends PageQuery {
  status?: HandoffStatus
  user?: string
  channel?: string
  communityIds?: readonly string[]
  /** The member of staff who reads, with the names they work under: nothing of a complaint about them. */
  reader?: { staffId: string; names: readonly string[] }
}

/** Handoffs in the order they were opened. */
export async function listHandoffs(tx: Queryable, filter: HandoffFilter): Promise<Page<Handoff>> {
  const query = readPageQuery(filter)
  const page = await readPage(tx, LIST, query, () =>
    tx.query<HandoffRow>(
      'list-handoffs',
      `${SELECT_HANDOFF}
      where h.seq > $1
        and ($3::text is null or h.status = $3)
        and ($4::text is null or v.user_id = $4)
        and ($5::text is null or v.channel = $5)
        and ($6::text[] is null or h.community_id = any($6))
        and ${handoffNotAbout('$7', '$8')}
      order by h.seq limit $2`,
      [
        query.after,
        query.limit + 1,
        filter.status ?? null,
        filter.user ?? null,
        filter.channel ?? null,
        filter.communityIds ?? null,
        filter.reader?.staffId ?? null,
        filter.reader?.names ?? [],
      ],
    ),
  )
  return { items: page.items.map(toHandoff), next: page.next }
}

/** Whether this member of staff may know of it. */
export async function isHandoffTold(
  tx: Queryable,
  id: string,
  reader: { staffId: string | null; names: readonly string[] },
): Promise<boolean> {
  const rows = await tx.query(
    'is-handoff-told',
    `select from handoff h where h.id = $1 and ${handoffNotAbout('$2', '$3')}`,
    [id, reader.staffId, reader.names],
  )
  return rows.length > 0
}

/** The one a talk has open, if any. */
export async function openHandoffOf(tx: Queryable, conversationId: string): Promise<Handoff | null> {
  const rows = await tx.query<HandoffRow>(
    'open-handoff',
    `${SELECT_HANDOFF} where h.conversation_id = $1 and h.status <> 'closed'`,
    [conversationId],
  )
  return rows[0] ? toHandoff(rows[0]) : null
}

/** The last one that ended: the bot starts from its summary and does not hand over again on what was said before it (domain.md C9). */
export async function lastClosedHandoffOf(tx: Queryable, conversationId: string): Promise<Handoff | null> {
  const rows = await tx.query<HandoffRow>(
    'last-closed-handoff',
    `${SELECT_HANDOFF} where h.conversation_id = $1 and h.status = 'closed' order by h.closed_at desc, h.seq desc limit 1`,
    [conversationId],
  )
  return rows[0] ? toHandoff(rows[0]) : null
}
