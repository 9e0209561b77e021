import { z } from 'zod'
import { RequestId } from './page'

export const ExportQuery = z.object({
  format: z.enum(['xlsx', 'csv', 'jsonl']).default('xlsx'),
  community: z.string().trim().min(1).max(200).optional().describe('name or id: its own entries only'),
  topic: z.string().trim().min(1).max(200).optional(),
})
export type ExportQuery = z.infer<typeof ExportQuery>

export const UnansweredExportQuery = z.object({ format: z.enum(['xlsx', 'csv']).default('xlsx') })
export type UnansweredExportQuery = z.infer<typeof UnansweredExportQuery>

export const FileQuery = z.object({
  filename: z.string().min(1).max(300).optional().describe('instead of the header x-filename'),
})

/** What a document seems to hold; nothing is kept of it yet. */
export const TakenApart = z.object({
  name: z.string(),
  pages: z.number().nullable(),
  pictures: z.number(),
  found: z.array(z.object({ question: z.string(), answer: z.string(), source: z.string(), long: z.boolean() })),
  unanswered: z.array(z.string()).describe('questions without an answer below them'),
})
export type TakenApart = z.infer<typeof TakenApart>

export const KeepDrafts = z.object({
  name: z.string().min(1).max(300),
  community: z.string().trim().min(1).max(200).nullable().optional(),
  topic: z.string().trim().max(200).optional(),
  drafts: z
    .array(
      z.object({
        question: z.string().trim().min(1).max(1_000),
        answer: z.string().trim().min(1).max(20_000),
        source: z.string().trim().max(1_000),
      }),
    )
    .min(1)
    .max(1_000),
  submit: z.boolean().default(false).describe('true: the drafts are handed in for review'),
  id: RequestId,
})
export type KeepDrafts = z.input<typeof KeepDrafts>
