import { z } from 'zod'
import { RequestId, Time } from './page'

export const PersonQuery = z.object({
  find: z.string().trim().min(1).max(100).describe('part of a name, a phone number, a home, a user or a case number'),
})
export type PersonQuery = z.infer<typeof PersonQuery>

export const PersonItem = z.object({
  id: z.string(),
  name: z.string().nullable(),
  phone: z.string().nullable(),
  homes: z.array(z.string()),
  identities: z.array(z.object({ channel: z.string(), user: z.string(), nickname: z.string().nullable() })),
  community: z.string().nullable(),
  messages: z.number(),
  openCases: z.number(),
  lastAt: Time.nullable(),
  erasedAt: Time.nullable(),
})
export type PersonItem = z.infer<typeof PersonItem>

export const PersonList = z.object({ items: z.array(PersonItem) })
export type PersonList = z.infer<typeof PersonList>

/** Why: the person's own request, as it reached the company. */
export const EraseRequest = z.object({ reason: z.string().trim().min(2).max(500), id: RequestId })
export type EraseRequest = z.infer<typeof EraseRequest>

export const ErasureAnswer = z.object({
  erased: z.number().describe('messages whose words are gone'),
  held: z.number().describe('messages that a running complaint or emergency still needs'),
  openCases: z.number().describe('while any is open, name, phone and home stay with it'),
})
export type ErasureAnswer = z.infer<typeof ErasureAnswer>
