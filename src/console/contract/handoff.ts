import { z } from 'zod'
import { HANDOFF_REASONS, HANDOFF_STATUSES } from '../../records/handoff/handoff'
import { PageQuery, RequestId, Time, pageOf } from './page'

export const HandoffStatus = z.enum(HANDOFF_STATUSES)
export type HandoffStatus = z.infer<typeof HandoffStatus>

export const HandoffQuery = PageQuery.extend({
  status: HandoffStatus.optional(),
  user: z.string().min(1).max(200).optional(),
  channel: z.string().min(1).max(50).optional(),
})
export type HandoffQuery = z.infer<typeof HandoffQuery>

/** A talk that a person takes over (contract.md §4). */
export const HandoffItem = z.object({
  id: z.string(),
  conversationId: z.string(),
  user: z.string(),
  reason: z.enum(HANDOFF_REASONS),
  evidence: z.array(z.string()),
  status: HandoffStatus,
  assignee: z.string().nullable(),
  card: z.record(z.string(), z.unknown()).describe('facts, attempts, promises, mood, what not to ask again'),
  openedAt: Time,
  acceptedAt: Time.nullable(),
  closedAt: Time.nullable(),
})
export type HandoffItem = z.infer<typeof HandoffItem>

export const HandoffPage = pageOf(HandoffItem)
export type HandoffPage = z.infer<typeof HandoffPage>

const By = z.string().trim().min(1).max(100)
export const AcceptRequest = z.object({ by: By, id: RequestId })
export type AcceptRequest = z.infer<typeof AcceptRequest>
export const ReplyRequest = z.object({ by: By, text: z.string().trim().min(1).max(20_000), id: RequestId })
export type ReplyRequest = z.infer<typeof ReplyRequest>
export const CloseRequest = z.object({ by: By, summary: z.string().max(4_000).optional(), id: RequestId })
export type CloseRequest = z.infer<typeof CloseRequest>
