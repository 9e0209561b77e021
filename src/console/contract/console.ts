import { z } from 'zod'
import { CaseItem } from './case'
import { HandoffItem } from './handoff'
import { Time, pageOf } from './page'
import { NoteItem, OpenCall, OwnerFacts, TalkHistory } from './take-over'
import { TalkMessage } from './web-chat'

/** What only our own console asks for; not part of the contract with others. */

export const SignInRequest = z.object({
  account: z.string().trim().min(1).max(100),
  password: z.string().min(1).max(500),
})
export type SignInRequest = z.infer<typeof SignInRequest>

/** Who is signed in; `csrf` goes with every write, `rights` say what to show. */
export const Me = z.object({
  account: z.string(),
  /** The name under which this person acts: the member of staff, else the account. */
  name: z.string(),
  role: z.string(),
  rights: z.array(z.string()),
  csrf: z.string(),
  /** Nothing works before the password given by somebody else is replaced. */
  mustChange: z.boolean(),
  /** False: signs in by WeCom alone. */
  hasPassword: z.boolean(),
})
export type Me = z.infer<typeof Me>

/** A handoff with what the console alone needs. */
export const DeskHandoff = HandoffItem.extend({
  /** `native`: staff answer in WeCom. */
  mode: z.enum(['native', 'console']),
  staffed: z.boolean(),
  /** By when the owner was told that somebody comes. */
  dueAt: Time.nullable(),
  call: OpenCall.nullable(),
})
export type DeskHandoff = z.infer<typeof DeskHandoff>

export const TalkItem = z.object({
  id: z.string(),
  channel: z.string(),
  user: z.string(),
  /** What the owner is called, when known. */
  name: z.string().nullable(),
  community: z.string().nullable(),
  lastAt: Time.nullable(),
  lastText: z.string(),
  lastAuthor: z.enum(['owner', 'bot', 'staff', 'system']).nullable(),
  unread: z.number(),
  handoff: DeskHandoff.nullable(),
  openCases: z.number(),
})
export type TalkItem = z.infer<typeof TalkItem>

export const TalkQuery = z.object({
  /** Talks whose last message is older than this time. */
  before: Time.optional(),
  /** Part of a name, a user or a case number. */
  find: z.string().trim().min(1).max(100).optional(),
})
export type TalkQuery = z.infer<typeof TalkQuery>

/** Open handoffs first, the most urgent on top; then by the last message. */
export const TalkList = z.object({ items: z.array(TalkItem), more: z.boolean() })
export type TalkList = z.infer<typeof TalkList>

export const TalkDetail = z.object({
  talk: TalkItem,
  messages: z.array(TalkMessage),
  more: z.boolean(),
  cases: z.array(CaseItem),
  /** Of colleagues, oldest first; no owner reads them. */
  notes: z.array(NoteItem),
  owner: OwnerFacts,
  history: TalkHistory,
})
export type TalkDetail = z.infer<typeof TalkDetail>

export const MessageQuery = z.object({
  before: z.coerce.number().int().positive().optional(),
  after: z.coerce.number().int().min(0).optional(),
})
export type MessageQuery = z.infer<typeof MessageQuery>

export const MessageList = z.object({ messages: z.array(TalkMessage), more: z.boolean() })
export type MessageList = z.infer<typeof MessageList>

export const ReadRequest = z.object({ seq: z.number().int().min(0) })
export type ReadRequest = z.infer<typeof ReadRequest>

export const DeskCase = CaseItem.extend({ conversationId: z.string().nullable() })
export type DeskCase = z.infer<typeof DeskCase>
export const DeskCasePage = pageOf(DeskCase)
export type DeskCasePage = z.infer<typeof DeskCasePage>

/** Who works here and where, for names and choices. */
export const Company = z.object({
  staff: z.array(z.object({ id: z.string(), name: z.string(), title: z.string() })),
  communities: z.array(z.object({ id: z.string(), name: z.string() })),
})
export type Company = z.infer<typeof Company>

/** What went wrong and waits for somebody to look. */
export const Troubles = z.object({
  failedTurns: z.array(
    z.object({ id: z.string(), conversationId: z.string(), user: z.string(), error: z.string(), at: Time }),
  ),
  resting: z.array(
    z.object({
      id: z.string(),
      conversationId: z.string(),
      type: z.string(),
      at: Time,
      attempts: z.number(),
      lastError: z.string().nullable(),
    }),
  ),
  /** Owners whom our words did not reach: somebody rings them up. */
  callBacks: z.array(
    z.object({
      id: z.string(),
      conversationId: z.string(),
      user: z.string(),
      reason: z.string(),
      words: z.string(),
      at: Time,
      dueAt: Time,
    }),
  ),
  /** Photos and files of owners that WeCom no longer gives out. */
  lostFiles: z.array(
    z.object({ id: z.string(), conversationId: z.string(), user: z.string(), name: z.string(), at: Time }),
  ),
  /** What WeCom sent and nobody could be found for, kept whole. */
  strays: z.array(z.object({ id: z.string(), account: z.string(), reason: z.string(), at: Time })),
})
export type Troubles = z.infer<typeof Troubles>
