import { z } from 'zod'
import { NOTE_KINDS } from '../../records/talk-note/note-kinds'
import { CASE_KINDS } from '../../records/case/case-kinds'
import { CaseItem } from './case'
import { RequestId, Time } from './page'

/** What the take-over desk asks for beside a talk; our own console only. */

export const NoteItem = z.object({
  id: z.string(),
  kind: z.enum(NOTE_KINDS),
  author: z.string(),
  meantFor: z.string().nullable(),
  text: z.string(),
  at: Time,
  seenBy: z.string().nullable(),
  erased: z.boolean(),
})
export type NoteItem = z.infer<typeof NoteItem>

/** A call for somebody that nobody has answered yet. */
export const OpenCall = z.object({ id: z.string(), by: z.string(), meantFor: z.string(), text: z.string(), at: Time })
export type OpenCall = z.infer<typeof OpenCall>

/** Who is talking and from which home; `verified` false: they said so themselves. */
export const OwnerFacts = z.object({
  name: z.string().nullable(),
  phone: z.string().nullable(),
  homes: z.array(
    z.object({
      building: z.string().nullable(),
      unit: z.string().nullable(),
      room: z.string().nullable(),
      name: z.string().nullable(),
      role: z.enum(['owner', 'tenant', 'family', 'agent']),
      verified: z.boolean(),
    }),
  ),
})
export type OwnerFacts = z.infer<typeof OwnerFacts>

/** What was before: settled cases and earlier times that a person served, the newest first. */
export const TalkHistory = z.object({
  cases: z.array(CaseItem.pick({ id: true, number: true, kind: true, summary: true, status: true, openedAt: true })),
  handoffs: z.array(
    z.object({
      id: z.string(),
      reason: z.string(),
      assignee: z.string().nullable(),
      summary: z.string().nullable(),
      openedAt: Time,
      closedAt: Time.nullable(),
    }),
  ),
})
export type TalkHistory = z.infer<typeof TalkHistory>

export const NoteRequest = z.object({ text: z.string().trim().min(1).max(2_000), id: RequestId })
export type NoteRequest = z.infer<typeof NoteRequest>

const Who = z.string().trim().min(1).max(100)
/** `from` is the holder as the page last saw it: of two who pass the talk on at once, one does. */
export const PassRequest = z.object({
  from: Who,
  to: Who,
  note: z.string().trim().max(2_000).optional(),
  id: RequestId,
})
export type PassRequest = z.infer<typeof PassRequest>

export const CallInRequest = z.object({ note: z.string().trim().max(2_000).optional(), id: RequestId })
export type CallInRequest = z.infer<typeof CallInRequest>

export const CalledIn = z.object({ who: z.string() })
export type CalledIn = z.infer<typeof CalledIn>

export const PresenceView = z.object({ resting: z.boolean() })
export type PresenceView = z.infer<typeof PresenceView>
export const PresenceRequest = z.object({ resting: z.boolean(), id: RequestId })
export type PresenceRequest = z.infer<typeof PresenceRequest>

export const Colleagues = z.object({
  items: z.array(
    z.object({
      name: z.string(),
      title: z.string(),
      presence: z.enum(['serving', 'resting', 'away']),
      /** Talks they hold now. */
      holds: z.number(),
    }),
  ),
})
export type Colleagues = z.infer<typeof Colleagues>

export const PhraseItem = z.object({
  /** Null: ships with the product. */
  id: z.string().nullable(),
  group: z.string(),
  title: z.string(),
  text: z.string(),
  mine: z.boolean(),
})
export type PhraseItem = z.infer<typeof PhraseItem>
/** Filled with what is known of this talk. */
export const PhraseList = z.object({ items: z.array(PhraseItem), mayShare: z.boolean() })
export type PhraseList = z.infer<typeof PhraseList>

export const PhraseRequest = z.object({
  title: z.string().trim().min(1).max(40),
  text: z.string().trim().min(1).max(1_000),
  /** For everybody; needs the right `phrases.edit`. */
  shared: z.boolean(),
  id: RequestId,
})
export type PhraseRequest = z.infer<typeof PhraseRequest>

/** What could be answered to the owner's last words, and where it comes from. */
export const Suggestions = z.object({
  to: z.string(),
  items: z.array(z.object({ from: z.enum(['article', 'colleague']), source: z.string(), text: z.string() })),
})
export type Suggestions = z.infer<typeof Suggestions>

const Place = z.string().trim().max(50).optional()
export const NewCaseForm = z.object({
  kind: z.enum(CASE_KINDS),
  summary: z.string().trim().min(1).max(500),
  building: Place,
  unit: Place,
  room: Place,
  place: z.string().trim().max(200).optional(),
  name: z.string().trim().max(50).optional(),
  phone: z
    .string()
    .trim()
    .regex(/^([\d+ -]{5,20})?$/, 'expected a phone number')
    .optional(),
  urgent: z.boolean().optional(),
  /** Staff a complaint is about. */
  aboutStaff: z.array(z.string().max(100)).max(20).optional(),
})
export type NewCaseForm = z.infer<typeof NewCaseForm>
export const NewCaseRequest = NewCaseForm.extend({ id: RequestId })
export type NewCaseRequest = z.infer<typeof NewCaseRequest>
/** `joined`: the matter was on record already. `words` tell the owner so, to be sent by whoever serves. */
export const NewCaseAnswer = z.object({ item: CaseItem, joined: z.boolean(), words: z.string() })
export type NewCaseAnswer = z.infer<typeof NewCaseAnswer>

/** With the file itself as the body; `by` as in a reply. */
export const FileQuery = z.object({ name: z.string().min(1).max(200), by: Who.optional(), id: RequestId })
export type FileQuery = z.infer<typeof FileQuery>
