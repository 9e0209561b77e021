import type { Queryable } from '../../platform/database/db'
import { recordDelivery } from '../../queue/sender'
import { eraseWords } from './erase-words'

/** What stands where a recalled message was quoted. */
const TAKEN_BACK = '（业主已撤回）'

/**
 * An owner took a message back: its words are erased, where the log keeps them and where an open handoff quotes them, and an answer
 * to it that has not gone out yet never will (wecom-protocol §12, 29). Twice changes nothing.
 */
export async function eraseMessage(
  tx: Queryable,
  recall: { conversationId: string; sourceId: string; by: string; at: Date },
): Promise<void> {
  const { conversationId, sourceId, by, at } = recall
  const found = await tx.query<{ id: string; text: string | null }>(
    'recalled-exchange',
    `select e.id, c.text from exchange e left join exchange_content c on c.exchange_id = e.id
      where e.conversation_id = $1 and e.source_id = $2 and e.direction = 'in'`,
    [conversationId, sourceId],
  )
  for (const { id, text } of found) {
    if (!(await eraseWords(tx, { exchangeId: id, by, at }))) continue
    if (text) await eraseQuotes(tx, conversationId, text)
    await dropAnswers(tx, conversationId, id, at)
  }
}

/** A handoff's card shows staff what was said last. */
async function eraseQuotes(tx: Queryable, conversationId: string, text: string): Promise<void> {
  const rows = await tx.query<{ id: string; evidence: unknown; card: unknown }>(
    'quotes-of-talk',
    `select id, evidence, card from handoff where conversation_id = $1 and status <> 'closed'`,
    [conversationId],
  )
  for (const { id, evidence, card } of rows)
    await tx.query('erase-quotes', 'update handoff set evidence = $2::jsonb, card = $3::jsonb where id = $1', [
      id,
      JSON.stringify(withoutQuote(evidence, text)),
      JSON.stringify(withoutQuote(card, text)),
    ])
}

function withoutQuote(value: unknown, text: string): unknown {
  if (typeof value === 'string') return value.replaceAll(text, TAKEN_BACK)
  if (Array.isArray(value)) return value.map((inner) => withoutQuote(inner, text))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withoutQuote(inner, text)]))
}

/** Words that wait for the owner's next message and answer only what was taken back. Safety text stays. */
async function dropAnswers(tx: Queryable, conversationId: string, exchangeId: string, at: Date): Promise<void> {
  const dropped = await tx.query<{ exchange_id: string }>(
    'drop-answers',
    `update outbox o set status = 'dropped', last_error = 'recalled'
      where o.conversation_id = $1 and o.status = 'parked' and o.bot and coalesce(o.body ->> 'evenWhenServed', '') <> 'true'
        and o.exchange_id in (
          select a.id from exchange a
           where a.conversation_id = $1 and a.direction = 'out' and a.turn_id = (select i.turn_id from inbox i where i.exchange_id = $2)
             and not exists (select from inbox i join exchange x on x.id = i.exchange_id
                              where i.turn_id = a.turn_id and x.author = 'owner' and x.recalled_at is null))
     returning o.exchange_id`,
    [conversationId, exchangeId],
  )
  for (const row of dropped)
    await recordDelivery(tx, {
      conversationId,
      exchangeId: row.exchange_id,
      delivery: 'failed',
      reason: 'recalled',
      sourceId: null,
      at,
    })
}
