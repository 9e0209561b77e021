import { randomBytes } from 'node:crypto'
import { contentHash } from '../platform/content-hash'
import type { Queryable } from '../platform/database/db'
import { newId } from '../platform/ids'
import { outboundText } from '../messages/outbound'
import type { OutboundContent } from '../messages/outbound'
import type { OutboxBody } from './delivery'

/** Words or errands that do not come from a turn: a staff answer, a task's notice. Log row and outbox row in the caller's transaction. */
export async function saySomething(
  tx: Queryable,
  words: {
    conversationId: string
    content: OutboundContent
    author: 'bot' | 'staff' | 'system'
    authorId?: string
    at: Date
    channel: { shape: (content: OutboundContent) => OutboundContent[]; delivers: boolean }
    message?: Partial<Extract<OutboxBody, { kind: 'message' }>>
    /** The articles that the words say (contract.md §4). */
    sources?: readonly { article: string; version: number }[]
  },
): Promise<string[]> {
  const ids: string[] = []
  for (const content of words.channel.shape(words.content)) {
    const id = newId('ex', words.at)
    const text = outboundText(content)
    const salt = randomBytes(12).toString('hex')
    await tx.query(
      'say-exchange',
      `insert into exchange (id, conversation_id, direction, author, author_id, kind, at, received_at, content_hash, delivery, sources)
       values ($1, $2, 'out', $3, $4, $5, $6, $6, $7, $8, $9::jsonb)`,
      [
        id,
        words.conversationId,
        words.author,
        words.authorId ?? null,
        content.type,
        words.at,
        contentHash(salt, text, { content }),
        words.channel.delivers ? 'pending' : 'sent',
        JSON.stringify(words.sources ?? []),
      ],
    )
    await tx.query(
      'say-content',
      'insert into exchange_content (exchange_id, salt, text, body) values ($1, $2, $3, $4::jsonb)',
      [id, salt, text, JSON.stringify({ content })],
    )
    if (words.channel.delivers) {
      const body: OutboxBody = { kind: 'message', way: 'plain', ...words.message, content }
      await queueErrand(tx, {
        conversationId: words.conversationId,
        body,
        exchangeId: id,
        bot: words.author === 'bot',
        at: words.at,
      })
    }
    ids.push(id)
  }
  return ids
}

/** A transition or a notice without words of its own, or the outbox row of words already logged. */
export async function queueErrand(
  tx: Queryable,
  errand: { conversationId: string; body: OutboxBody; exchangeId?: string; bot?: boolean; at: Date },
): Promise<void> {
  await tx.query(
    'queue-errand',
    `insert into outbox (id, conversation_id, exchange_id, kind, body, bot, next_at, created_at) values ($1, $2, $3, $4, $5::jsonb, $6, $7, $7)`,
    [
      newId('o', errand.at),
      errand.conversationId,
      errand.exchangeId ?? null,
      errand.body.kind,
      JSON.stringify(errand.body),
      errand.bot ?? false,
      errand.at,
    ],
  )
  await tx.query('ready-to-send', 'select ready_to_send($1, $2)', [errand.conversationId, errand.at])
}
