import { z } from 'zod'
import { PageQuery, Time, pageOf } from './page'

export const ExchangeQuery = PageQuery.extend({
  user: z.string().min(1).max(200).optional(),
  conversation: z.string().min(1).max(200).optional(),
  case: z.string().min(1).max(200).optional(),
  channel: z.string().min(1).max(50).optional(),
})
export type ExchangeQuery = z.infer<typeof ExchangeQuery>

/** One message, in or out, by whomever (contract.md §4). */
export const ExchangeItem = z.object({
  seq: z.number(),
  id: z.string(),
  conversationId: z.string(),
  channel: z.string(),
  user: z.string(),
  direction: z.enum(['in', 'out']),
  author: z.enum(['owner', 'bot', 'staff', 'system']),
  authorId: z.string().nullable(),
  kind: z.string(),
  text: z.string(),
  at: Time,
  receivedAt: Time,
  sourceId: z.string().nullable(),
  delivery: z.enum(['pending', 'sent', 'failed', 'n/a']),
  deliveryReason: z.string().nullable(),
  caseIds: z.array(z.string()),
  sources: z.array(z.object({ article: z.string(), version: z.number() })),
  understanding: z
    .record(z.string(), z.unknown())
    .nullable()
    .describe('as POST /api/v1/understand answers, null for what was not read'),
  recalledAt: Time.nullable(),
  erasedAt: Time.nullable(),
  hash: z.string(),
})
export type ExchangeItem = z.infer<typeof ExchangeItem>

export const ExchangePage = pageOf(ExchangeItem)
export type ExchangePage = z.infer<typeof ExchangePage>

/** `head`: root over the last hash of every conversation. */
export const LogVerdict = z.union([
  z.object({ ok: z.literal(true), count: z.number(), head: z.string() }),
  z.object({ ok: z.literal(false), brokenAt: z.number() }),
])
export type LogVerdict = z.infer<typeof LogVerdict>
