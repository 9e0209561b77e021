import type { Queryable } from '../../platform/database/db'
import { cutText } from '../../platform/cut-text'
import type { Handoff } from './handoff'

const LINES = 3

/**
 * What the next one must know when the colleague wrote no summary (domain.md C9): the last words they said to the owner. Null when
 * they said none that we could keep.
 */
export async function summaryOfService(tx: Queryable, found: Handoff): Promise<string | null> {
  const rows = await tx.query<{ text: string }>(
    'summary-of-service',
    `select c.text from exchange e join exchange_content c on c.exchange_id = e.id
      where e.conversation_id = $1 and e.author = 'staff' and e.at >= $2 and c.text <> ''
      order by e.seq desc limit ${LINES}`,
    [found.conversationId, found.acceptedAt ?? found.openedAt],
  )
  if (rows.length === 0) return null
  return `（没有写小结，最后说的是）${rows
    .reverse()
    .map(({ text }) => cutText(text, 120))
    .join('；')}`
}
