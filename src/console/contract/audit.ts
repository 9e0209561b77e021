import { z } from 'zod'
import { Time, pageOf } from './page'

export const AuditQuery = z.object({
  /** An account, or part of a colleague's name. */
  who: z.string().trim().min(1).max(100).optional(),
  act: z.string().trim().min(1).max(60).optional(),
  from: z.iso.date().optional(),
  to: z.iso.date().optional(),
  after: z.string().max(200).optional(),
})
export type AuditQuery = z.infer<typeof AuditQuery>

export const AuditItem = z.object({
  seq: z.string(),
  at: Time,
  /** The account; `api` is a program with the API token. */
  actor: z.string(),
  /** The member of staff behind the account. */
  name: z.string().nullable(),
  act: z.string(),
  target: z.string(),
  /** What the target is called, where it can be opened. */
  case: z.object({ id: z.string(), number: z.string() }).nullable(),
  conversationId: z.string().nullable(),
  called: z.string().nullable(),
  facts: z.record(z.string(), z.unknown()),
})
export type AuditItem = z.infer<typeof AuditItem>

/** Newest first. */
export const AuditPage = pageOf(AuditItem)
export type AuditPage = z.infer<typeof AuditPage>
