import { z } from 'zod'
import { GivenTime } from '../../platform/given-time'
import { CASE_KINDS, CASE_PRIORITIES, CASE_STATUSES } from '../../records/case/case-kinds'
import { CASE_ACTIONS } from '../../records/case/case-transitions'
import { PageQuery, RequestId, Time, pageOf } from './page'

export const CaseKind = z.enum(CASE_KINDS)
export type CaseKind = z.infer<typeof CaseKind>
export const CaseStatus = z.enum(CASE_STATUSES)
export type CaseStatus = z.infer<typeof CaseStatus>
export const CaseAction = z.enum(CASE_ACTIONS)
export type CaseAction = z.infer<typeof CaseAction>

export const CaseQuery = PageQuery.extend({
  kind: CaseKind.optional(),
  status: CaseStatus.optional(),
  user: z.string().min(1).max(200).optional().describe('also where that user is one of several reporters'),
  channel: z.string().min(1).max(50).optional(),
})
export type CaseQuery = z.infer<typeof CaseQuery>

/** A case as the API shows it (contract.md §4); an anonymous one shows nobody. */
export const CaseItem = z.object({
  id: z.string(),
  number: z.string(),
  kind: CaseKind,
  category: z.string().describe('大类/细类'),
  emergencyType: z.string().nullable(),
  status: CaseStatus,
  priority: z.enum(CASE_PRIORITIES),
  summary: z.string(),
  user: z.string().nullable(),
  reporters: z.array(z.string()),
  community: z.string().nullable(),
  location: z.object({
    building: z.string().nullable(),
    unit: z.string().nullable(),
    room: z.string().nullable(),
    place: z.string().nullable(),
    text: z.string().nullable(),
  }),
  appointment: z.object({ from: Time.nullable(), to: Time.nullable(), text: z.string() }).nullable(),
  contact: z.object({ name: z.string().nullable(), phone: z.string().nullable() }).nullable(),
  anonymous: z.boolean(),
  confidential: z.boolean(),
  details: z.record(z.string(), z.unknown()),
  attachments: z.array(z.object({ kind: z.string(), exchangeSeq: z.number().nullable() })),
  urges: z.number(),
  openedAt: Time,
  dueAt: Time.nullable(),
  assignee: z.string().nullable(),
  ownerOfRecord: z.string(),
  source: z.string(),
  links: z.array(z.object({ type: z.string(), id: z.string() })),
  rating: z.object({ score: z.number(), comment: z.string(), at: Time }).nullable(),
  stages: z.array(z.object({ stage: z.string(), at: Time, actor: z.string(), note: z.string() })),
  exchangeSeqs: z.array(z.number()),
})
export type CaseItem = z.infer<typeof CaseItem>

export const CasePage = pageOf(CaseItem)
export type CasePage = z.infer<typeof CasePage>

/** `by` and `to` are a staff id or any name, kept as given (contract.md §8). */
export const CaseActRequest = z.object({
  action: CaseAction,
  by: z.string().trim().min(1).max(100),
  note: z.string().max(2_000).optional(),
  to: z.string().trim().min(1).max(100).optional(),
  at: GivenTime.optional(),
  id: RequestId,
})
export type CaseActRequest = z.infer<typeof CaseActRequest>
