import { z } from 'zod'
import { CASE_PRIORITIES, COMPLAINT_CATEGORIES, REPAIR_CATEGORIES } from '../../records/case/case-kinds'
import { CaseKind, CaseStatus } from './case'
import { DeskCase, DeskCasePage } from './console'
import { PageQuery, RequestId, Time } from './page'

/** What the console's pages of cases ask for; not part of the contract with others. */

export const CASE_STATES = ['open', 'resolved', 'over', 'all'] as const

/** What may narrow a list; a kept list is one of these with a name. */
export const CaseFilters = z.object({
  /** `open`: everything that is not over. */
  state: z.enum(CASE_STATES).optional(),
  status: CaseStatus.optional(),
  kind: CaseKind.optional(),
  /** 大类, or `大类/细类`. */
  category: z.string().trim().min(1).max(60).optional(),
  community: z.string().min(1).max(100).optional(),
  priority: z.enum(CASE_PRIORITIES).optional(),
  /** A member of staff by id or name; `none`: nobody yet. */
  assignee: z.string().trim().min(1).max(100).optional(),
  overdue: z.enum(['yes']).optional(),
  /** Mine to work on or to answer for. */
  mine: z.enum(['yes']).optional(),
  /** Days, both included. */
  from: z.iso.date().optional(),
  to: z.iso.date().optional(),
  /** Words, a number or its end, the last four digits of a phone. */
  find: z.string().trim().min(1).max(100).optional(),
})
export type CaseFilters = z.infer<typeof CaseFilters>

export const CaseListQuery = CaseFilters.extend({ after: PageQuery.shape.after })
export type CaseListQuery = z.infer<typeof CaseListQuery>

/** Newest first; `total` stops counting at 1000, and is null on later pages. */
export const CaseListPage = DeskCasePage.extend({ total: z.number().nullable() })
export type CaseListPage = z.infer<typeof CaseListPage>
export const COUNTED_TO = 1_000

export const BOARD_COLUMNS = ['open', 'accepted', 'in_progress', 'paused', 'resolved', 'closed'] as const

/** A column a state, the most urgent on top; of the closed ones the latest. */
export const CaseBoard = z.object({
  columns: z.array(z.object({ status: CaseStatus, total: z.number(), items: z.array(DeskCase) })),
})
export type CaseBoard = z.infer<typeof CaseBoard>

export const CasePart = z.object({
  id: z.string(),
  name: z.string(),
  count: z.number(),
  /** Of one, in yuan; null: not said. */
  price: z.number().nullable(),
  addedBy: z.string(),
  addedAt: Time,
})
export type CasePart = z.infer<typeof CasePart>

export const NewPart = z.object({
  name: z.string().trim().min(1).max(100),
  count: z.number().positive().max(100_000).multipleOf(0.01),
  price: z.number().min(0).max(1_000_000).multipleOf(0.01).nullable(),
  id: RequestId,
})
export type NewPart = z.infer<typeof NewPart>

export const PHOTO_MOMENTS = ['before', 'after'] as const
export const CasePhoto = z.object({
  id: z.string(),
  moment: z.enum(PHOTO_MOMENTS),
  url: z.string(),
  addedBy: z.string(),
  addedAt: Time,
})
export type CasePhoto = z.infer<typeof CasePhoto>

/** A message about the case, by whichever way it came. */
export const CaseMessage = z.object({
  seq: z.number(),
  channel: z.string(),
  author: z.enum(['owner', 'bot', 'staff', 'system']),
  authorName: z.string().nullable(),
  kind: z.string(),
  text: z.string(),
  fileUrl: z.string().nullable(),
  at: Time,
  recalled: z.boolean(),
})
export type CaseMessage = z.infer<typeof CaseMessage>

/** Time left by the wall clock and by office hours; `standing`: paused, the clock does not run. */
export const CaseClock = z.object({
  leftMinutes: z.number(),
  officeMinutes: z.number(),
  /** Whether it is office hours now. */
  officeOpen: z.boolean(),
  standing: z.boolean(),
})
export type CaseClock = z.infer<typeof CaseClock>

