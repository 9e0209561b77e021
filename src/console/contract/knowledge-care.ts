import { z } from 'zod'
import { RequestId, Time } from './page'

const Article = z.object({ id: z.string(), question: z.string(), community: z.string().nullable() })

export const HealthQuery = z.object({ days: z.coerce.number().int().min(1).max(365).default(30) })

/** How well the published answers are. */
export const KnowledgeHealth = z.object({
  days: z.number(),
  articles: z.number(),
  used: z.array(
    Article.extend({
      hits: z.number(),
      lastAt: Time,
      unhelpful: z.number().describe('owners who asked for a person within ten minutes of this answer'),
    }),
  ),
  unused: z.array(Article.extend({ publishedAt: Time })),
  expiring: z.array(Article.extend({ validTo: Time, expired: z.boolean() })),
  contradicting: z.array(
    z.object({
      one: Article.extend({ answer: z.string() }),
      other: Article.extend({ answer: z.string() }),
      likeness: z.number(),
    }),
  ),
  lacking: z.array(Article.extend({ values: z.array(z.string()), communities: z.array(z.string()) })),
})
export type KnowledgeHealth = z.infer<typeof KnowledgeHealth>

export const SuggestionQuery = z.object({ question: z.string().trim().min(1).max(2_000) })

/** What a draft for a group of unanswered questions begins with. */
export const DraftSuggestion = z.object({
  question: z.string(),
  similar: z.array(z.string()),
  answer: z.string().describe('what a colleague answered then; empty where nobody did'),
  source: z.string(),
})
export type DraftSuggestion = z.infer<typeof DraftSuggestion>

export const DraftOfUnanswered = z.object({
  group: z.string().trim().min(1).max(2_000),
  question: z.string().trim().min(1).max(1_000),
  similar: z.array(z.string().trim().min(1).max(1_000)).max(200),
  answer: z.string().trim().min(1).max(20_000),
  source: z.string().trim().max(1_000),
  topic: z.string().trim().max(200).optional(),
  community: z.string().trim().min(1).max(200).nullable().optional(),
  id: RequestId,
})
export type DraftOfUnanswered = z.infer<typeof DraftOfUnanswered>

export const RecallQuery = z.object({
  article: z.string().min(1).max(100),
  days: z.coerce.number().int().min(1).max(365).default(30),
})

export const ToldOld = z.object({
  conversationId: z.string(),
  user: z.string(),
  channel: z.string(),
  community: z.string().nullable(),
  at: Time,
  version: z.number(),
  text: z.string(),
  knows: z.boolean().describe('was told the text that holds since then'),
  corrected: z.object({ outcome: z.enum(['waiting', 'sent', 'call']), at: Time }).nullable(),
  unreached: z.enum(['window', 'spent', 'served']).nullable().describe('why it cannot be written: somebody rings up'),
})
export type ToldOld = z.infer<typeof ToldOld>

export const Recall = z.object({
  article: z.object({
    id: z.string(),
    question: z.string(),
    answer: z.string(),
    version: z.number(),
    community: z.string().nullable(),
  }),
  told: z.array(ToldOld),
})
export type Recall = z.infer<typeof Recall>

export const CorrectionRequest = z.object({
  article: z.string().min(1).max(100),
  version: z.number().int().describe('the one that was looked at'),
  days: z.number().int().min(1).max(365),
  words: z.string().trim().min(1).max(600),
  check: z.boolean().optional().describe('true: says what would happen and sends nothing'),
  id: RequestId,
})
export type CorrectionRequest = z.infer<typeof CorrectionRequest>

export const CorrectionAnswer = z.object({
  ordered: z.number(),
  calls: z.number().describe('of these: owners whom somebody has to ring up'),
  findings: z.array(z.object({ quote: z.string(), instead: z.string() })),
  lacking: z.array(z.string()).describe('values that are not filled in'),
  preview: z.string(),
})
export type CorrectionAnswer = z.infer<typeof CorrectionAnswer>
