import { z } from 'zod'
import { PageQuery, RequestId, Time, pageOf } from './page'

export const SearchRequest = z.object({
  query: z.string().trim().min(1).max(2_000),
  limit: z.number().int().min(1).max(50).optional(),
  community: z.string().trim().min(1).max(200).optional().describe('name or id'),
  id: RequestId,
})
export type SearchRequest = z.infer<typeof SearchRequest>

/** `answered`: the bot would answer with the first hit. */
export const SearchAnswer = z.object({
  answered: z.boolean(),
  hits: z.array(
    z.object({ id: z.string(), key: z.string(), question: z.string(), answer: z.string(), score: z.number() }),
  ),
})
export type SearchAnswer = z.infer<typeof SearchAnswer>

export const EntryQuery = PageQuery.extend({
  community: z.string().min(1).max(200).optional().describe('name or id: its own entries only'),
  topic: z.string().min(1).max(200).optional(),
})
export type EntryQuery = z.infer<typeof EntryQuery>

/** What somebody wants an entry to be; without `community` it is for all. */
export const EntryRequest = z.object({
  key: z.string().trim().min(1).max(200).optional(),
  question: z.string().trim().min(1).max(1_000),
  similar: z.array(z.string().trim().min(1).max(1_000)).max(200).optional(),
  answer: z.string().trim().min(1).max(20_000),
  topic: z.string().trim().max(200).optional(),
  tags: z.array(z.string().trim().min(1).max(100)).max(50).optional(),
  community: z.string().trim().min(1).max(200).nullable().optional(),
  validFrom: z.string().trim().min(1).max(40).nullable().optional().describe('a day or an ISO time'),
  validTo: z.string().trim().min(1).max(40).nullable().optional().describe('a day or an ISO time'),
  source: z.string().trim().max(1_000).optional(),
  publish: z.boolean().optional().describe('false keeps it a draft beside the version that answers'),
  id: RequestId,
})
export type EntryRequest = z.infer<typeof EntryRequest>

/** What is left out stays; with `version`, a change that somebody else made meanwhile is not overwritten. */
export const EntryPatch = EntryRequest.omit({ id: true }).partial().extend({ version: z.number().int().optional() })
export type EntryPatch = z.infer<typeof EntryPatch>

export const EntryItem = z.object({
  id: z.string(),
  key: z.string(),
  question: z.string(),
  similar: z.array(z.string()),
  answer: z.string(),
  topic: z.string(),
  tags: z.array(z.string()),
  community: z.string().nullable(),
  validFrom: Time.nullable(),
  validTo: Time.nullable(),
  source: z.string(),
  version: z.number(),
  publishedVersion: z.number().describe('the one that answers; 0: none yet'),
  status: z.enum(['draft', 'published']),
  updatedAt: Time,
})
export type EntryItem = z.infer<typeof EntryItem>

export const EntryPage = pageOf(EntryItem)
export type EntryPage = z.infer<typeof EntryPage>

export const UnansweredItem = z.object({
  question: z.string(),
  count: z.number(),
  examples: z.array(z.string()),
  firstAt: Time,
  lastAt: Time,
  reasons: z.array(z.string()).describe('no_article, placeholder, unsure'),
  draftId: z.string().nullable().describe('the entry that was begun for it and does not answer yet'),
})
export type UnansweredItem = z.infer<typeof UnansweredItem>

export const UnansweredPage = pageOf(UnansweredItem)
export type UnansweredPage = z.infer<typeof UnansweredPage>

export const ImportQuery = z.object({
  publish: z.enum(['true', 'false']).optional().describe('true: what the file says answers at once'),
  filename: z.string().min(1).max(300).optional().describe('instead of the header x-filename'),
  preview: z.enum(['true', 'false']).optional().describe('true: says what would happen and changes nothing'),
  submit: z.enum(['true', 'false']).optional().describe('true: the drafts are handed in for review'),
  id: RequestId,
})
export type ImportQuery = z.infer<typeof ImportQuery>

export const ImportAnswer = z.object({
  created: z.number(),
  updated: z.number(),
  unchanged: z.number(),
  errors: z.array(
    z.object({
      row: z.number(),
      message: z.string(),
      column: z.string().optional().describe('of a table: letter and heading, like "D 答案"'),
    }),
  ),
  rows: z
    .array(
      z.object({
        row: z.number(),
        question: z.string(),
        community: z.string().nullable(),
        outcome: z.enum(['created', 'updated', 'unchanged']),
      }),
    )
    .optional()
    .describe('of a preview: what would become of each row'),
})
export type ImportAnswer = z.infer<typeof ImportAnswer>