export const CaseSheet = DeskCase.extend({
  pausedReason: z.string().nullable(),
  transferTo: z.string().nullable(),
  /** Who reported it, as a name where one is known. */
  reporterNames: z.array(z.string()),
  aboutStaff: z.array(z.string()),
  clock: CaseClock.nullable(),
  linked: z.array(
    z.object({
      /** Seen from this case. */
      type: z.enum(['parent', 'child', 'duplicate-of', 'duplicate', 'related']),
      id: z.string(),
      number: z.string(),
      status: CaseStatus,
      summary: z.string(),
    }),
  ),
  promises: z.array(
    z.object({
      id: z.string(),
      what: z.string(),
      dueAt: Time,
      madeAt: Time,
      endedAt: Time.nullable(),
      ending: z.enum(['kept', 'broken', 'renegotiated']).nullable(),
    }),
  ),
  messages: z.array(CaseMessage),
  parts: z.array(CasePart),
  photos: z.array(CasePhoto),
})
export type CaseSheet = z.infer<typeof CaseSheet>

export const LinkRequest = z.object({
  type: z.enum(['duplicate-of', 'parent', 'related']),
  /** The other case's number. */
  number: z.string().trim().min(4).max(40),
  id: RequestId,
})
export type LinkRequest = z.infer<typeof LinkRequest>

/** By which way somebody told us without the chat (domain.md B5, B6). */
export const TYPED_SOURCES = ['phone', 'visit', 'letter', 'intercom', 'complaint-line', 'forum'] as const
export const MAIN_CATEGORIES = { repair: REPAIR_CATEGORIES, complaint: COMPLAINT_CATEGORIES } as const

const Place = z.object({
  building: z.string().trim().max(20).nullable(),
  unit: z.string().trim().max(20).nullable(),
  room: z.string().trim().max(20).nullable(),
  place: z.string().trim().max(60).nullable(),
})

export const NewTypedCase = z.object({
  source: z.enum(TYPED_SOURCES),
  community: z.string().min(1).max(100),
  kind: CaseKind,
  category: z.string().trim().max(60).optional(),
  priority: z.enum(CASE_PRIORITIES),
  summary: z.string().trim().min(1).max(2_000),
  location: Place,
  caller: z.object({
    name: z.string().trim().max(30).nullable(),
    phone: z
      .string()
      .trim()
      .regex(/^[\d+ -]{5,20}$/)
      .nullable(),
  }),
  anonymous: z.boolean(),
  confidential: z.boolean(),
  /** Staff a complaint is about. */
  aboutStaff: z.array(z.string().max(100)).max(20),
  /** Who answers for it: whoever typed it in, or as the rules say. */
  answers: z.enum(['me', 'rule']),
  /** When we were told; absent: now. */
  at: Time.optional(),
  /** An open case of the same matter: this report joins it. */
  joins: z.string().max(100).optional(),
  /** Seen and decided: a matter of its own. */
  separate: z.boolean().optional(),
  id: RequestId,
})
export type NewTypedCase = z.infer<typeof NewTypedCase>

export const SameMatterQuery = NewTypedCase.pick({ community: true, kind: true, category: true, location: true })
export type SameMatterQuery = z.infer<typeof SameMatterQuery>
export const SameMatters = z.object({
  items: z.array(
    DeskCase.pick({
      id: true,
      number: true,
      status: true,
      category: true,
      summary: true,
      openedAt: true,
      location: true,
    }),
  ),
})
export type SameMatters = z.infer<typeof SameMatters>

export const TypedCase = z.object({ id: z.string(), number: z.string(), joined: z.boolean() })
export type TypedCase = z.infer<typeof TypedCase>

/** Houses and public places of a community, for picking. */
export const HouseQuery = z.object({
  community: z.string().min(1).max(100),
  building: z.string().max(20).optional(),
})
export type HouseQuery = z.infer<typeof HouseQuery>
export const HouseChoice = z.object({
  buildings: z.array(z.string()),
  homes: z.array(z.object({ unit: z.string().nullable(), room: z.string() })),
  places: z.array(z.string()),
})
export type HouseChoice = z.infer<typeof HouseChoice>

/** A list somebody comes back to; `own` ones can be taken away. */
export const SavedList = z.object({
  id: z.string(),
  name: z.string(),
  query: CaseFilters,
  shared: z.boolean(),
  own: z.boolean(),
})
export type SavedList = z.infer<typeof SavedList>
export const SavedLists = z.object({ items: z.array(SavedList) })
export type SavedLists = z.infer<typeof SavedLists>
export const NewSavedList = z.object({
  name: z.string().trim().min(1).max(30),
  query: CaseFilters,
  shared: z.boolean(),
  id: RequestId,
})
export type NewSavedList = z.infer<typeof NewSavedList>
